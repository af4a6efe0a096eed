import RunRecords
import Testing

@testable import Execution

@Suite struct CommandInterpreterTests {
    private static func interpreter(_ change: (inout CommandInterpreter.Settings) -> Void = { _ in }) -> CommandInterpreter {
        var settings = CommandInterpreter.Settings(workspace: "/w")
        change(&settings)
        return CommandInterpreter(settings: settings, mask: SharedSecretMask())
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var lines: [String]
        var verdicts: [LineVerdict]
        var failures = 0
    }

    private static func old(_ command: String, _ file: String) -> String {
        "##[warning]The `\(command)` command is deprecated and will be disabled soon; write to $\(file) instead"
    }

    static let cases = [
        Case(testDescription: "plain text stays", lines: ["hello"], verdicts: [.keep]),
        Case(
            testDescription: "a group becomes a marker", lines: ["::group::Name", "::endgroup::"],
            verdicts: [.replace("##[group]Name"), .replace("##[endgroup]")]),
        Case(testDescription: "an error is shown", lines: ["::error file=a::bad"], verdicts: [.replace("##[error]bad")]),
        Case(testDescription: "debug is hidden", lines: ["::debug::x"], verdicts: [.drop]),
        Case(
            testDescription: "stopped commands are text", lines: ["::stop-commands::tok", "::error::x", "::tok::", "::error::y"],
            verdicts: [.drop, .keep, .drop, .replace("##[error]y")]),
        Case(testDescription: "a command's name is no stop token", lines: ["::stop-commands::error"], verdicts: [.drop], failures: 1),
        Case(
            testDescription: "an old command is shown as a warning each time",
            lines: ["::set-output name=a::b", "::set-output name=a::b", "::save-state name=a::b"],
            verdicts: [.replace(Self.old("set-output", "GITHUB_OUTPUT")), .replace(Self.old("set-output", "GITHUB_OUTPUT"))]
                + [.replace(Self.old("save-state", "GITHUB_STATE"))]),
        Case(
            testDescription: "echo shows commands, old ones behind their warning",
            lines: ["::echo::on", "::set-output name=a::b", "::set-output name=a::b", "::echo::off", "::set-output name=a::b"],
            verdicts: [.drop, .replace(Self.old("set-output", "GITHUB_OUTPUT")), .keep, .drop]
                + [.replace(Self.old("set-output", "GITHUB_OUTPUT"))]),
        Case(testDescription: "echo takes on and off only", lines: ["::echo::maybe"], verdicts: [.drop], failures: 1),
        Case(
            testDescription: "set-env is refused", lines: ["::set-env name=a::b", "::add-path::/x"], verdicts: [.drop, .drop], failures: 2),
        Case(testDescription: "set-output needs a name", lines: ["::set-output::b"], verdicts: [.drop], failures: 1),
    ]

    @Test(arguments: cases) func judges(_ test: Case) {
        var interpreter = Self.interpreter()
        #expect(test.lines.map { interpreter.interpret($0) } == test.verdicts)
        #expect(interpreter.failures.count == test.failures)
    }

    @Test func keepsTenAnnotationsOfEachLevel() {
        var interpreter = Self.interpreter()
        for number in 0..<12 { _ = interpreter.interpret("::error::\(number)") }
        _ = interpreter.interpret("::warning::w")
        #expect(interpreter.annotations.count == 11)
    }

    @Test func placesAnnotationsRelativeToTheWorkspace() throws {
        var interpreter = Self.interpreter()
        _ = interpreter.interpret("::error file=/w/a.c,line=3,endLine=2,col=4,title=T::bad")
        let annotation = try #require(interpreter.annotations.first)
        #expect(annotation.file == "a.c")
        #expect(annotation.line == nil)
        #expect(annotation.title == "T")
        #expect(annotation.column == 4)
    }

    @Test func oldOutputsWorkWithOneWarning() {
        var interpreter = Self.interpreter()
        _ = interpreter.interpret("::set-output name=a::1")
        _ = interpreter.interpret("::set-output name=a::2")
        #expect(interpreter.outputs.map(\.value) == ["1", "2"])
        #expect(interpreter.annotations.count == 1)
    }

    @Test func unsecureCommandsWorkWhenAllowed() {
        var interpreter = Self.interpreter { $0.allowsUnsecureCommands = true }
        _ = interpreter.interpret("::set-env name=a::b")
        _ = interpreter.interpret("::add-path::/x")
        #expect(interpreter.env.map(\.name) == ["a"])
        #expect(interpreter.paths == ["/x"])
        #expect(interpreter.failures.isEmpty)
    }

    @Test func masksFromTheNextLineOn() {
        let mask = SharedSecretMask()
        var interpreter = CommandInterpreter(settings: .init(), mask: mask)
        #expect(interpreter.interpret("::add-mask::hidden") == .drop)
        #expect(mask.mask("a hidden thing") == "a *** thing")
    }
}
