import Expressions
import YAML

/// Validates by the part of JSON Schema (draft 7) that our schemas use; what it doesn't know is a failure.
struct SchemaValidator {
    private let definitions: Value
    private let root: Value

    init(_ schema: Value) {
        root = schema
        definitions = schema["definitions"]
    }

    func accepts(_ value: Value) -> Bool {
        accepts(value, root)
    }

    /// The keywords that say nothing about values.
    private static let silent = ["$schema", "title", "definitions"]

    private func accepts(_ value: Value, _ schema: Value) -> Bool {
        if case .bool(let verdict) = schema { return verdict }
        let members = schema.members.map { Array($0) } ?? []
        return members.allSatisfy { keyword, argument in Self.silent.contains(keyword) || accepts(value, keyword, argument, schema) }
    }

    private func accepts(_ value: Value, _ keyword: String, _ argument: Value, _ schema: Value) -> Bool {
        switch keyword {
        case "$ref": accepts(value, definitions[String(argument.text.dropFirst("#/definitions/".count))])
        case "anyOf": (argument.items ?? []).contains { accepts(value, $0) }
        case "allOf": (argument.items ?? []).allSatisfy { accepts(value, $0) }
        case "type": (argument.items ?? [argument]).contains { $0.text == Self.type(of: value) }
        case "enum": (argument.items ?? []).contains { Self.type(of: value) == "string" && $0.text == value.text }
        case "minLength": Self.type(of: value) != "string" || value.text.count >= Int(argument.numeric)
        case "pattern": Self.type(of: value) != "string" || value.text.contains("${{")
        case "items": (value.items ?? []).allSatisfy { accepts($0, argument) }
        case "required": value.members == nil || (argument.items ?? []).allSatisfy { name in keys(of: value).contains(name.text) }
        case "propertyNames": keys(of: value).allSatisfy { accepts(.string($0), argument) }
        case "properties": accepts(value) { self.member(argument, $0) }
        case "patternProperties": accepts(value) { $0.contains("${{") ? argument.members?.first { _ in true }?.value : nil }
        case "additionalProperties":
            accepts(value) { name in
                member(schema["properties"], name) != nil || schema["patternProperties"].members != nil && name.contains("${{")
                    ? nil : argument
            }
        default: false
        }
    }

    /// - Parameter schema: What a member of that name must be; nothing where the keyword doesn't look at it.
    private func accepts(_ value: Value, _ schema: (String) -> Value?) -> Bool {
        guard let members = value.members else { return true }
        return members.allSatisfy { name, member in schema(name).map { accepts(member, $0) } ?? true }
    }

    private func keys(of value: Value) -> [String] {
        value.members.map { $0.map(\.key) } ?? []
    }

    /// With case, unlike lookups of the expression language.
    private func member(_ object: Value, _ name: String) -> Value? {
        object.members?.first { $0.key == name }?.value
    }

    private static func type(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension YAMLNode {
    /// The node as JSON, as editors see it.
    var jsonValue: Value {
        switch content {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        case .sequence(let items): .array(items.map(\.jsonValue))
        case .mapping(let entries):
            .object(entries.map { (Self.text(of: $0.key), $0.value.jsonValue) })
        }
    }

    private static func text(of key: YAMLNode) -> String {
        if case .string(let text) = key.content { return text }
        return key.text
    }
}
