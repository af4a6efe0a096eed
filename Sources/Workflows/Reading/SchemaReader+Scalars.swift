import Diagnostics
import Expressions
import Glibc
import YAML

// Scalars: literals, and text with expressions in it.
extension SchemaReader {
    mutating func readScalar(_ node: YAMLNode, as definition: Definition, in place: Place) -> Template? {
        guard case .string(let text) = node.content else { return readPlainScalar(node, as: definition, in: place) }
        guard text.containsExpression else { return checkedText(text, node: node, as: definition, in: place) }
        guard let template = readExpression(text, node: node, in: place) else { return nil }
        if template.isInsert {
            report(
                place.kind, node.range, "unexpected value \"${{ insert }}\"",
                remedy: "insert can only be a key; as a value write the expression alone: ${{ fromJSON(…) }}")
            return nil
        }
        guard let literal = template.literalString else { return template }
        return checkedText(literal, node: node, as: definition, in: place)
    }

    /// Null, booleans and numbers: as they are where they fit, else as the text that they print as.
    private mutating func readPlainScalar(_ node: YAMLNode, as definition: Definition, in place: Place) -> Template? {
        let value: Value
        switch node.content {
        case .null:
            if definition.scalars.allowsNull { return .literal(.null, node.range) }
            value = .null
        case .bool(let bool):
            if definition.scalars.allowsBoolean { return .literal(.bool(bool), node.range) }
            value = .bool(bool)
        case .number(let number):
            if definition.scalars.allowsNumber { return .literal(.number(number), node.range) }
            value = .number(number)
        default: return nil
        }
        return checkedText(value.text, node: node, as: definition, in: place)
    }

    private mutating func checkedText(_ text: String, node: YAMLNode, as definition: Definition, in place: Place) -> Template? {
        if definition.scalars.matches(text) { return .literal(.string(text), node.range) }
        report(place.kind, node.range, "unexpected value \"\(text.shortened)\"", remedy: remedy(for: text, node: node, definition))
        return nil
    }

    private func remedy(for text: String, node: YAMLNode, _ definition: Definition) -> String? {
        let scalars = definition.scalars
        if let nearest = Suggestion.nearest(to: text, among: scalars.words) { return "did you mean \"\(nearest)\"?" }
        if scalars.allowsBoolean, text == "true" || text == "false" { return "write \(text) without quotes" }
        if scalars.allowsNumber, node.style != .plain, Value.string(text).numeric.isFinite { return "write \(text) without quotes" }
        return Self.expected(definition)
    }

    /// Text with `${{ }}` in it.
    mutating func readExpression(_ text: String, node: YAMLNode, in place: Place) -> Template? {
        do {
            let template = try Template(parsing: text, range: node.range, scope: place.scope.names)
            guard place.scope.isEmpty, case .expression = template else { return template }
            reportExpressionNotAllowed(at: ExpressionErrorPlace(source: source, scalar: node.range, value: text))
        } catch {
            let position = ExpressionErrorPlace(source: source, scalar: node.range, value: text)
            if place.scope.isEmpty, error.phase == .parsing, error.message.hasPrefix("Unrecognized") {
                reportExpressionNotAllowed(at: position)
            } else {
                append(Diagnostic(expressionError: error, file: file, range: position.range(of: error), scope: place.scope.names))
            }
        }
        return nil
    }

    private mutating func reportExpressionNotAllowed(at place: ExpressionErrorPlace) {
        report(
            .expression, place.firstExpression, "a template expression is not allowed in this context",
            remedy: "write the value itself; nothing is evaluated at this place")
    }
}

extension Diagnostic {
    /// A finding about an expression, in GitHub's words but for the case of the first letter.
    init(expressionError error: ExpressionError, file: String, range: SourceRange, scope: NameScope) {
        let isLimit = error.message.hasPrefix("Exceeded max")
        self.init(
            file: file, range: range, kind: isLimit ? .limit : .expression, message: error.message.lowercasingFirst,
            remedy: Self.remedy(for: error, scope: scope))
    }

    private static func remedy(for error: ExpressionError, scope: NameScope) -> String? {
        if error.message.hasPrefix("Unrecognized named-value"), let name = error.message.quoted, let contexts = scope.contexts {
            let list = contexts.map { "\"\($0)\"" }.joined(separator: ", ")
            if ContextNames.all.contains(name.lowercased()) {
                return "\"\(name)\" is not available here; available are \(list)"
            }
            let nearest = Suggestion.nearest(to: name, among: contexts).map { "; did you mean \"\($0)\"?" } ?? ""
            return "text is written in single quotes; the names here are \(list)" + nearest
        }
        if error.message.hasPrefix("Unrecognized function"), let name = error.message.quoted {
            if ContextNames.specialFunctions.contains(name.lowercased()) { return "\"\(name)\" is not available here" }
            let known = ContextNames.functions + scope.functions.map(\.name)
            return Suggestion.nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
        }
        if error.message.contains("'\"") || error.message.contains(": '\"") { return "text is written in single quotes: 'text'" }
        return nil
    }
}

/// The names that expressions know anywhere.
enum ContextNames {
    static let all: Set = [
        "github", "inputs", "vars", "needs", "strategy", "matrix", "secrets", "steps", "job", "jobs", "runner", "env",
    ]
    static let specialFunctions: Set = ["always", "cancelled", "failure", "success", "hashfiles"]
    static let functions = ["case", "contains", "endsWith", "format", "fromJSON", "join", "startsWith", "toJSON"]
}

extension String {
    /// `${{` occurs in it.
    var containsExpression: Bool {
        var text = self
        return text.withUTF8 { bytes in
            var rest = bytes[...]
            // Dollars are rare.
            while let base = UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count >= 3,
                let dollar = memchr(base, Int32(UInt8(ascii: "$")), rest.count - 2)
            {
                let place = rest.startIndex + (UnsafeRawPointer(dollar) - UnsafeRawPointer(base))
                if bytes[place + 1] == UInt8(ascii: "{"), bytes[place + 2] == UInt8(ascii: "{") { return true }
                rest = bytes[(place + 1)...]
            }
            return false
        }
    }

    /// The first line, cut so that a message stays readable.
    var shortened: String {
        let line = prefix { !$0.isNewline }
        return line.count > 60 || line.endIndex != endIndex ? line.prefix(60) + "…" : String(line)
    }

    var lowercasingFirst: String {
        prefix(1).lowercased() + dropFirst()
    }

    /// What stands between the first pair of single quotes.
    var quoted: String? {
        let parts = split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 ? String(parts[1]) : nil
    }
}
