import RunRecords
import Testing

@testable import Execution

@Suite struct ProblemMatcherTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var pattern: String
        var line: String
        /// The whole match and the groups; nothing where the line must not match.
        var groups: [String?]?
    }

    static let cases = [
        Case(testDescription: "plain text", pattern: "bc", line: "abcd", groups: ["bc"]),
        Case(testDescription: "no match", pattern: "bd", line: "abcd", groups: nil),
        Case(testDescription: "the line's ends", pattern: "^a.*d$", line: "abcd", groups: ["abcd"]),
        Case(testDescription: "not at the line's end", pattern: "^a.*c$", line: "abcd", groups: nil),
        Case(
            testDescription: "groups", pattern: #"^(.+):(\d+):(\d+): (.*)$"#, line: "a:b.c:3:14: x: y",
            groups: ["a:b.c:3:14: x: y", "a:b.c", "3", "14", "x: y"]),
        Case(testDescription: "a group that took no part", pattern: "a(b)?(c)", line: "ac", groups: ["ac", nil, "c"]),
        Case(testDescription: "either", pattern: "(error|warning|err)", line: "a warning", groups: ["warning", "warning"]),
        Case(testDescription: "the first of either wins", pattern: "(err|error)", line: "error", groups: ["err", "err"]),
        Case(testDescription: "greedy", pattern: "<(.+)>", line: "<a><b>", groups: ["<a><b>", "a><b"]),
        Case(testDescription: "lazy", pattern: "<(.+?)>", line: "<a><b>", groups: ["<a>", "a"]),
        Case(testDescription: "named and unnumbered groups", pattern: "(?<n>a)(?:b)(c)", line: "abc", groups: ["abc", "a", "c"]),
        Case(testDescription: "counts", pattern: "^a{2,3}b{2}c{1,}$", line: "aaabbc", groups: ["aaabbc"]),
        Case(testDescription: "a brace that is a letter", pattern: "a{b", line: "xa{b", groups: ["a{b"]),
        Case(testDescription: "sets", pattern: #"[a-c\d_-]+"#, line: "xyzb-2_z", groups: ["b-2_"]),
        Case(testDescription: "a set that excludes", pattern: "[^:]+", line: "::é x:", groups: ["é x"]),
        Case(testDescription: "a set with classes", pattern: #"[\s\S]+"#, line: "a b", groups: ["a b"]),
        Case(testDescription: "a class that excludes in a set", pattern: #"[^\D5]+"#, line: "a125", groups: ["12"]),
        Case(testDescription: "words", pattern: #"\bcat\b"#, line: "concat cat", groups: ["cat"]),
        Case(testDescription: "inside a word", pattern: #"\Bcat"#, line: "cat concat", groups: ["cat"]),
        Case(testDescription: "a back reference", pattern: #"(['"])(.*?)\1"#, line: #"x "it's" y"#, groups: [#""it's""#, "\"", "it's"]),
        Case(testDescription: "a named back reference", pattern: #"(?<q>a+)-\k<q>"#, line: "aa-aa", groups: ["aa-aa", "aa"]),
        Case(testDescription: "looking ahead", pattern: "a(?=b)", line: "acab", groups: ["a"]),
        Case(testDescription: "looking ahead for nothing", pattern: "a(?!b).", line: "abac", groups: ["ac"]),
        Case(testDescription: "escapes", pattern: #"\x41\u00e9\t\/\."#, line: "A\u{e9}\t/.", groups: ["A\u{e9}\t/."]),
        Case(testDescription: "a dot is a letter, not a byte", pattern: "^.$", line: "é", groups: ["é"]),
        Case(testDescription: "a loop over nothing ends", pattern: "^(a*)*$", line: "b", groups: nil),
        Case(testDescription: "nothing matches nothing", pattern: "x*", line: "", groups: [""]),
        Case(
            testDescription: "eslint's", pattern: #"^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.*)\s\s+(.*)$"#,
            line: "  12:5  error  Missing semicolon  semi",
            groups: ["  12:5  error  Missing semicolon  semi", "12", "5", "error", "Missing semicolon", "semi"]),
        Case(
            testDescription: "tsc's",
            pattern: #"^(?:\s+\d+\>)?([^\s].*)[\(:](\d+)[,:](\d+)(?:\):\s+|\s+-\s+)(error|warning|info)\s+TS(\d+)\s*:\s*(.*)$"#,
            line: "src/a.ts(3,7): error TS2322: no",
            groups: ["src/a.ts(3,7): error TS2322: no", "src/a.ts", "3", "7", "error", "2322", "no"]),
    ]

    @Test(arguments: cases) func expressionsMatchAsInJavaScript(_ c: Case) throws {
        let found = try ProblemMatcherRegex(c.pattern).firstMatch(in: Array(c.line.utf8))
        #expect(found?.map { $0.map { String(decoding: $0, as: UTF8.self) } } == c.groups)
    }

    @Test(arguments: [
        "(", ")", "[a", "*a", "a**", "a{3,2}", #"\"#, "(?<=a)b", #"\p{L}"#, "[b-a]", #"\2(a)"#, "(?", "(?<n", "(a{1000}){1000}", #"\x4"#,
        String(repeating: "(", count: 500),
    ])
    func whatIsNoExpressionIsRefused(pattern: String) {
        #expect(throws: ProblemMatcherError.self) { try ProblemMatcherRegex(pattern) }
    }

    @Test(arguments: ["(a+)+$", "(a|a)*$", "(.*)*x", "(a*)*b", "((a?){30}){20}b"]) func hostileExpressionsEnd(pattern: String) throws {
        let regex = try ProblemMatcherRegex(pattern)
        let line = Array(String(repeating: "a", count: 60).utf8) + Array("!".utf8)
        #expect(throws: ProblemMatcherRegex.Overrun.self) { _ = try regex.firstMatch(in: line, budget: 100_000) }
    }

    // MARK: - Matchers

    private static let compiler = """
        {"problemMatcher": [{"owner": "cc", "pattern": [
          {"regexp": "^(.+):(\\\\d+):(\\\\d+): (error|warning|note): (.+)$", "file": 1, "line": 2, "column": 3, "severity": 4, "message": 5}
        ]}]}
        """

    private static let eslint = """
        {"problemMatcher": [{"owner": "eslint", "severity": "warning", "pattern": [
          {"regexp": "^(\\\\S.*)$", "file": 1},
          {"regexp": "^\\\\s+(\\\\d+):(\\\\d+)\\\\s+(error|warning)?\\\\s+(.*)$", "line": 1, "column": 2, "severity": 3, "message": 4, "loop": true}
        ]}]}
        """

    private func matchers(_ files: String...) throws -> ProblemMatchers {
        var matchers = ProblemMatchers(workspace: "/home/runner/work/a/a")
        for file in files { try matchers.add(json: file) }
        return matchers
    }

    @Test func aLineBecomesAnAnnotation() throws {
        var matchers = try matchers(Self.compiler)
        var expected = Annotation(level: .error, message: "no such thing")
        expected.file = "src/a.c"
        expected.line = 3
        expected.column = 7
        #expect(matchers.match("src/a.c:3:7: error: no such thing") == [expected])
        #expect(matchers.match("\u{1B}[1m/home/runner/work/a/a/src/a.c:3:7:\u{1B}[0m \u{1B}[31merror:\u{1B}[m no such thing") == [expected])
        #expect(matchers.match("just text").isEmpty)
        #expect(matchers.match("a.c:1:2: note: of no known severity").isEmpty)
        #expect(matchers.match("/usr/include/a.h:1:2: warning: w").first?.file == nil)
        #expect(matchers.match("../../x.h:1:2: warning: w").first?.file == nil)
    }

    @Test func aLoopMakesManyOfOneFile() throws {
        var matchers = try matchers(Self.eslint)
        let lines = ["src/a.js", "  1:2  error  one", "  3:4    two", "", "  5:6  error  lost"]
        let found = lines.flatMap { matchers.match($0) }
        #expect(found.map(\.message) == ["one", "two"])
        #expect(found.map(\.file) == ["src/a.js", "src/a.js"])
        #expect(found.map(\.level) == [.error, .warning])
    }

    @Test func aMatcherIsReplacedAndRemovedByItsOwner() throws {
        var matchers = try matchers(Self.compiler, Self.eslint, Self.compiler)
        #expect(matchers.owners == ["cc", "eslint"])
        matchers.remove(owner: "CC")
        #expect(matchers.owners == ["eslint"])
    }

    @Test func filesAreFoundFromThePathOfTheirProject() throws {
        var matchers = try matchers(
            #"{"problemMatcher":[{"owner":"p","pattern":[{"regexp":"^(.+)\\((.+)\\): (.+)$","file":1,"fromPath":2,"message":3}]}]}"#)
        #expect(matchers.match("a.cs(src/lib/lib.csproj): m").first?.file == "src/lib/a.cs")
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"problemMatcher":[{}]}"#, #"{"problemMatcher":[{"owner":"a","pattern":[]}]}"#,
        #"{"problemMatcher":[{"owner":"a","pattern":[{"regexp":"("}]}]}"#,
        #"{"problemMatcher":[{"owner":"a","pattern":[{"regexp":"a"}]}]}"#,
        #"{"problemMatcher":[{"owner":"a","pattern":[{"regexp":"a","message":1}]}]}"#,
        #"{"problemMatcher":[{"owner":"a","pattern":[{"regexp":"a","message":0,"loop":true}]}]}"#,
        #"{"problemMatcher":[{"owner":"a","pattern":[{"regexp":"a","message":0},{"regexp":"a","message":0}]}]}"#,
    ])
    func wrongMatchersAreRefused(text: String) {
        var matchers = ProblemMatchers(workspace: "/w")
        #expect(throws: ProblemMatcherError.self) { try matchers.add(json: text) }
    }

    @Test func aMatcherThatCostsTooMuchThreeTimesIsRemoved() throws {
        var matchers = try matchers(#"{"problemMatcher":[{"owner":"slow","pattern":[{"regexp":"(a+)+$","message":1}]}]}"#, Self.compiler)
        let line = String(repeating: "a", count: 100) + "!"
        for round in 1...3 {
            #expect(matchers.owners.count == 2, "round \(round)")
            #expect(matchers.match(line).isEmpty)
        }
        #expect(matchers.owners == ["cc"])
        #expect(matchers.removed == ["slow"])
    }
}
