import Diagnostics
import Testing

@testable import YAML

@Suite struct SyntaxErrorTests {
    static let documents: [(text: String, finding: String)] = [
        ("a:\n\tb: 1", "2:1: a tab is used as indentation"),
        ("\ta: 1", "1:1: a tab is used as indentation"),
        ("a:\n  - b\n \t- c", "3:2: a tab is used as indentation"),
        ("a: |\n\tx", "2:1: a tab is used as indentation"),
        ("a: b: c", "1:5: a second \":\" in one line"),
        ("- name: say: hello", "1:12: a second \":\" in one line"),
        ("a: 1\n  b: 2", "2:4: a key is not allowed here"),
        ("a: 1\nb", "2:1: expected \":\" after this text"),
        ("a: 'x' y", "1:8: unexpected text behind the closing quote"),
        ("a:\n  - b\n c: 1", "3:2: expected a key of the mapping that begins at line 1, column 1"),
        ("- a\nb: 1", "2:1: expected an item of the list that begins at line 1, column 1"),
        ("a: [1, 2", "1:4: the list opened here is not closed"),
        ("a: {b: 1\n\n", "1:4: the mapping opened here is not closed"),
        ("a: [1\nb: [2]\n", "2:2: expected \",\" or \"]\" in the list that begins at line 1, column 4"),
        ("a: {b: {c: 1}]", "1:14: expected \",\" or \"}\" in the mapping that begins at line 1, column 4"),
        ("a: 'x", "1:4: the quotes opened here are not closed"),
        ("a: \"x\nb: 1\n", "1:4: the quotes opened here are not closed"),
        ("a: \"x\n---\nb\"", "1:4: the quotes opened here are not closed before the document ends"),
        ("- *.md", "1:4: \"*\" begins an alias, but a name does not follow"),
        ("a: & b", "1:5: \"&\" begins an anchor, but a name does not follow"),
        ("a: @x", "1:4: a text cannot begin with \"@\""),
        ("a: `x`", "1:4: a text cannot begin with \"`\""),
        ("a: %x", "1:4: a text cannot begin with \"%\""),
        ("a: \"\\d\"", "1:5: unknown escape in a double-quoted text"),
        ("a: \"\\xg0\"", "1:7: expected hexadecimal digits in the escape"),
        ("a: \"\\ud83d\"", "1:7: the escape is not a Unicode character"),
        ("a: - b", "1:4: a list item is not allowed here"),
        ("a: ? b", "1:4: \"? \" is not allowed here"),
        ("a: | x\n  y", "1:6: unexpected text behind \"|\" or \">\""),
        ("a: |0\n  y", "1:5: a block cannot be indented by 0"),
        ("if: !contains(a, 'b') && c", "1:16: a value that begins with \"!\" is a tag in YAML"),
        ("a: !<x", "1:7: a value that begins with \"!\" is a tag in YAML"),
        ("%FOO\na: 1", "1:5: a line that begins with \"%\" is a YAML directive, and this one is not understood"),
        ("%YAML 1.3\n---\na: 1", "1:1: this YAML version is not supported"),
        ("{a: 1}}", "1:7: unexpected text behind the end of the document"),
        ("[a, , b]", "1:5: expected a value"),
        ("a: |\n       \n  x: 'y\n b", "4:2: expected a key of the mapping that begins at line 1, column 1"),
        ("a: |\n       \n  x: y\nb", "4:1: expected \":\" after this text"),
        ("日本: 'é' x", "1:9: unexpected text behind the closing quote"),
    ]

    @Test(arguments: documents) func saysWhatIsWrong(text: String, finding: String) {
        #expect(dump(text) == "nothing\n\(finding) [yaml]")
    }

    @Test(arguments: documents) func everyFindingHasARemedy(text: String, finding: String) {
        let document = YAMLReader().read(Array(text.utf8), file: "f")
        #expect(document.diagnostics.allSatisfy { $0.remedy?.isEmpty == false })
    }

    static let encodings: [(bytes: [UInt8], findings: String)] = [
        ([0xFF, 0xFE, 0x61, 0x00], "the file is encoded as UTF-16 or UTF-32 [yaml]"),
        ([0x00, 0x61, 0x00, 0x62], "the file is encoded as UTF-16 or UTF-32 [yaml]"),
        ([0x61, 0x00], "the file is encoded as UTF-16 or UTF-32 [yaml]"),
        (Array("a: é\nb: ".utf8) + [0xC3, 0x28], "2:4: byte 0xC3 is not UTF-8 [yaml]"),
        (
            [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80],
            "1:4: byte 0xED is not UTF-8 [yaml]\n1:5: byte 0xA0 is not UTF-8 [yaml]\n1:6: byte 0x80 is not UTF-8 [yaml]"
        ),
        ([0xF0, 0x9F], "1:1: byte 0xF0 is not UTF-8 [yaml]\n1:2: byte 0x9F is not UTF-8 [yaml]"),
        ([0xC0, 0x80], "1:1: byte 0xC0 is not UTF-8 [yaml]\n1:2: byte 0x80 is not UTF-8 [yaml]"),
        (
            Array("a: \u{1B}[1m\r\nb: \u{85}\u{7F}".utf8),
            "1:4: control character U+001B is not allowed in YAML [yaml]\n3:1: control character U+007F is not allowed in YAML [yaml]"
        ),
        (Array("a: 1\n\u{FEFF}b: 2".utf8), "2:1: byte order mark inside the file [yaml]"),
    ]

    @Test(arguments: encodings) func refusesWhatIsNoText(bytes: [UInt8], findings: String) {
        #expect(dump(bytes) == "nothing\n" + findings)
    }

    @Test func manyBadBytesAreNotAllReported() {
        let document = YAMLReader().read([UInt8](repeating: 0xFF, count: 100_000), file: "f")
        #expect(document.diagnostics.count == 20)
    }

    @Test func aSecondDocumentIsAnErrorAndTheFirstIsKept() {
        #expect(dump("a: 1\n---\nb: 2\n") == "{\"a\": 1}\n2:1: a second document begins here, but a file holds only one [yaml]")
        #expect(dump("a: 1\n---\n").hasSuffix("2:1: a second document begins here, but a file holds only one [yaml]"))
    }

    @Test func findingsOfOneFileAreBounded() {
        let document = YAMLReader().read(Array(String(repeating: "- *a\n", count: 1_000).utf8), file: "f")
        #expect(document.diagnostics.count == 200)
    }
}
