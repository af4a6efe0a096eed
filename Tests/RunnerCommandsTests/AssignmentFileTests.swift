import Diagnostics
import Testing

@testable import RunnerCommands

@Suite struct AssignmentFileTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var expected: [String]
    }

    static let cases = [
        Case(
            testDescription: "plain assignments, comments and blank lines", text: "# a\nA=1\n\nB = two words \n",
            expected: ["A=1", "B=two words"]),
        Case(testDescription: "export and a colon", text: "export A=1\nB: 2\n", expected: ["A=1", "B=2"]),
        Case(testDescription: "a comment behind a value", text: "A=1 # one\nB=a#b\n", expected: ["A=1", "B=a#b"]),
        Case(testDescription: "single quotes keep everything", text: "A='$X \\n # y'\n", expected: ["A=$X \\n # y"]),
        Case(testDescription: "double quotes know escapes", text: "A=\"a\\nb \\\"c\\\" \\$X\"\n", expected: ["A=a\nb \"c\" $X"]),
        Case(
            testDescription: "a quoted value over lines", text: "K=\"-----BEGIN\nabc\n-----END\"\nB=1",
            expected: ["K=-----BEGIN\nabc\n-----END", "B=1"]),
        Case(
            testDescription: "earlier names and the environment are replaced", text: "A=1\nB=${A}$HOME-$NONE.\n",
            expected: ["A=1", "B=1/home/me-."]),
        Case(testDescription: "CRLF line ends", text: "A=1\r\nB=2\r\n", expected: ["A=1", "B=2"]),
        Case(testDescription: "an empty value, and one with equals signs", text: "A=\nB=x=y=\n", expected: ["A=", "B=x=y="]),
        Case(testDescription: "a byte order mark is skipped", text: "\u{FEFF}A=1\n", expected: ["A=1"]),
    ]

    @Test(arguments: cases) func reads(_ c: Case) {
        let file = AssignmentFile(reading: Array(c.text.utf8), file: ".env", kind: .environment, environment: ["HOME": "/home/me"])
        #expect(file.assignments.map { "\($0.name)=\($0.value)" } == c.expected)
        #expect(file.diagnostics.isEmpty)
    }

    @Test func reportsAllThatIsNoAssignmentWithoutQuotingIt() {
        let file = AssignmentFile(reading: Array("hunter2\nA=1\nB='open\n".utf8), file: ".secrets", kind: .secret, environment: [:])
        #expect(file.assignments.map(\.name) == ["A", "B"])
        #expect(
            file.diagnostics.map { "\($0.range?.start.line ?? 0): \($0.message)" } == [
                "1: this line is not an assignment", "3: the value of \"B\" has no closing quote",
            ])
        #expect(!file.diagnostics.contains { $0.message.contains("hunter2") })
    }
}
