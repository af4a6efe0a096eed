import Testing

@testable import Diagnostics

@Suite struct DiagnosticRendererTests {
    private static func diagnostic(
        _ line: Int, _ columns: Range<Int>, file: String = "ci.yml", endsBelow: Bool = false, message: String = "wrong"
    ) -> Diagnostic {
        let range = SourceRange(
            start: .init(line: line, column: columns.lowerBound),
            end: endsBelow ? .init(line: line + 1, column: 1) : .init(line: line, column: columns.upperBound))
        return Diagnostic(file: file, range: range, kind: .needs, message: message, remedy: nil)
    }

    private func render(_ source: String, _ diagnostics: Diagnostic..., color: Bool = false) -> String {
        DiagnosticRenderer(color: color, sources: ["ci.yml": source]).render(diagnostics)
    }

    @Test func showsWhatWhereAndHowToMend() {
        let source = String(repeating: "\n", count: 13) + "    needs: [tset]\n"
        var finding = Self.diagnostic(14, 13..<17, message: "job \"deploy\" needs \"tset\", but no job has that id")
        finding.remedy = "the jobs are \"build\", \"test\"; did you mean \"test\"?"
        #expect(
            render(source, finding) == """
                ci.yml:14:13: error: job "deploy" needs "tset", but no job has that id [needs]
                   |
                14 |     needs: [tset]
                   |             ^~~~
                  help: the jobs are "build", "test"; did you mean "test"?

                """)
    }

    @Test func colorsAreWrittenOnRequestOnly() {
        let text = render("abc", Self.diagnostic(1, 1..<3), color: true)
        #expect(text.contains("\u{1B}[1;31merror:\u{1B}[0m"))
        #expect(text.contains("\u{1B}[31m^~\u{1B}[0m"))
    }

    struct Marked: CustomTestStringConvertible {
        var testDescription: String
        var source: String
        var columns: Range<Int>
        var expected: [String]
    }

    static let marked = [
        Marked(testDescription: "an empty range is one caret", source: "a: ", columns: 3..<3, expected: ["a: ", "  ^"]),
        Marked(testDescription: "a place behind the end of the line", source: "ab", columns: 9..<12, expected: ["ab", "  ^"]),
        Marked(testDescription: "tabs become blanks", source: "\ta\tb", columns: 4..<5, expected: ["    a   b", "        ^"]),
        Marked(testDescription: "wide characters take two cells", source: "日本: x", columns: 5..<6, expected: ["日本: x", "      ^"]),
        Marked(
            testDescription: "combining characters take none", source: "e\u{301}: x", columns: 5..<6, expected: ["e\u{301}: x", "   ^"]),
        Marked(
            testDescription: "escape sequences don't reach the terminal", source: "\u{1B}[31m: x\u{202E}", columns: 6..<7,
            expected: ["␛[31m: x\u{FFFD}", "     ^"]),
        Marked(testDescription: "a byte order mark is no column", source: "\u{FEFF}ab", columns: 2..<3, expected: ["ab", " ^"]),
        Marked(testDescription: "carriage returns are not shown", source: "ab\r\ncd", columns: 1..<3, expected: ["ab", "^~"]),
    ]

    @Test(arguments: marked) func marks(_ c: Marked) {
        let lines = render(c.source, Self.diagnostic(1, c.columns)).split(separator: "\n").dropFirst(2)
        #expect(lines.map { String($0.dropFirst(4)) } == c.expected)
    }

    @Test func aRangeOfSeveralLinesIsMarkedToTheEndOfItsFirst() {
        let text = render("a: b\n  c\n", Self.diagnostic(1, 4..<4, endsBelow: true))
        #expect(text.hasSuffix("  |    ^\n"))
        #expect(render("abcdef\n", Self.diagnostic(1, 3..<3, endsBelow: true)).hasSuffix("  |   ^~~~\n"))
    }

    @Test func aLongLineIsCutAroundTheMark() throws {
        let source = String(repeating: "x", count: 5_000) + "HERE" + String(repeating: "y", count: 5_000)
        let lines = render(source, Self.diagnostic(1, 5_001..<5_005)).split(separator: "\n")
        #expect(lines[2] == "1 | …" + String(repeating: "x", count: 40) + "HERE" + String(repeating: "y", count: 76) + "…")
        #expect(lines[3] == "  |  " + String(repeating: " ", count: 40) + "^~~~")
    }

    @Test func findingsAreSortedByFileLineAndColumn() {
        let findings = [
            Self.diagnostic(2, 1..<2, message: "c"), Self.diagnostic(1, 5..<6, message: "b"), Self.diagnostic(1, 2..<3, message: "a"),
            Self.diagnostic(9, 1..<2, file: "a.yml", message: "0"),
            Diagnostic(file: "ci.yml", range: nil, kind: .yaml, message: "whole file"),
        ]
        #expect(DiagnosticRenderer.sorted(findings).map(\.message) == ["0", "whole file", "a", "b", "c"])
    }

    @Test func withoutTheSourceOnlyTheWordsAreShown() {
        #expect(render("", Self.diagnostic(3, 1..<2, file: "other.yml")) == "other.yml:3:1: error: wrong [needs]\n")
        let whole = Diagnostic(file: "ci.yml", range: nil, severity: .warning, kind: .yaml, message: "a\nb\u{1B}[1m", remedy: "c\u{7}")
        #expect(render("x", whole) == "ci.yml: warning: a␊b␛[1m [yaml]\n  help: c␇\n")
    }
}
