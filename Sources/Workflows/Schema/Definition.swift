import Diagnostics
import Expressions

/// What may stand at a place of the workflow file: scalars, a sequence, mappings, or several of them.
///
/// GitHub's own reader is driven by such a table too, so that errors come out at the same places.
/// Definitions are made once and live for ever: readers know them by identity.
final class Definition: Sendable {
    /// The scalars that are taken as they are; all but strings are tried again as strings.
    let scalars: ScalarRule
    /// What the items of a sequence are; nothing where no sequence may stand. A closure, since definitions may hold themselves.
    let item: (@Sendable () -> Definition)?
    /// The mappings that may stand here; where there are several, the first key that is not in all of them decides.
    let mappings: [MappingRule]
    /// The contexts that expressions here and below may use beside those of the places above.
    let contexts: [String]
    /// The special functions, likewise.
    let functions: [NameScope.SpecialFunction]
    /// The kind of the findings here and below, unless they are about an expression.
    let kind: DiagnosticKind?

    init(
        scalars: ScalarRule = ScalarRule(), mappings: [MappingRule] = [], scope: ContextSet? = nil, kind: DiagnosticKind? = nil,
        item: (@Sendable () -> Definition)? = nil
    ) {
        self.scalars = scalars
        self.mappings = mappings
        self.contexts = scope?.contexts ?? []
        self.functions = scope?.functions ?? []
        self.kind = kind
        self.item = item
    }
}

/// The scalars of a definition.
struct ScalarRule: Sendable {
    var allowsNull = false
    var allowsBoolean = false
    var allowsNumber = false
    var allowsString = false
    var allowsNonEmptyString = false
    /// Constants, with case.
    var words: [String] = []

    /// A string that was read, or that another scalar was turned into.
    func matches(_ text: String) -> Bool {
        if allowsString { return true }
        if allowsNonEmptyString, !text.isEmpty { return true }
        return words.contains(text)
    }

    mutating func formUnion(_ other: ScalarRule) {
        allowsNull = allowsNull || other.allowsNull
        allowsBoolean = allowsBoolean || other.allowsBoolean
        allowsNumber = allowsNumber || other.allowsNumber
        allowsString = allowsString || other.allowsString
        allowsNonEmptyString = allowsNonEmptyString || other.allowsNonEmptyString
        words += other.words
    }
}

/// One form of a mapping: known keys, and what other keys hold.
final class MappingRule: Sendable {
    /// What the mapping is, for messages: `a job`, `an event`.
    let noun: String
    let properties: [String: Definition]
    /// The known keys in the order of the table.
    let names: [String]
    let required: [String]
    /// What a key that is not known holds; nothing where there may be none. Such keys must not be empty.
    let looseValue: (@Sendable () -> Definition)?
    /// How bad a key is that is not known.
    let unknownKeys: Severity
    /// Keys that mean something elsewhere, and that GitHub takes here and does nothing with.
    let ignoredKeys: Set<String>

    init(
        noun: String, names: [String], properties: [String: Definition], required: [String] = [], unknownKeys: Severity = .error,
        ignoredKeys: Set<String> = [], looseValue: (@Sendable () -> Definition)? = nil
    ) {
        self.noun = noun
        self.names = names
        self.properties = properties
        self.required = required
        self.unknownKeys = unknownKeys
        self.ignoredKeys = ignoredKeys
        self.looseValue = looseValue
    }

    convenience init(
        noun: String, properties: KeyValuePairs<String, Definition> = [:], required: [String] = [], unknownKeys: Severity = .error,
        looseValue: (@Sendable () -> Definition)? = nil
    ) {
        self.init(
            noun: noun, names: properties.map(\.key),
            properties: Dictionary(properties.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }), required: required,
            unknownKeys: unknownKeys, looseValue: looseValue)
    }

    /// A mapping whose keys come from a list.
    convenience init(noun: String, names: [String], ignoredKeys: Set<String> = [], definition: (String) -> Definition) {
        self.init(
            noun: noun, names: names, properties: Dictionary(names.map { ($0, definition($0)) }, uniquingKeysWith: { first, _ in first }),
            ignoredKeys: ignoredKeys)
    }
}

/// Contexts and special functions by name, as one row of GitHub's availability table has them.
struct ContextSet: Sendable {
    var contexts: [String]
    var functions: [NameScope.SpecialFunction] = []
}

extension Definition {
    static func mapping(
        _ noun: String, _ properties: KeyValuePairs<String, Definition>, required: [String] = [], scope: ContextSet? = nil
    ) -> Definition {
        Definition(mappings: [MappingRule(noun: noun, properties: properties, required: required)], scope: scope)
    }

    /// A mapping with any keys.
    static func loose(
        _ noun: String, scope: ContextSet? = nil, of value: Definition
    ) -> Definition {
        Definition(mappings: [MappingRule(noun: noun, looseValue: { value })], scope: scope)
    }

    static func sequence(scope: ContextSet? = nil, of item: Definition) -> Definition {
        Definition(scope: scope, item: { item })
    }

    static func words(_ words: String...) -> Definition {
        Definition(scalars: ScalarRule(words: words))
    }

    /// Any of several. Of two sequences the first counts; contexts of the parts do not.
    static func oneOf(scope: ContextSet? = nil, kind: DiagnosticKind? = nil, _ parts: Definition...) -> Definition {
        var scalars = ScalarRule()
        for part in parts { scalars.formUnion(part.scalars) }
        return Definition(
            scalars: scalars, mappings: parts.flatMap(\.mappings), scope: scope, kind: kind,
            item: parts.lazy.compactMap(\.item).first)
    }

    /// The same with contexts of its own.
    func with(_ scope: ContextSet) -> Definition {
        Definition(scalars: scalars, mappings: mappings, scope: scope, kind: kind, item: item)
    }

    /// The same, with findings of that kind.
    func reported(as kind: DiagnosticKind) -> Definition {
        Definition(
            scalars: scalars, mappings: mappings, scope: ContextSet(contexts: contexts, functions: functions), kind: kind, item: item)
    }
}
