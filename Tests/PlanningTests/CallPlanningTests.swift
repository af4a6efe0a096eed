import Diagnostics
import Events
import Expressions
import Testing
import Workflows

@testable import Planning

/// Jobs that call workflows, as far as they are planned before anything runs.
@Suite struct CallPlanningTests {
    private static let files = [
        "typed.yml": """
        on:
          workflow_call:
            inputs:
              flag: {type: boolean}
              count: {type: number, default: "${{ fromJSON(vars.LIMIT) }}"}
              text: {type: string, default: "for ${{ github.ref_name }}"}
        jobs:
          one: {runs-on: x, steps: [{run: x}]}
          two: {needs: one, strategy: {matrix: {n: ["${{ inputs.count }}", 9]}}, runs-on: x, steps: [{run: x}]}
        """,
        "outer.yml": """
        on: {workflow_call: {inputs: {n: {type: number, default: 5}}}}
        jobs:
          inner: {uses: ./.github/workflows/typed.yml, with: {count: "${{ inputs.n }}"}}
          last: {needs: inner, runs-on: x, steps: [{run: x}]}
        """,
        "wide.yml": """
        on: {workflow_call: {}}
        jobs:
          w: {strategy: {matrix: {n: "${{ fromJSON(format('[{0}1]', vars.MANY)) }}"}}, uses: ./.github/workflows/wider.yml}
        """,
        "wider.yml": """
        on: {workflow_call: {}}
        jobs:
          w: {strategy: {matrix: {n: "${{ fromJSON(format('[{0}1]', vars.MANY)) }}"}}, runs-on: x, steps: [{run: x}]}
        """,
    ]

    private static func workflow(_ jobs: String) throws -> Workflow {
        var options = ReadingOptions()
        options.root = "/root"
        options.readFile = { path in path.split(separator: "/").last.flatMap { files[String($0)] }.map { Array($0.utf8) } }
        let text = "on: push\njobs:\n" + jobs.split(separator: "\n").map { "  \($0)\n" }.joined()
        let document = WorkflowReader(options: options).read(Array(text.utf8), path: ".github/workflows/ci.yml")
        #expect(document.diagnostics.isEmpty, "\(document.diagnostics)")
        return try #require(document.workflow)
    }

    private static func plan(_ jobs: String, wanted: [String] = [], many: String = "") throws -> Result<Plan, PlanningFailure> {
        var options = PlanOptions()
        options.jobs = wanted
        let vars = try json(#"{"LIMIT": "2", "MANY": "\#(many)"}"#)
        return Planner().plan(
            try workflow(jobs), for: try event("push"), repository: RepositoryIdentity(fullName: "octo/app"), inputs: .object([]),
            vars: vars, options: options)
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var jobs: String
        var wanted: [String] = []
        /// The keys, then the inputs of each call.
        var keys: [String]
        var inputs: [String: String] = [:]
    }

    static let cases = [
        Case(
            testDescription: "called jobs stand behind the job that calls, with its inputs",
            jobs: "a: {uses: ./.github/workflows/typed.yml, with: {flag: true, count: 3, text: 1.50}}",
            keys: ["a", "a / one", "a / two (3)", "a / two (9)"], inputs: ["a": #"{"flag":true,"count":3,"text":"1.5"}"#]),
        Case(
            testDescription: "defaults are evaluated in the run's contexts; absent inputs are empty",
            jobs: "a: {uses: ./.github/workflows/typed.yml}", keys: ["a", "a / one", "a / two (2)", "a / two (9)"],
            inputs: ["a": #"{"flag":false,"count":2,"text":"for main"}"#]),
        Case(
            testDescription: "each combination calls by itself",
            jobs:
                "a: {strategy: {matrix: {os: [x, y / z]}}, uses: ./.github/workflows/outer.yml}\nb: {needs: a, runs-on: x, steps: [{run: x}]}",
            keys: [
                "a (x)", "a (x) / inner", "a (x) / inner / one", "a (x) / inner / two (5)", "a (x) / inner / two (9)", "a (x) / last",
                "a (y / z)", "a (y / z) / inner", "a (y / z) / inner / one", "a (y / z) / inner / two (5)", "a (y / z) / inner / two (9)",
                "a (y / z) / last", "b",
            ], inputs: ["a (x) / inner": #"{"flag":false,"count":5,"text":"for main"}"#]),
        Case(
            testDescription: "inputs of needs are planned when these are done",
            jobs:
                "b: {runs-on: x, steps: [{run: x}]}\na: {needs: b, uses: ./.github/workflows/typed.yml, with: {text: \"${{ needs.b.result }}\"}}",
            keys: ["b", "a"]),
        Case(
            testDescription: "a called job can be asked for, with what it needs there",
            jobs:
                "b: {runs-on: x, steps: [{run: x}]}\na: {needs: b, uses: ./.github/workflows/outer.yml}\nc: {runs-on: x, steps: [{run: x}]}",
            wanted: ["A / inner / one"], keys: ["b", "a", "a / inner", "a / inner / one"]),
        Case(
            testDescription: "what another wanted job needs is whole",
            jobs: "a: {uses: ./.github/workflows/outer.yml}\nb: {needs: a, runs-on: x, steps: [{run: x}]}",
            wanted: ["a / inner / one", "b"],
            keys: ["a", "a / inner", "a / inner / one", "a / inner / two (5)", "a / inner / two (9)", "a / last", "b"]),
    ]

    @Test(arguments: cases) func plansCalls(_ c: Case) throws {
        let plan = try Self.plan(c.jobs, wanted: c.wanted).get()
        #expect(plan.jobs.map(\.key.description) == c.keys)
        for (caller, inputs) in c.inputs {
            #expect(plan.jobs.first { $0.key.description == caller }?.call?.inputs.json() == inputs)
        }
        // On disk and back.
        let read = try Plan(json: Value(json: plan.json().json()), workflow: plan.workflow)
        #expect(read.jobs.map(\.key) == plan.jobs.map(\.key))
        #expect(read.json().json() == plan.json().json())
        #expect(read.jobs.map { $0.parent?.caller } == plan.jobs.map { $0.parent?.caller })
    }

    struct Refusal: CustomTestStringConvertible {
        var testDescription: String
        var jobs: String
        var wanted: [String] = []
        var many = ""
        var messages: [String]
    }

    static let refusals = [
        Refusal(
            testDescription: "text is no boolean and no number",
            jobs: "a: {uses: ./.github/workflows/typed.yml, with: {flag: \"${{ vars.LIMIT }}\", count: \"${{ github.ref }}\"}}",
            messages: [
                "3:57 unexpected value: input \"flag\" is a boolean, not text (\"2\")",
                "3:85 unexpected value: input \"count\" is a number, not text (\"refs/heads/main\")",
            ]),
        Refusal(
            testDescription: "what is empty is no boolean",
            jobs: "a: {uses: ./.github/workflows/typed.yml, with: {flag: \"${{ inputs.nothing }}\"}}",
            messages: ["3:57 unexpected value: input \"flag\" is a boolean, not empty"]),
        Refusal(
            testDescription: "a called job that is not there", jobs: "a: {uses: ./.github/workflows/outer.yml}", wanted: ["a / innr"],
            messages: [" there is no job \"a / innr\""]),
        Refusal(
            testDescription: "a job that calls nothing has none below it", jobs: "a: {runs-on: x, steps: [{run: x}]}", wanted: ["a / b"],
            messages: ["3:3 there is no job \"a / b\""]),
        Refusal(
            testDescription: "matrices of calls below each other end",
            jobs: "a: {uses: ./.github/workflows/wide.yml}", many: (2...200).map { "\($0)," }.joined(),
            messages: ["3:3 the workflow and those it calls make more than 10000 jobs"]),
    ]

    @Test(arguments: refusals) func refuses(_ c: Refusal) throws {
        guard case .failure(let failure) = try Self.plan(c.jobs, wanted: c.wanted, many: c.many) else {
            Issue.record("planned")
            return
        }
        let messages = failure.diagnostics.map { finding in
            "\(finding.range.map { "\($0.start.line):\($0.start.column)" } ?? "") \(finding.message)"
        }
        #expect(messages == c.messages)
    }

    @Test func callsOpenWhenTheirNeedsAreDone() throws {
        let plan = try Self.plan(
            "b: {runs-on: x, steps: [{run: x}]}\na: {needs: b, uses: ./.github/workflows/outer.yml, with: {n: \"${{ fromJSON(needs.b.outputs.n) }}\"}}"
        ).get()
        let waiting = try #require(plan.jobs.last)
        #expect(waiting.awaitsCall)
        let contexts = PlanContexts(vars: try json(#"{"LIMIT": "2"}"#), needs: try json(#"{"b": {"outputs": {"n": "7"}}}"#))
        let (call, jobs) = try #require(try Planner().open(waiting, plan, contexts))
        #expect(call.inputs.json() == #"{"n":7}"#)
        #expect(
            jobs.map(\.key.description) == ["a / inner", "a / inner / one", "a / inner / two (7)", "a / inner / two (9)", "a / last"])
        let wrong = PlanContexts(vars: .object([]), needs: try json(#"{"b": {"outputs": {"n": "\"x\""}}}"#))
        #expect(throws: PlanningFailure.self) { try Planner().open(waiting, plan, wrong) }
    }

    @Test func callsAreDrawn() throws {
        let plan = try Self.plan("a: {uses: ./.github/workflows/outer.yml}\nb: {needs: a, runs-on: x, steps: [{run: x}]}").get()
        var drawing = PlanDrawing()
        drawing.isASCII = true
        #expect(
            drawing.text(PlanSummary(plan, PlanContexts())) == """
                a
                |- a / inner
                |  |- a / inner / one
                |  |  `- a / inner / two x 2
                |  `- a / last
                `- b
                """)
    }

    @Test func combinationsAreDistinctInKeys() {
        #expect(JobKey.distinct("x) / b (y) #2") == "x)/ b (y)#2")
        #expect(JobKey(caller: "a (x) #2 / b", id: "c", combination: "y").path == "a / b / c")
    }
}
