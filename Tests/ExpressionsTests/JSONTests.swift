import Testing

@testable import Expressions

@Suite struct JSONTests {
    /// What is read, written again on one line.
    static let strict: [(String, String)] = [
        ("null", "null"), (" true ", "true"), ("false", "false"), ("0", "0"), ("-0", "0"), ("-1.5e+3", "-1500"), ("1E2", "100"),
        ("1e400", #""Infinity""#),
        ("\"\"", "\"\""), (#""a\"\\\/\b\f\n\r\t\u00e9""#, #""a\"\\/\b\f\n\r\té""#), (#""\ud83d\ude00""#, "\"😀\""),
        (#""\ud83dx\ude00""#, "\"\u{FFFD}x\u{FFFD}\""),
        (#""\u0000\u001f""#, #""\u0000\u001f""#), ("\"é\u{2028}\"", "\"é\u{2028}\""), ("[]", "[]"), ("[ ]", "[]"), ("{ }", "{}"),
        ("[1, [2], {\"a\" : 3}]", "[1,[2],{\"a\":3}]"),
        ("\u{FEFF}1", "1"), (#"{"b": 1, "a": 2, "b": 3}"#, #"{"b":3,"a":2}"#), (#"{"b": 1, "B": 2}"#, #"{"b":2}"#),
        ("[\r\n\t1\n]\n", "[1]"),
    ]

    @Test(arguments: strict) func `reads JSON`(_ text: String, _ expected: String) throws {
        #expect(try Value(json: text).json() == expected)
    }

    static let wrong: [(String, String)] = [
        ("", "expected a value, found the end, at line 1, column 1"),
        ("x", "expected a value, found \"x\", at line 1, column 1"),
        ("[1,\n 2,]", "unexpected \",\" before the end, at line 2, column 3"),
        ("{\"a\":1,}", "unexpected \",\" before the end, at line 1, column 7"),
        ("[1 2]", "expected \",\" or \"]\", found \"2\", at line 1, column 4"),
        ("{a: 1}", "expected a member's name in double quotes, found \"a\", at line 1, column 2"),
        ("{\"a\" 1}", "expected \":\" after the member's name, found \"1\", at line 1, column 6"),
        ("{\"a\": 1", "expected \",\" or \"}\", found the end, at line 1, column 8"),
        ("'a'", "expected a value, found \"'\", at line 1, column 1"),
        ("\"abc", "a string is not closed, at line 1, column 5"),
        ("\"a\nb\"", "a control character in a string must be escaped, at line 1, column 3"),
        (#""\x""#, "an escape in a string is wrong, at line 1, column 2"),
        (#""\u12g4""#, "an escape in a string is wrong, at line 1, column 2"),
        (#""\'""#, "an escape in a string is wrong, at line 1, column 2"),
        ("01", "this is not a number, at line 1, column 1"),
        ("-", "this is not a number, at line 1, column 1"),
        ("1.", "this is not a number, at line 1, column 1"),
        ("[.5]", "expected a value, found \".\", at line 1, column 2"),
        ("+1", "expected a value, found \"+\", at line 1, column 1"),
        ("1e", "this is not a number, at line 1, column 1"),
        ("0x10", "this is not a number, at line 1, column 1"),
        ("NaN", "expected a value, found \"N\", at line 1, column 1"),
        ("nulls", "expected a value, found \"n\", at line 1, column 1"),
        ("1 2", "unexpected \"2\" after the value, at line 1, column 3"),
        ("/* c */ 1", "expected a value, found \"/\", at line 1, column 1"),
        ("\u{1}", "expected a value, found a control character, at line 1, column 1"),
        ("{\"é😀\": ?}", "expected a value, found \"?\", at line 1, column 9"),
    ]

    @Test(arguments: wrong) func `says where JSON is wrong`(_ text: String, _ message: String) {
        let error = #expect(throws: ExpressionError.self) { try Value(json: text) }
        #expect(error?.message == "not valid JSON: \(message)")
    }

    @Test func `nesting is limited`() throws {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(try Value(json: nested(100)).json() == nested(100))
        #expect(throws: ExpressionError.self) { try Value(json: nested(101)) }
        #expect(throws: ExpressionError.self) { try Value(json: nested(1_000_000)) }
        #expect(throws: ExpressionError.self) { try Value(lenientJSON: String(repeating: "{a:", count: 100_000)) }
    }

    static let lenient: [(String, String)] = [
        ("1 2", "1"), ("[1,2,] x", "[1,2]"), ("{'a': 'it\\'s', b: 1,}", #"{"a":"it's","b":1}"#), ("// c\n1", "1"),
        ("[/* a */1/**/]", "[1]"),
        ("[NaN, Infinity, -Infinity, undefined]", #"["NaN","Infinity","-Infinity",null]"#), ("[0x1F, 010, .5, 5., -1]", "[31,8,0.5,5,-1]"),
        ("'a\nb'", #""a\nb""#), ("{\"a\":1,\"A\":2}", #"{"a":2}"#), ("\u{A0}1", "1"),
        ("\"2020-01-01T00:00:00Z\"", #""2020-01-01T00:00:00Z""#),
        ("{$a: 1, é: 2}", #"{"$a":1,"é":2}"#), ("123456789012345678901234567890", "1.2345678901234568e+29"), ("'x'y", #""x""#),
    ]

    @Test(arguments: lenient) func `fromJSON is lenient`(_ text: String, _ expected: String) throws {
        #expect(try Value(lenientJSON: text).json() == expected)
        #expect(evaluate("fromJSON(t)", "{\"t\": \(Value.string(text).json())}").hasSuffix(" " + expected))
    }

    @Test(arguments: [
        "", "  ", "// c", "[", "{", "{a}", "{a:}", "'a", "[1 2]", "hello", "nulls", "08", "1x", "0xg", "/* a", "{:1}", "+1", "]",
    ])
    func `fromJSON has its limits`(_ text: String) {
        let error = #expect(throws: ExpressionError.self) { try Value(lenientJSON: text) }
        #expect(error?.phase == .evaluation)
        #expect(error?.message.hasPrefix("Error parsing fromJson: ") == true)
    }

    @Test func `writes with an indent`() throws {
        let value = try Value(json: #"{"a": [1, {}], "b": {"c": "\u0085"}, "d": []}"#)
        #expect(value.json(pretty: true) == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": \"\u{85}\"\n  },\n  \"d\": []\n}")
    }

    @Test func `objects find members ignoring case, however many`() throws {
        for count in [3, 8, 9, 100] {
            let object = ObjectValue((0..<count).map { ("Key\($0)", .number(Double($0))) } + [("KEY1", .null), ("ß", .bool(true))])
            #expect(object.members.count == count + 1)
            #expect(object.members[1].key == "Key1")
            #expect(object["kEY1"]?.kind == "Null")
            #expect(object["key2"]?.numeric == 2)
            #expect(object["SS"] == nil)
            #expect(Value.object(object)["none"].kind == "Null")
        }
    }

    @Test func `objects keep apart what only looks the same`() {
        for count in [0, 20] {
            let filler = (0..<count).map { ("\($0)", Value.null) }
            let object = ObjectValue(filler + [("e\u{301}", .number(1)), ("é", .number(2))])
            #expect(object["é"]?.numeric == 2)
            #expect(object["E\u{301}"]?.numeric == 1)
            let exact = ObjectValue(filler + [("A", .number(1)), ("a", .number(2))], isCaseSensitive: true)
            #expect(exact["A"]?.numeric == 1)
            #expect(exact["a"]?.numeric == 2)
        }
    }
}
