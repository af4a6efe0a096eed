import Testing

@testable import Execution

@Suite struct WorkflowCommandTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var line: String
        var command: WorkflowCommand?
        var stopToken: String?
    }

    static let cases = [
        Case(testDescription: "plain text", line: "hello", command: nil),
        Case(testDescription: "a command", line: "::debug::text", command: .init(name: "debug", data: "text")),
        Case(testDescription: "any case", line: "::Debug::text", command: .init(name: "debug", data: "text")),
        Case(testDescription: "after white space", line: " \t::endgroup::", command: .init(name: "endgroup")),
        Case(testDescription: "not after text", line: "x ::debug::text", command: nil),
        Case(testDescription: "an unknown name is text", line: "::tset::x", command: nil),
        Case(testDescription: "without its end", line: "::debug text", command: nil),
        Case(testDescription: "only colons", line: "::", command: nil),
        Case(
            testDescription: "properties", line: "::error file=a.c,line=3, title=x=y::bad",
            command: .init(name: "error", properties: ["file": "a.c", "line": "3", "title": "x=y"], data: "bad")),
        Case(
            testDescription: "empty properties are dropped", line: "::error file=,line,col=2::m",
            command: .init(name: "error", properties: ["col": "2"], data: "m")),
        Case(
            testDescription: "escapes", line: "::error file=a%3Ab%2Cc%25::1%0D%0A2%25%3A",
            command: .init(name: "error", properties: ["file": "a:b,c%"], data: "1\r\n2%%3A")),
        Case(testDescription: "an escaped escape", line: "::debug::%250A", command: .init(name: "debug", data: "%0A")),
        Case(testDescription: "lower-case escapes are text", line: "::debug::%0a", command: .init(name: "debug", data: "%0a")),
        Case(testDescription: "data may hold colons", line: "::notice::a::b", command: .init(name: "notice", data: "a::b")),
        Case(testDescription: "old form anywhere", line: "x ##[warning]text", command: .init(name: "warning", data: "text")),
        Case(
            testDescription: "old form with properties", line: "##[error file=a%3Bb%5D;line=4]m%5D",
            command: .init(name: "error", properties: ["file": "a;b]", "line": "4"], data: "m]")),
        Case(testDescription: "old form unknown", line: "##[section]x", command: nil),
        Case(testDescription: "while stopped, others are text", line: "::debug::x", command: nil, stopToken: "tok"),
        Case(testDescription: "the stop token resumes", line: "::Tok::", command: .init(name: "tok"), stopToken: "tok"),
        Case(testDescription: "the token is none without a stop", line: "::tok::", command: nil),
    ]

    @Test(arguments: cases) func reads(_ c: Case) {
        #expect(WorkflowCommand(line: c.line, stopToken: c.stopToken) == c.command)
        if c.command != nil {
            let isSeen = Array(c.line.utf8).withUnsafeBytes { WorkflowCommand.mayOccur(in: $0) }
            #expect(isSeen, "the quick look must not miss it")
        }
    }

    @Test func theQuickLookPassesPlainLines() {
        for line in ["hello", "", "#", "##", "a::b", "# # [", "x ##(y)"] {
            #expect(!Array(line.utf8).withUnsafeBytes { WorkflowCommand.mayOccur(in: $0) }, "\(line)")
        }
    }
}
