import Diagnostics
import Expressions

// Comparisons: those that can only come out one way.
extension ExpressionTyper {
    mutating func compare(_ comparison: Expression.Comparison, _ left: Expression.Node, _ right: Expression.Node) -> ExpressionType {
        let first = word
        let leftType = type(of: left)
        let rightType = type(of: right)
        let words = first...max(first, word - 1)
        if leftType.isCollection || rightType.isCollection {
            compareCollection(comparison, leftType, rightType, words)
        } else if left.isConstant != right.isConstant, !isAlternative || !(Self.isEventName(left) || Self.isEventName(right)) {
            let (value, literal) = left.isConstant ? (rightType, leftType) : (leftType, rightType)
            compareScalars(comparison, value, literal, words)
        }
        return .bool
    }

    /// Arrays and objects are equal to nothing but themselves.
    private mutating func compareCollection(
        _ comparison: Expression.Comparison, _ left: ExpressionType, _ right: ExpressionType, _ words: ClosedRange<Int>
    ) {
        let collection = left.isCollection ? left : right
        let other = left.isCollection ? right : left
        guard other.isScalar || other.isNull else { return }
        report(
            .warning, words, "this comparison is always \(comparison == .notEqual): \(collection.noun) is never equal to \(other.noun)",
            remedy: "compare one of its members, or what toJSON(…) makes of it")
    }

    /// One side is made of literals alone, of the other something is known.
    private mutating func compareScalars(
        _ comparison: Expression.Comparison, _ type: ExpressionType, _ literal: ExpressionType, _ words: ClosedRange<Int>
    ) {
        guard comparison == .equal || comparison == .notEqual, let value = literal.possibleValues?.first else { return }
        if case .string = type, case .bool(let bool) = value {
            return report(
                .warning, words, "text is compared with \(bool) as a number: '\(bool)' is not equal to it",
                remedy: "write '\(bool)' in single quotes")
        }
        guard !type.canEqual(value) else { return }
        let values = type.possibleValues ?? []
        let reason = values.isEmpty ? "\(type.noun) is never equal to \(value.shown)" : Self.reason(value, among: values)
        report(
            .warning, words, "this comparison is always \(comparison == .notEqual): \(reason)", remedy: Self.remedy(value, among: values))
    }

    private static func reason(_ value: Value, among values: [Value]) -> String {
        let shown = value.shown
        guard values.count <= 6 else { return "\(shown) is none of the possible values" }
        if values.allSatisfy({ $0.kind == "Boolean" }), value.kind == "String" {
            return "a boolean is compared as a number, and the text \(shown) is none"
        }
        return "the value is \(values.map(\.shown).inWords), never \(shown)"
    }

    private static func remedy(_ literal: Value, among values: [Value]) -> String? {
        guard case .string(let text) = literal else {
            return values.contains { $0.kind == "String" && $0.text == literal.text } ? "write '\(literal.text)' in single quotes" : nil
        }
        if values.contains(where: { $0.kind == "Boolean" }), text.lowercased() == "true" || text.lowercased() == "false" {
            return "write \(text.lowercased()) without quotes"
        }
        return Suggestion.nearest(to: text, among: values.filter { $0.kind == "String" }.map(\.text)).map { "did you mean '\($0)'?" }
    }
}

extension ExpressionType {
    fileprivate var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// A value of this type can be equal to that one, by the language's rules.
    fileprivate func canEqual(_ value: Value) -> Bool {
        switch self {
        case .any: true
        case .null, .bool, .literals: possibleValues?.contains { Value.looselyEqual($0, value) } ?? true
        // Text equals text, and numbers that it can stand for.
        case .string: value.isPrimitive
        case .number: !value.numeric.isNaN
        case .array, .object: !value.isPrimitive
        }
    }
}

extension Expression.Node {
    /// A literal, or made of literals alone.
    var isConstant: Bool {
        switch self {
        case .literal: true
        case .context: false
        case .call(let name, let arguments):
            !ContextNames.specialFunctions.contains(name.lowercased()) && arguments.allSatisfy(\.isConstant)
        default: children.allSatisfy(\.isConstant)
        }
    }
}

extension Value {
    /// As it is written in an expression.
    var shown: String {
        switch self {
        case .string(let text): "'\(text.shortened)'"
        case .null: "null"
        default: text
        }
    }
}

extension [String] {
    /// `a, b or c`
    fileprivate var inWords: String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " or " + last
    }
}
