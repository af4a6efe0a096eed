import Testing

@testable import Expressions

@Suite struct ExpressionErrorTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var text: String
        var phase: ExpressionError.Phase
        /// The message up to `Located at`, whose rest follows from column and text.
        var message: String
        var column: Int
        var testDescription: String { text }

        init(_ text: String, _ phase: ExpressionError.Phase, _ message: String, _ column: Int) {
            self.text = text
            self.phase = phase
            self.message = message
            self.column = column
        }
    }

    static let scope = NameScope(
        contexts: ["github", "a", "b"],
        functions: [.init(name: "hashFiles", argumentCounts: 1...255), .init(name: "always", argumentCounts: 0...0)])

    static let lexing = [
        Case("\"x\"", .lexing, "Unexpected symbol: '\"x\"'", 1),
        Case("a == \"x y\"", .lexing, "Unexpected symbol: '\"x'", 6),
        Case("'abc", .lexing, "Unexpected symbol: ''abc'", 1),
        Case("a == 'it''s", .lexing, "Unexpected symbol: ''it''s'", 6),
        Case("1.2.3", .lexing, "Unexpected symbol: '1.2.3'", 1),
        Case("1a", .lexing, "Unexpected symbol: '1a'", 1),
        Case("-", .lexing, "Unexpected symbol: '-'", 1),
        Case("-Inf", .lexing, "Unexpected symbol: '-Inf'", 1),
        Case("+NaN", .lexing, "Unexpected symbol: '+NaN'", 1),
        Case("a == ..github/x", .lexing, "Unexpected symbol: '..github/x'", 6),
        Case(".", .lexing, "Unexpected symbol: '.'", 1),
        Case("a..b", .lexing, "Unexpected symbol: '.'", 3),
        Case("'a'.b", .lexing, "Unexpected symbol: '.'", 4),
        Case("a.-b", .lexing, "Unexpected symbol: '-b'", 3),
        Case("a = b", .lexing, "Unexpected symbol: '='", 3),
        Case("a =x b", .lexing, "Unexpected symbol: '=x'", 3),
        Case("a & b", .lexing, "Unexpected symbol: '&'", 3),
        Case("a |b", .lexing, "Unexpected symbol: '|b'", 3),
        Case("a + b", .lexing, "Unexpected symbol: '+'", 3),
        Case("a ? b : c", .lexing, "Unexpected symbol: '?'", 3),
        Case("a/b", .lexing, "Unexpected symbol: 'a/b'", 1),
        Case("a$", .lexing, "Unexpected symbol: 'a$'", 1),
        Case("github.é", .lexing, "Unexpected symbol: 'é'", 8),
        Case("'é😀' == $", .lexing, "Unexpected symbol: '$'", 10),
        Case("a\n  && $x", .lexing, "Unexpected symbol: '$x'", 8),
        Case("a\u{A0}$", .lexing, "Unexpected symbol: '$'", 3),
        Case("{{ a }}", .lexing, "Unexpected symbol: '{{'", 1),
    ]

    static let parsing = [
        Case("a b", .parsing, "Unexpected symbol: 'b'", 3),
        Case("a 'x'", .parsing, "Unexpected symbol: ''x''", 3),
        Case("a 1", .parsing, "Unexpected symbol: '1'", 3),
        Case("== a", .parsing, "Unexpected symbol: '=='", 1),
        Case("a ! b", .parsing, "Unexpected symbol: '!'", 3),
        Case("a && || b", .parsing, "Unexpected symbol: '||'", 6),
        Case("a ==", .parsing, "Unexpected end of expression: '=='", 3),
        Case("!", .parsing, "Unexpected end of expression: '!'", 1),
        Case("a.", .parsing, "Unexpected end of expression: '.'", 2),
        Case("a[", .parsing, "Unexpected end of expression: '['", 2),
        Case("a[0", .parsing, "Unexpected end of expression: '0'", 3),
        Case("(a", .parsing, "Unexpected end of expression: 'a'", 2),
        Case("format('a', (b)", .parsing, "Unexpected end of expression: ')'", 15),
        Case("format(  ", .parsing, "Unexpected end of expression: '('", 7),
        Case("()", .parsing, "Unexpected symbol: ')'", 2),
        Case("a[]", .parsing, "Unexpected symbol: ']'", 3),
        Case("a)", .parsing, "Unexpected symbol: ')'", 2),
        Case("(a]", .parsing, "Unexpected symbol: ']'", 3),
        Case("a[b)", .parsing, "Unexpected symbol: ')'", 4),
        Case("join(a]", .parsing, "Unexpected symbol: ']'", 7),
        Case("(a, b)", .parsing, "Unexpected symbol: ','", 3),
        Case("a[0, 1]", .parsing, "Unexpected symbol: ','", 4),
        Case("join(a,)", .parsing, "Unexpected symbol: ')'", 8),
        Case("join(,a)", .parsing, "Unexpected symbol: ','", 6),
        Case("* ", .parsing, "Unexpected symbol: '*'", 1),
        Case("a * b", .parsing, "Unexpected symbol: '*'", 3),
        Case("a.b(1)", .parsing, "Unexpected symbol: '('", 4),
        Case("a (1)", .parsing, "Unrecognized function: 'a'", 1),
        Case("1[0]", .parsing, "Unexpected symbol: '['", 2),
        Case("a['x'", .parsing, "Unexpected end of expression: ''x''", 3),
        Case("c", .parsing, "Unrecognized named-value: 'c'", 1),
        Case("false && nosuch", .parsing, "Unrecognized named-value: 'nosuch'", 10),
        Case("True", .parsing, "Unrecognized named-value: 'True'", 1),
        Case("nan", .parsing, "Unrecognized named-value: 'nan'", 1),
        Case("a || nosuch()", .parsing, "Unrecognized function: 'nosuch'", 6),
        Case("success()", .parsing, "Unrecognized function: 'success'", 1),
        Case("nosuch($)", .parsing, "Unrecognized function: 'nosuch'", 1),
        Case("a && contains('x')", .parsing, "Too few parameters supplied: 'contains'", 6),
        Case("contains('x', 'y', 'z')", .parsing, "Too many parameters supplied: 'contains'", 1),
        Case("format()", .parsing, "Too few parameters supplied: 'format'", 1),
        Case("toJson()", .parsing, "Too few parameters supplied: 'toJson'", 1),
        Case("fromJSON(a, b)", .parsing, "Too many parameters supplied: 'fromJSON'", 1),
        Case("join(a, b, a)", .parsing, "Too many parameters supplied: 'join'", 1),
        Case("hashFiles()", .parsing, "Too few parameters supplied: 'hashFiles'", 1),
        Case("always(1)", .parsing, "Too many parameters supplied: 'always'", 1),
        Case("case(true, 1)", .parsing, "Too few parameters supplied: 'case'", 1),
        Case(
            "!Case(true, 1, false, 2)", .parsing, "Even number of parameters supplied, requires an odd number of parameters: 'Case'", 2),
    ]

    @Test(arguments: lexing + parsing) func `tells what is wrong and where`(_ c: Case) {
        let message = "\(c.message). Located at position \(c.column) within expression: \(c.text)"
        #expect(throws: ExpressionError(phase: c.phase, message: message, column: c.column)) {
            try Expression(parsing: c.text, scope: Self.scope)
        }
    }

    @Test func `limits the length in UTF-16 units`() throws {
        let fits = "'" + String(repeating: "é", count: 20_998) + "'"
        #expect(throws: Never.self) { try Expression(parsing: fits) }
        #expect(throws: ExpressionError(phase: .lexing, message: "Exceeded max expression length 21000", column: 1)) {
            try Expression(parsing: fits + " ")
        }
    }

    static let depths: [(String, String, String, Int)] = [
        ("not", "!", "", 49), ("index", "", "[0]", 49), ("property", "", ".x", 49), ("call", "f(", ")", 49), ("wildcard", "", ".*", 49),
        ("comparison", "a == (", ")", 49), ("alternating chains", "a && (a || (", "))", 24),
    ]

    @Test(arguments: depths) func `limits the depth of the tree`(_ name: String, _ before: String, _ after: String, _ most: Int) {
        func nested(_ count: Int) -> String {
            String(repeating: before, count: count) + "a" + String(repeating: after, count: count)
        }
        #expect(throws: Never.self) { try Expression(parsing: nested(most)) }
        #expect(throws: ExpressionError(phase: .parsing, message: "Exceeded max expression depth 50", column: 1)) {
            try Expression(parsing: nested(most + 1))
        }
    }

    @Test func `groups and chains of one operator cost no depth`() {
        #expect(throws: Never.self) {
            try Expression(parsing: String(repeating: "(", count: 9000) + "a" + String(repeating: ")", count: 9000))
        }
        #expect(throws: Never.self) { try Expression(parsing: Array(repeating: "a", count: 4000).joined(separator: " && ")) }
        #expect(throws: Never.self) {
            try Expression(parsing: String(repeating: "a||(", count: 3000) + "a" + String(repeating: ")", count: 3000))
        }
    }

    @Test func `an error further on comes before the depth`() {
        let text = String(repeating: "!", count: 60) + "a $"
        #expect(
            throws: ExpressionError(
                phase: .lexing, message: "Unexpected symbol: '$'. Located at position 63 within expression: \(text)", column: 63)
        ) {
            try Expression(parsing: text)
        }
    }

    @Test func `knows the functions and contexts it mentions`() throws {
        let expression = try Expression(parsing: "format('success()', GitHub.x, (b || Always()), b)[secrets.y]")
        #expect(expression.calls(anyOf: ["always", "failure"]))
        #expect(!expression.calls(anyOf: ["success", "failure"]))
        #expect(expression.contexts == ["github", "b", "secrets"])
    }
}
