import Events
import Expressions
import OptionParsing
import Testing
import Workflows

@testable import RunnerCommands

/// Inputs that a workflow needs and the command line leaves out.
@Suite struct MissingInputsTests {
    private func workflow() throws -> Workflow {
        let text = """
            on:
              workflow_dispatch:
                inputs:
                  level: {type: choice, options: [low, high], required: true, description: how loud}
                  count: {type: number, required: true}
                  usual: {required: true, default: x}
                  free: {}
            jobs: {a: {runs-on: x, steps: [{run: x}]}}
            """
        return try #require(WorkflowReader().read(Array(text.utf8), path: "ci.yml").workflow)
    }

    private func event(_ name: String = "workflow_dispatch", inputs: Value = .null) -> Event {
        Event(name: name, ref: "refs/heads/main", sha: "", actor: "a", payload: .object([("inputs", inputs)]))
    }

    @Test func requiredOnesAreAskedForInTheirWords() throws {
        var questions: [String] = []
        let answers = try MissingInputs.answers([workflow(), workflow()], event(), given: []) { question in
            questions.append(question)
            return questions.count == 1 ? "low" : "3"
        }
        #expect(questions == ["input level, one of \"low\", \"high\" (how loud): ", "input count, a number: "])
        #expect(answers.map { "\($0.name)=\($0.value)" } == ["level=low", "count=3"])
    }

    @Test func withoutATerminalAllAreNamedAtOnce() throws {
        let error = #expect(throws: UsageError.self) { try MissingInputs.answers([workflow()], event(), given: []) { _ in nil } }
        #expect(error?.message == "required inputs \"level\", \"count\" not given")
        #expect(error?.remedy?.contains("--input level=VALUE --input count=VALUE") == true)
    }

    @Test func givenOnesAndOtherEventsAskNothing() throws {
        let payload = event(inputs: .object([("count", .string("1"))]))
        for (event, given) in [(payload, [(name: "LEVEL", value: "low")]), (event("push"), [])] {
            let answers = try MissingInputs.answers([workflow()], event, given: given) { _ in
                Issue.record("asked")
                return nil
            }
            #expect(answers.isEmpty)
        }
    }
}
