import Diagnostics
import Events
import Expressions
import Testing
import Workflows

@testable import Planning

@Suite struct RunNameTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var header = ""
        var event = "push"
        var payload = "{}"
        var name: String
    }

    static let cases = [
        Case(
            testDescription: "the first line of the pushed commit", payload: #"{"head_commit":{"message":"Add x\n\nbody"}}"#, name: "Add x"),
        Case(
            testDescription: "the title of a pull request", event: "pull_request", payload: #"{"pull_request":{"title":"Fix y"}}"#,
            name: "Fix y"),
        Case(testDescription: "the title of an issue", event: "issues", payload: #"{"issue":{"title":"Broken"}}"#, name: "Broken"),
        Case(testDescription: "the name of a release", event: "release", payload: #"{"release":{"name":"One"}}"#, name: "One"),
        Case(testDescription: "the workflow's name", header: "name: CI\n", event: "workflow_dispatch", name: "CI"),
        Case(testDescription: "the workflow's path", event: "workflow_dispatch", name: ".github/workflows/ci.yml"),
        Case(
            testDescription: "run-name evaluated", header: "run-name: Deploy by ${{ github.actor }} to ${{ vars.LIMIT }}\n",
            name: "Deploy by mona to 2"),
        Case(
            testDescription: "an empty run-name counts as none", header: "run-name: ${{ vars.NONE }}\n",
            payload: #"{"head_commit":{"message":"x"}}"#, name: "x"),
        Case(
            testDescription: "run-name with inputs", header: "run-name: To ${{ inputs.where }}\n", event: "workflow_dispatch",
            name: "To moon"),
    ]

    @Test(arguments: cases) func names(_ c: Case) throws {
        let text = """
            \(c.header)on:
              push:
              pull_request:
              issues:
              release:
              workflow_dispatch: {inputs: {where: {default: moon}}}
            jobs: {a: {runs-on: x, steps: [{run: a}]}}
            """
        #expect(try plan(try workflow(text), try event(c.event, payload: c.payload)).get().runName == c.name)
    }

    @Test func whatCantBeEvaluatedIsFound() throws {
        let text = "run-name: ${{ fromJSON('x') }}\non: push\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n"
        guard case .failure(let failure) = try plan(try workflow(text)) else {
            Issue.record("it is planned")
            return
        }
        #expect(failure.diagnostics.first?.range?.start.line == 1)
    }
}
