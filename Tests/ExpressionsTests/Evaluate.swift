import Testing

@testable import Expressions

/// What an expression gives: `KIND JSON`, or `error: MESSAGE`.
func evaluate(_ text: String, _ contexts: String = "{}") -> String {
    do throws(ExpressionError) {
        let members = try Value(json: contexts).members ?? []
        let expression = try Expression(parsing: text, scope: NameScope(contexts: members.map(\.key)))
        let evaluator = Evaluator(contexts: Dictionary(members.map { ($0.key, $0.value) }) { $1 })
        let value = try evaluator.evaluate(expression)
        return "\(value.kind) \(value.json())"
    } catch {
        return "error: \(error.message)"
    }
}

/// An expression and what it should give.
struct Evaluates: CustomTestStringConvertible, Sendable {
    var text: String
    var expected: String
    var testDescription: String { text }

    init(_ text: String, _ expected: String) {
        self.text = text
        self.expected = expected
    }
}
