import Testing

@testable import Expressions

@Suite struct ParserTests {
    struct Case: CustomTestStringConvertible {
        var text: String
        var tree: String
        var testDescription: String { text }

        init(_ text: String, _ tree: String) {
            self.text = text
            self.tree = tree
        }
    }

    static let trees = [
        Case("", "null"),
        Case(" \u{A0} ", "null"),
        Case("true", "true"),
        Case("True", "True"),
        Case("-0x", "error"),
        Case("'it''s ''''x'", "'it's ''x'"),
        Case("''", "''"),
        Case("NaN", "NaN"),
        Case("-Infinity", "-Infinity"),
        Case("0x1F", "31"),
        Case(".5", "0.5"),
        Case("a.b.c", "a['b']['c']"),
        Case("a.true", "a['true']"),
        Case("a . b [ 0 ]", "a['b'][0]"),
        Case("a-b", "a-b"),
        Case("a.*.b", "a.*['b']"),
        Case("a[*].b", "a.*['b']"),
        Case("a[*.b]", "a['*'['b']]"),
        Case("(a || b).c", "(a || b)['c']"),
        Case("!a.b == c", "(!a['b'] == c)"),
        Case("!!a", "!!a"),
        Case("a < b == c > d", "((a < b) == (c > d))"),
        Case("a == b == c", "((a == b) == c)"),
        Case("a == b < c", "(a == (b < c))"),
        Case("a || b && c || d", "(a || (b && c) || d)"),
        Case("a && b || c && d", "((a && b) || (c && d))"),
        Case("a && (b && c) && d", "(a && b && c && d)"),
        Case("(a && b) && c", "(a && b && c)"),
        Case("a && b == c && d", "(a && (b == c) && d)"),
        Case("join(a, ',').x", "join(a, ',')['x']"),
        Case("FORMAT('{0}', a && b, !c)", "FORMAT('{0}', (a && b), !c)"),
        Case("foo()", "foo()"),
        Case("foo ( bar ( ) , 1 )", "foo(bar(), 1)"),
        Case("a[b[c]].d", "a[b[c]]['d']"),
        Case("a[(1)]", "a[1]"),
    ]

    @Test(arguments: trees) func `builds the tree of an expression`(_ c: Case) {
        let tree = (try? Expression(parsing: c.text)).map { Self.show($0.root) } ?? "error"
        #expect(tree == c.tree)
    }

    static func show(_ node: Expression.Node) -> String {
        switch node {
        case .literal(.null): "null"
        case .literal(.bool(let value)): "\(value)"
        case .literal(.number(let value)):
            value.isNaN
                ? "NaN"
                : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : value == value.rounded() ? "\(Int(value))" : "\(value)"
        case .literal(.string(let text)): "'\(text)'"
        case .literal: "?"
        case .context(let name): name
        case .index(let base, let index): "\(show(base))[\(show(index))]"
        case .wildcard(let base): "\(show(base)).*"
        case .call(let name, let arguments): "\(name)(\(arguments.map(show).joined(separator: ", ")))"
        case .not(let operand): "!\(show(operand))"
        case .and(let operands): "(\(operands.map(show).joined(separator: " && ")))"
        case .or(let operands): "(\(operands.map(show).joined(separator: " || ")))"
        case .comparison(let comparison, let left, let right): "(\(show(left)) \(comparison.rawValue) \(show(right)))"
        }
    }
}
