import Testing

@testable import Expressions

@Suite struct FunctionTests {
    static let yes = "Boolean true"
    static let no = "Boolean false"
    static let contexts = #"""
        {"a": {"b": 1}, "list": ["x", 1, null, true, [1], {}], "e": [], "one": [null], "n": null, "t": "text", "deep": {"A": [1, {"k": "v"}], "E": {}, "L": []}}
        """#

    static let searches = [
        Evaluates("contains('Hello World', 'WORLD')", yes),
        Evaluates("contains('Hello', 'x')", no),
        Evaluates("contains('', '')", yes),
        Evaluates("contains('abc', '')", yes),
        Evaluates("contains('abc', null)", yes),
        Evaluates("contains('', 'a')", no),
        Evaluates("contains(123.5, 3.)", yes),
        Evaluates("contains(true, 'RU')", yes),
        Evaluates("contains('aabaabaaab', 'aaab')", yes),
        Evaluates("contains('abc', a)", no),
        Evaluates("contains('ÄÖ', 'ö')", yes),
        Evaluates("contains('straße', 'SS')", no),
        Evaluates("contains(list, 'X')", yes),
        Evaluates("contains(list, '1')", yes),
        Evaluates("contains(list, 0)", yes),
        Evaluates("contains(list, 'y')", no),
        Evaluates("contains(list, list[4])", yes),
        Evaluates("contains(fromJSON('[0]'), null)", yes),
        Evaluates("contains(a, 1)", no),
        Evaluates("contains(e, fromJSON('['))", no),
        Evaluates("startsWith('Hello', 'hE')", yes),
        Evaluates("startsWith('Hello', 'lo')", no),
        Evaluates("startsWith('', '')", yes),
        Evaluates("startsWith(123, 12)", yes),
        Evaluates("startsWith('ab', 'abc')", no),
        Evaluates("startsWith(list, '')", no),
        Evaluates("startsWith('x', a)", no),
        Evaluates("endsWith('Hello', 'LO')", yes),
        Evaluates("endsWith('Hello', '')", yes),
        Evaluates("endsWith('Hello', 'He')", no),
        Evaluates("endsWith('Straße', 'E')", yes),
        Evaluates("endsWith(a, 'Object')", no),
        Evaluates("STARTSWITH('a', 'A')", yes),
    ]

    static let joins = [
        Evaluates("join(list)", #"String "x,1,,true,Array,Object""#),
        Evaluates("join(list, ' ')", #"String "x 1  true Array Object""#),
        Evaluates("join(list, null)", #"String "x1trueArrayObject""#),
        Evaluates("join(list, a)", #"String "x,1,,true,Array,Object""#),
        Evaluates("join(list, 0)", #"String "x0100true0Array0Object""#),
        Evaluates("join(e)", #"String """#),
        Evaluates("join(one, fromJSON('['))", #"String """#),
        Evaluates("join('x', 'y')", #"String "x""#),
        Evaluates("join(1.50)", #"String "1.5""#),
        Evaluates("join(a)", #"String """#),
        Evaluates("join(n)", #"String """#),
    ]

    static let formats = [
        Evaluates("format('')", #"String """#),
        Evaluates("format('a{0}b{1}c', 1, 'x')", #"String "a1bxc""#),
        Evaluates("format('{1}{0}{1}', 1, 2)", #"String "212""#),
        Evaluates("format('{{0}}', 1)", #"String "{0}""#),
        Evaluates("format('{{{0}}}', 1)", #"String "{1}""#),
        Evaluates("format('}}{{')", #"String "}{""#),
        Evaluates("format('{00}', 7)", #"String "7""#),
        Evaluates("format('{0}', a)", #"String "Object""#),
        Evaluates("format('{0}', list)", #"String "Array""#),
        Evaluates("format('{0}{1}', null, true)", #"String "true""#),
        Evaluates("format(12)", #"String "12""#),
        Evaluates("format('x', fromJSON('['))", #"String "x""#),
        Evaluates("format('é{0}é', 'ü')", #"String "éüé""#),
        Evaluates("format('{')", "error: The following format string is invalid: {"),
        Evaluates("format('}')", "error: The following format string is invalid: }"),
        Evaluates("format('{}', 1)", "error: The following format string is invalid: {}"),
        Evaluates("format('{0', 1)", "error: The following format string is invalid: {0"),
        Evaluates("format('{a}', 1)", "error: The following format string is invalid: {a}"),
        Evaluates("format('{-1}', 1)", "error: The following format string is invalid: {-1}"),
        Evaluates("format('{0 }', 1)", "error: The following format string is invalid: {0 }"),
        Evaluates("format('{256}', 1)", "error: The following format string is invalid: {256}"),
        Evaluates("format('{1}', 1)", "error: The following format string references more arguments than were supplied: {1}"),
        Evaluates("format('{0}{', fromJSON('['))", "error: The following format string is invalid: {0}{"),
        Evaluates("format('{0:x}', 1)", "error: The format specifiers 'x' are not valid for objects of type 'Number'"),
        Evaluates("format('{0:a}}b}', 'x')", "error: The format specifiers 'a}b' are not valid for objects of type 'String'"),
        Evaluates("format('{0:', 'x')", "error: The following format string is invalid: {0:"),
        Evaluates("format('{0:}', 'x')", #"String "x""#),
    ]

    static let choices = [
        Evaluates("case(true, 1, 2)", "Number 1"),
        Evaluates("case(false, 1, 2)", "Number 2"),
        Evaluates("case(false, 1, 1 == 1, 'b', 2)", #"String "b""#),
        Evaluates("case(true, 1, fromJSON('['))", "Number 1"),
        Evaluates("case(false, fromJSON('['), 3)", "Number 3"),
        Evaluates("case('true', 1, 2)", "error: case predicate must evaluate to a boolean value"),
        Evaluates("case(1, 1, 2)", "error: case predicate must evaluate to a boolean value"),
        Evaluates("CASE(n, 1, 2)", "error: case predicate must evaluate to a boolean value"),
    ]

    static let prints: [(String, String)] = [
        ("toJSON(null)", "null"),
        ("toJSON(true)", "true"),
        ("toJSON(1e15)", "1E+15"),
        ("toJSON(NaN)", "NaN"),
        ("toJSON(-Infinity)", "-Infinity"),
        ("toJSON(0.1)", "0.1"),
        ("toJSON('a\"b\\c/')", #""a\"b\\c/""#),
        ("toJSON('it''s <é> \u{1}\u{1F}\u{7F}')", "\"it's <é> \\u0001\\u001f\u{7F}\""),
        ("toJSON('\u{8}\u{C}\n\r\t')", #""\b\f\n\r\t""#),
        ("toJSON('\u{85}\u{2028}\u{2029}\u{2027}')", "\"\\u0085\\u2028\\u2029\u{2027}\""),
        ("toJSON(e)", "[]"),
        ("toJSON(fromJSON('{}'))", "{}"),
        ("toJSON(deep)", "{\n  \"A\": [\n    1,\n    {\n      \"k\": \"v\"\n    }\n  ],\n  \"E\": {},\n  \"L\": []\n}"),
        ("toJSON(deep.*)", "[\n  [\n    1,\n    {\n      \"k\": \"v\"\n    }\n  ],\n  {},\n  []\n]"),
    ]

    @Test(arguments: searches + joins + formats + choices) func gives(_ c: Evaluates) {
        #expect(evaluate(c.text, Self.contexts) == c.expected)
    }

    @Test(arguments: prints) func `toJSON prints`(_ text: String, _ expected: String) {
        #expect(evaluate(text, Self.contexts) == "String \(Value.string(expected).json())")
    }

    @Test func `a special function gets its arguments and may fail`() throws {
        let scope = NameScope(contexts: [], functions: [.init(name: "hashFiles", argumentCounts: 1...255)])
        let functions: [String: Evaluator.Function] = [
            "hashfiles": { arguments throws(ExpressionError) in
                guard arguments.count == 2 else { throw ExpressionError(phase: .evaluation, message: "no") }
                return .string(arguments.map(\.text).joined(separator: "+"))
            }
        ]
        let evaluator = Evaluator(contexts: [:], functions: functions)
        #expect(try evaluator.evaluate(Expression(parsing: "HashFiles('a', 1)", scope: scope)).text == "a+1")
        #expect(throws: ExpressionError(phase: .evaluation, message: "no")) {
            try evaluator.evaluate(Expression(parsing: "hashFiles('a')", scope: scope))
        }
        #expect(throws: ExpressionError(phase: .evaluation, message: "Unrecognized function: 'x'")) {
            try evaluator.evaluate(Expression(parsing: "x()"))
        }
    }

    @Test func `a result may not grow without bound`() {
        let ten = "format('{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}', "
        let text = String(repeating: ten, count: 12) + "'x'" + String(repeating: ")", count: 12)
        #expect(
            evaluate(text).hasPrefix(
                "error: The maximum allowed memory size was exceeded while evaluating the following expression: format("))
    }
}
