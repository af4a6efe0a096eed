import Diagnostics
package import Expressions

/// JSON schemas (draft 7) of the files that people write, for editors.
///
/// Made from the tables that the readers themselves go by, so a schema says of keys and kinds of values what the reader says.
/// What needs more than that is left to `runner check`: expressions, names that refer to others, and keys that differ only in case.
package enum JSONSchema: String, Sendable, CaseIterable {
    case workflow, action, test

    /// The schema as a JSON object.
    package var value: Value {
        var builder = JSONSchemaBuilder()
        let root: Value
        switch self {
        case .workflow: root = builder.schema(of: Schema.workflow)
        case .test: root = builder.schema(of: Schema.testFile)
        case .action:
            root = builder.schema(anyOf: [.javaScript, .composite, .docker].map { Schema.action($0) })
        }
        return .object([
            ("$schema", .string("http://json-schema.org/draft-07/schema#")), ("title", .string(title)),
            ("allOf", .array([root])), ("definitions", builder.definitions),
        ])
    }

    private var title: String {
        switch self {
        case .workflow: "A workflow of GitHub Actions"
        case .action: "The metadata of an action"
        case .test: "Tests of a workflow, for `runner test`"
        }
    }
}

/// Turns definitions into JSON schemas.
private struct JSONSchemaBuilder {
    /// A definition, and whether expressions are allowed at its place.
    private struct Key: Hashable {
        let definition: ObjectIdentifier
        let allowsExpressions: Bool
    }

    private var names: [Key: String] = [:]
    private var named: [(String, Value)] = []
    /// Definitions are known by their identity: none may be freed while the others are looked at.
    private var kept: [Definition] = []

    var definitions: Value { .object(distinct: named.sorted { $0.0 < $1.0 }.map { (key: $0.0, value: $0.1) }) }

    mutating func schema(anyOf definitions: [Definition]) -> Value {
        .object([("anyOf", .array(definitions.map { schema(of: $0) }))])
    }

    /// - Parameter allowsExpressions: At the place around.
    mutating func schema(of definition: Definition, allowsExpressions outer: Bool = false) -> Value {
        let allows = outer || !definition.contexts.isEmpty || !definition.functions.isEmpty
        if definition === Schema.any { return .bool(true) }
        guard definition.item != nil || !definition.mappings.isEmpty else { return Self.anyOf(scalars(definition, allows)) }
        let key = Key(definition: ObjectIdentifier(definition), allowsExpressions: allows)
        if let name = names[key] { return Self.reference(name) }
        let name = uniqueName(definition)
        names[key] = name
        kept.append(definition)
        // Reserved before what is in it, which may hold the definition itself.
        let place = named.count
        named.append((name, .null))
        var alternatives = scalars(definition, allows)
        if let item = definition.item?() {
            alternatives.append(.object([("type", .string("array")), ("items", schema(of: item, allowsExpressions: allows))]))
        }
        for rule in definition.mappings { alternatives.append(mapping(rule, of: definition, allows)) }
        named[place].1 = Self.anyOf(alternatives)
        return Self.reference(name)
    }

    private static func reference(_ name: String) -> Value {
        .object([("$ref", .string("#/definitions/\(name)"))])
    }

    private static func anyOf(_ alternatives: [Value]) -> Value {
        alternatives.count == 1 ? alternatives[0] : .object([("anyOf", .array(alternatives))])
    }

    private mutating func uniqueName(_ definition: Definition) -> String {
        let noun = definition.mappings.first?.noun ?? "list"
        let words = noun.split { !($0.isLetter || $0.isNumber) }.filter { !["a", "an", "the"].contains($0) }
        let base = words.joined(separator: "-")
        var (name, number) = (base, 1)
        while named.contains(where: { $0.0 == name }) {
            number += 1
            name = "\(base)-\(number)"
        }
        return name
    }

    /// Scalars are read as text where nothing else fits, so text can be written as a number, too.
    private func scalars(_ definition: Definition, _ allowsExpressions: Bool) -> [Value] {
        let rule = definition.scalars
        var found: [Value] = []
        if rule.allowsString {
            found.append(Self.types(["string", "number", "boolean", "null"]))
        } else if rule.allowsNonEmptyString {
            let types = ["string", "number", "boolean"] + (rule.allowsNull ? ["null"] : [])
            found.append(.object([("type", .array(types.map { .string($0) })), ("minLength", .number(1))]))
        } else {
            let types = [("null", rule.allowsNull), ("boolean", rule.allowsBoolean), ("number", rule.allowsNumber)].filter(\.1).map(\.0)
            if !types.isEmpty { found.append(Self.types(types)) }
            if !rule.words.isEmpty { found.append(.object([("enum", .array(rule.words.map { .string($0) }))])) }
            if allowsExpressions { found.append(Self.expression) }
        }
        return found
    }

    private static func types(_ names: [String]) -> Value {
        .object([("type", names.count == 1 ? .string(names[0]) : .array(names.map { .string($0) }))])
    }

    /// Text with an expression in it, which may come to anything.
    private static let expression = Value.object([("type", .string("string")), ("pattern", .string(expressionPattern))])
    private static let expressionPattern = "\\$\\{\\{"

    private mutating func mapping(_ rule: MappingRule, of definition: Definition, _ allowsExpressions: Bool) -> Value {
        var members: [(String, Value)] = [("type", .string("object")), ("title", .string(rule.noun))]
        if !rule.names.isEmpty {
            var properties: [(key: String, value: Value)] = []
            for name in rule.names {
                guard let definition = rule.properties[name] else { continue }
                properties.append((name, schema(of: definition, allowsExpressions: allowsExpressions)))
            }
            members.append(("properties", .object(distinct: properties)))
        }
        if !rule.required.isEmpty { members.append(("required", .array(rule.required.map { .string($0) }))) }
        let loose = rule.looseValue.map { schema(of: $0(), allowsExpressions: allowsExpressions) }
        if allowsExpressions {
            // What a key comes to is known only where any key holds the same.
            let value = definition.mappings.count == 1 && rule.names.isEmpty ? loose : nil
            members.append(("patternProperties", .object([(Self.expressionPattern, value ?? .bool(true))])))
        }
        if let loose {
            members.append(("additionalProperties", loose))
            members.append(("propertyNames", .object([("minLength", .number(1))])))
        } else {
            members.append(("additionalProperties", .bool(rule.unknownKeys != .error)))
        }
        return .object(members)
    }
}
