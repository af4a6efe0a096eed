import Testing

@testable import YAML

@Suite struct YAMLReaderTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var expected: String

        init(_ testDescription: String, _ text: String, _ expected: String) {
            self.testDescription = testDescription
            self.text = text
            self.expected = expected
        }
    }

    static let documents = [
        Case("on is a string", "on: push", #"{"on": "push"}"#),
        Case("a block mapping in a block list", "- a: 1\n  b: [x, y]\n- c", #"[{"a": 1, "b": ["x", "y"]}, "c"]"#),
        Case("an unquoted placeholder is a mapping as a key", "a: {{ name }}", #"{"a": {{"name": null}: null}}"#),
        Case("a comment needs no blank behind a bracket", "[one]#x", #"["one"]"#),
        Case("a double-quoted text continues at a smaller indent", "a:\n  b: \"x\n y\"", #"{"a": {"b": "x y"}}"#),
        Case("a flow list continues at a smaller indent", "a: [\n1,\n2]", #"{"a": [1, 2]}"#),
        Case("a block begins with blank lines longer than its indent", "a: |\n       \n  x\nb: 1\n", #"{"a": "\nx\n", "b": 1}"#),
        Case("a byte order mark is skipped", "\u{FEFF}a: 1", #"{"a": 1}"#),
        Case("carriage returns end lines", "a: |\r\n  x\r\n  y\r\n", #"{"a": "x\ny\n"}"#),
        Case("repeated keys stay", "a: 1\na: 2", #"{"a": 1, "a": 2}"#),
        Case("the merge key is a key", "<<: {a: 1}", #"{"<<": {"a": 1}}"#),
        Case("JSON is YAML", #"{"a":1,"b":[true,null]}"#, #"{"a": 1, "b": [true, null]}"#),
        Case("document markers may stand around", "---\na: 1\n...\n", #"{"a": 1}"#),
        Case("an explicit key", "? a\n: b", #"{"a": "b"}"#),
    ]

    @Test(arguments: documents) func reads(_ c: Case) {
        #expect(dump(c.text) == c.expected)
    }

    static let emptyFiles = ["", "\n\n", "# only a comment\n", "\u{FEFF}"]

    @Test(arguments: emptyFiles) func saysThatAFileIsEmpty(_ text: String) {
        #expect(dump(text) == "nothing\nthe file is empty [yaml]")
    }
}
