import TestSupport
import Testing

@testable import Execution

@Suite struct CommandFileTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var pairs: [[String]]
        var error: String?
    }

    static let cases = [
        Case(testDescription: "empty", text: "", pairs: []),
        Case(testDescription: "a pair", text: "a=1\n", pairs: [["a", "1"]]),
        Case(testDescription: "nothing is trimmed", text: " a = 1 \n", pairs: [[" a ", " 1 "]]),
        Case(testDescription: "the first = parts", text: "a=b=c", pairs: [["a", "b=c"]]),
        Case(testDescription: "an empty value", text: "a=\n", pairs: [["a", ""]]),
        Case(testDescription: "empty lines are skipped", text: "\n\na=1\n\n", pairs: [["a", "1"]]),
        Case(testDescription: "CR stays", text: "a=1\r\n", pairs: [["a", "1\r"]]),
        Case(testDescription: "a byte order mark is skipped", text: "\u{FEFF}a=1\n", pairs: [["a", "1"]]),
        Case(testDescription: "<< after = belongs to the value", text: "a=b<<c\n", pairs: [["a", "b<<c"]]),
        Case(testDescription: "a heredoc", text: "a<<EOF\n1\n\n2\nEOF\nb=3\n", pairs: [["a", "1\n\n2"], ["b", "3"]]),
        Case(testDescription: "an empty heredoc", text: "a<<EOF\nEOF\n", pairs: [["a", ""]]),
        Case(testDescription: "a heredoc of one empty line", text: "a<<EOF\n\nEOF\n", pairs: [["a", ""]]),
        Case(testDescription: "the delimiter may end the file", text: "a<<EOF\n1\nEOF", pairs: [["a", "1"]]),
        Case(testDescription: "a delimiter with =", text: "a<<E=F\n1\nE=F\n", pairs: [["a", "1"]]),
        Case(
            testDescription: "EOF with CR is not EOF", text: "a<<EOF\n1\nEOF\r\n", pairs: [],
            error: "Invalid value. Matching delimiter not found 'EOF'"),
        Case(testDescription: "neither form", text: "a=1\nnope\nb=2\n", pairs: [["a", "1"]], error: "Invalid format 'nope'"),
        Case(testDescription: "no name", text: "=1\n", pairs: [], error: "Invalid format '=1'. Name must not be empty"),
        Case(
            testDescription: "no delimiter", text: "a<<\n", pairs: [],
            error: "Invalid format 'a<<'. Name must not be empty and delimiter must not be empty"),
        Case(testDescription: "no end", text: "a<<EOF\n", pairs: [], error: "Invalid value. Matching delimiter not found 'EOF'"),
        Case(testDescription: "a torn last line", text: "a<<EOF\n1", pairs: [], error: "Invalid value. EOF marker missing new line."),
    ]

    @Test(arguments: cases) func reads(_ c: Case) {
        let result = CommandFile.pairs(Array(c.text.utf8))
        #expect(result.pairs.map { [$0.name, $0.value] } == c.pairs)
        #expect(result.error == c.error)
    }

    @Test func pathsAreLines() {
        #expect(CommandFile.paths(Array("/a\n\n/b c\r\n/d".utf8)) == ["/a", "/b c", "/d"])
    }

    @Test func anyBytesAreRead() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                [0x0A, 0x3D, 0x3C, 0x45, 0xFF, 0x0D].randomElement(using: &random) ?? UInt8(0)
            }
            _ = CommandFile.pairs(bytes)
            _ = CommandFile.paths(bytes)
        }
    }
}
