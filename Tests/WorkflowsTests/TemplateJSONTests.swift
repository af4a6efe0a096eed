import Diagnostics
import Expressions
import Foundation
import Testing
import Workflows

@Suite struct TemplateJSONTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var workflow: String
        var json: String
    }

    static let cases = [
        Case(
            testDescription: "a job of steps",
            workflow: """
                on: push
                permissions: {contents: read, issues: none}
                env: {A: 1, B: '${{ github.ref }}'}
                jobs:
                  build:
                    runs-on: [x, '${{ matrix.os }}']
                    strategy: {matrix: {n: [.inf, 1.50, null, true, {a: [b]}]}}
                    env: {'${{ insert }}': '${{ fromJSON(vars.A) }}', '${{ github.ref }}': "it's {a} ${{ github.sha }}"}
                    steps:
                      - {run: make, if: github.ref, background: true}
                      - {wait: [], name: w}
                """,
            json: """
                {"events":{"push":{}},"permissions":{"contents":"read"},"env":{"A":"1","B":{"expr":"github.ref"}},
                "jobs":[{"type":"job","id":"build","name":"build","if":{"expr":"success()"},"runs-on":["x",{"expr":"matrix.os"}],
                "strategy":{"matrix":{"n":["Infinity",1.5,null,true,{"a":["b"]}]}},
                "env":{"${{ insert }}":{"expr":"fromJSON(vars.A)"},"${{ github.ref }}":{"expr":"format('it''s {{a}} {0}', github.sha)"}},
                "permissions":{"contents":"read"},
                "steps":[{"id":"__run","run":"make","if":{"expr":"success() && (github.ref)"},"background":true},
                {"id":"__wait","wait":[],"name":"w","if":{"expr":"success()"}}]}]}
                """),
        Case(
            testDescription: "a job that calls",
            workflow: """
                on: {workflow_dispatch: {inputs: {flag: {type: boolean, required: false}, text: }}, workflow_call: {secrets: {s: {required: false}, t: }}}
                jobs:
                  a: {runs-on: x, steps: []}
                  elsewhere: {uses: o/r/.github/workflows/x.yml@v1}
                  call:
                    name: ''
                    needs: [a]
                    uses: ./.github/workflows/called.yml
                    with: {n: 1}
                    secrets: inherit
                """,
            json: """
                {"input-types":{"flag":"boolean","text":"string"},
                "events":{"workflow_dispatch":{"inputs":{"flag":{"type":"boolean","required":false},"text":{"type":"string"}}},
                "workflow_call":{"secrets":{"s":{"required":false},"t":{}}}},
                "jobs":[{"type":"job","id":"a","name":"a","if":{"expr":"success()"},"runs-on":"x","steps":[]},
                {"type":"reusableWorkflowJob","id":"elsewhere","name":"elsewhere","needs":[],"if":{"expr":"success()"},
                "ref":"o/r/.github/workflows/x.yml@v1","jobs":[]},
                {"type":"reusableWorkflowJob","id":"call","name":"call","needs":["a"],"if":{"expr":"success()"},
                "ref":"./.github/workflows/called.yml","permissions":{"contents":"read"},
                "input-definitions":{"n":{"type":"number"}},"input-values":{"n":1},"inherit-secrets":true,
                "outputs":{"o":{"value":{"expr":"jobs.inner.outputs.o"}}},
                "jobs":[{"type":"job","id":"inner","name":"inner","if":{"expr":"success()"},"runs-on":"x","permissions":{"contents":"read"},
                "steps":[{"id":"__run","run":"x","if":{"expr":"success()"}}]}]}]}
                """),
    ]

    private static let called = """
        on:
          workflow_call:
            inputs: {n: {type: number}}
            outputs: {o: {value: '${{ jobs.inner.outputs.o }}'}}
        permissions: {contents: read}
        jobs: {inner: {runs-on: x, steps: [{run: x}]}}
        """

    @Test(arguments: cases) func `the parsed workflow is printed`(_ one: Case) throws {
        var options = ReadingOptions()
        options.root = "/root"
        options.readFile = { _ in Array(Self.called.utf8) }
        let document = WorkflowReader(options: options).read(Array(one.workflow.utf8), path: "ci.yml")
        let json = try #require(document.templateJSON(), "\(document.diagnostics.map(\.line))").json()
        let expected = try JSONSerialization.jsonObject(with: Data(one.json.utf8)) as? NSDictionary
        let actual = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary
        #expect(actual == expected, "\(json)")
    }

    @Test func `a workflow with errors is not printed`() {
        #expect(WorkflowReader().read(Array("on: push".utf8), path: "ci.yml").templateJSON() == nil)
    }
}
