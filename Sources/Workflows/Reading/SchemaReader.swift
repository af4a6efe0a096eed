import Diagnostics
import Expressions
import YAML

/// Reads YAML nodes by the schema into templates, as GitHub's reader does; docs/compatibility.md, "Reading".
///
/// What does not fit is reported and left out, so that the rest can still be looked at.
struct SchemaReader {
    /// Where a node stands: what expressions may use, and the kind of findings.
    struct Place {
        var scope: Scope = .none
        var kind: DiagnosticKind = .schema
    }

    let file: String
    let source: SourceText
    private(set) var diagnostics: [Diagnostic] = []
    private var scopes: [ScopeKey: Scope] = [:]

    private struct ScopeKey: Hashable {
        let parent: ObjectIdentifier
        let definition: ObjectIdentifier
    }

    /// - Parameter source: The text that the nodes are from.
    init(file: String, source: SourceText) {
        self.file = file
        self.source = source
    }

    /// A node as that definition has it; null when it does not fit, so that nothing else is thought to be missing.
    mutating func read(_ node: YAMLNode, as definition: Definition, in parent: Place = Place()) -> Template {
        let place = place(definition, in: parent)
        let template =
            switch node.content {
            case .sequence(let items): readSequence(items, of: node, as: definition, in: place)
            case .mapping(let entries): readMapping(entries, of: node, as: definition, in: place)
            default: readScalar(node, as: definition, in: place)
            }
        return template ?? .literal(.null, node.range.start.mark)
    }

    mutating func report(_ kind: DiagnosticKind, _ range: SourceRange, _ message: String, remedy: String? = nil) {
        diagnostics.append(Diagnostic(file: file, range: range, kind: kind, message: message, remedy: remedy))
    }

    mutating func append(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    private mutating func place(_ definition: Definition, in parent: Place) -> Place {
        var place = parent
        if let kind = definition.kind { place.kind = kind }
        guard !definition.contexts.isEmpty else { return place }
        let key = ScopeKey(parent: ObjectIdentifier(parent.scope), definition: ObjectIdentifier(definition))
        if let known = scopes[key] {
            place.scope = known
        } else {
            place.scope = parent.scope.adding(definition)
            scopes[key] = place.scope
        }
        return place
    }

    private mutating func readSequence(_ items: [YAMLNode], of node: YAMLNode, as definition: Definition, in place: Place) -> Template? {
        guard let item = definition.item?() else {
            report(place.kind, node.range.start.mark, "a sequence was not expected", remedy: Self.expected(definition))
            return nil
        }
        var templates: [Template] = []
        templates.reserveCapacity(items.count)
        for node in items { templates.append(read(node, as: item, in: place)) }
        return .sequence(templates, node.range)
    }

    /// What would fit, for the remedy.
    static func expected(_ definition: Definition) -> String? {
        var forms: [String] = []
        let scalars = definition.scalars
        if !scalars.words.isEmpty {
            forms.append(scalars.words.count > 12 ? "a name" : "one of " + scalars.words.map { "\"\($0)\"" }.joined(separator: ", "))
        }
        if scalars.allowsString || scalars.allowsNonEmptyString { forms.append("text") }
        if scalars.allowsNumber { forms.append("a number") }
        if scalars.allowsBoolean { forms.append("true or false") }
        if definition.item != nil { forms.append("a sequence") }
        if definition.mappings.contains(where: { $0.ignoredKeys.isEmpty || !$0.names.isEmpty }) { forms.append("a mapping") }
        if forms.isEmpty, scalars.allowsNull { return "leave the value empty" }
        return forms.isEmpty ? nil : "write " + forms.joined(separator: ", or ")
    }
}

extension SourcePosition {
    /// The place of a collection in messages: its first character, for its end may be far away.
    var mark: SourceRange {
        SourceRange(start: self, end: SourcePosition(line: line, column: column + 1))
    }
}
