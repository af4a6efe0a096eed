import Diagnostics
import Events
import Expressions
import Testing
import Workflows

@testable import Planning

@Suite struct PlannerTests {
    static func jobs(_ text: String) -> String {
        "on: [push, pull_request, workflow_dispatch]\njobs:\n" + text.split(separator: "\n").map { "  \($0)\n" }.joined()
    }

    static func keys(_ text: String, options: PlanOptions = PlanOptions()) throws -> [String] {
        try plan(try workflow(jobs(text)), options: options).get().jobs.map(\.key.description)
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var jobs: String
        var keys: [String]
    }

    static let steps = "runs-on: x, steps: [{run: a}]"
    static let cases = [
        Case(testDescription: "jobs in file order", jobs: "b: {\(steps)}\na: {\(steps)}", keys: ["b", "a"]),
        Case(
            testDescription: "the combinations follow each other", jobs: "a: {strategy: {matrix: {v: [1, 2]}}, \(steps)}\nb: {\(steps)}",
            keys: ["a (1)", "a (2)", "b"]),
        Case(
            testDescription: "combinations of the same text are told apart", jobs: "a: {strategy: {matrix: {v: [1, '1']}}, \(steps)}",
            keys: ["a (1)", "a (1) #2"]),
        Case(
            testDescription: "a row from an expression", jobs: "a: {strategy: {matrix: {os: \"${{ fromJSON(vars.OS) }}\"}}, \(steps)}",
            keys: ["a (linux)", "a (mac)"]),
        Case(
            testDescription: "the matrix from an expression",
            jobs: "a: {strategy: {matrix: \"${{ fromJSON('{\\\"v\\\":[7]}') }}\"}, \(steps)}",
            keys: ["a (7)"]),
        Case(
            testDescription: "the strategy from an expression",
            jobs: "a: {strategy: \"${{ fromJSON('{\\\"matrix\\\":{\\\"v\\\":[7,8]}}') }}\", \(steps)}", keys: ["a (7)", "a (8)"]),
        Case(
            testDescription: "all excluded leaves one job without a matrix",
            jobs: "a: {strategy: {matrix: {v: [1], exclude: [{v: 1}]}}, \(steps)}",
            keys: ["a"]),
        Case(
            testDescription: "a strategy without a matrix", jobs: "a: {strategy: {fail-fast: false}, \(steps)}", keys: ["a"]),
        Case(
            testDescription: "a matrix of needs waits",
            jobs: "a: {\(steps)}\nb: {needs: a, strategy: {matrix: {v: \"${{ fromJSON(needs.a.outputs.x) }}\"}}, \(steps)}",
            keys: ["a", "b"]),
    ]

    @Test(arguments: cases) func plansJobs(_ c: Case) throws {
        #expect(try Self.keys(c.jobs) == c.keys)
    }

    @Test func theStrategyContextCounts() throws {
        let text = "a: {strategy: {fail-fast: false, max-parallel: \"${{ fromJSON(vars.LIMIT) }}\", matrix: {v: [1, 2, 3]}}, \(Self.steps)}"
        let jobs = try plan(try workflow(Self.jobs(text))).get().jobs
        #expect(jobs.map(\.strategy.jobIndex) == [0, 1, 2])
        #expect(jobs[1].strategy == PlannedStrategy(failFast: false, jobIndex: 1, jobTotal: 3, maxParallel: 2))
        let usual = try plan(try workflow(Self.jobs("a: {strategy: {matrix: {v: [1, 2, 3]}}, \(Self.steps)}"))).get().jobs
        #expect(usual[2].strategy == PlannedStrategy(failFast: true, jobIndex: 2, jobTotal: 3, maxParallel: 3))
        #expect(try plan(try workflow(Self.jobs("a: {\(Self.steps)}"))).get().jobs[0].strategy == PlannedStrategy.none)
    }

    @Test func aWaitingMatrixIsExpandedWithItsNeeds() throws {
        let text = "a: {\(Self.steps)}\nb: {needs: a, strategy: {matrix: {v: \"${{ fromJSON(needs.a.outputs.x) }}\"}}, \(Self.steps)}"
        let plan = try plan(try workflow(Self.jobs(text))).get()
        #expect(plan.jobs[1].awaitsExpansion)
        let needs = try json(#"{"a":{"result":"success","outputs":{"x":"[\"p\",\"q\"]"}}}"#)
        let found = try Planner().expand(plan.jobs[1], needs: needs, plan: plan, vars: .object([]))
        #expect(found.map(\.key.description) == ["b (p)", "b (q)"])
        #expect(found.allSatisfy { !$0.awaitsExpansion })
        let empty = try json(#"{"a":{"result":"success","outputs":{"x":"[]"}}}"#)
        let error = #expect(throws: PlanningFailure.self) {
            try Planner().expand(plan.jobs[1], needs: empty, plan: plan, vars: .object([]))
        }
        #expect(error?.diagnostics.first?.message.contains("does not contain any values") == true)
    }

    struct FailureCase: CustomTestStringConvertible {
        var testDescription: String
        var jobs: String
        var message: String
        var kind = DiagnosticKind.matrix
        /// Of the value at fault: the last line of the jobs begins at line 3, column 3.
        var line: Int? = 3
    }

    static let failures = [
        FailureCase(
            testDescription: "a row that is evaluated to text", jobs: "a: {strategy: {matrix: {os: \"${{ vars.OS }}\"}}, \(steps)}",
            message: "matrix row \"os\" is text, not a list"),
        FailureCase(
            testDescription: "a matrix that can't be evaluated", jobs: "a: {strategy: {matrix: \"${{ fromJSON(vars.NONE) }}\"}, \(steps)}",
            message: "can't be evaluated", kind: .expression),
        FailureCase(
            testDescription: "an empty row", jobs: "a: {strategy: {matrix: {os: \"${{ fromJSON('[]') }}\"}}, \(steps)}",
            message: "does not contain any values"),
        FailureCase(
            testDescription: "fail-fast as text", jobs: "a: {strategy: {fail-fast: \"${{ vars.LIMIT }}\", matrix: {v: [1]}}, \(steps)}",
            message: "\"fail-fast\" is text"),
        FailureCase(
            testDescription: "max-parallel as text",
            jobs: "a: {strategy: {max-parallel: \"${{ vars.LIMIT }}\", matrix: {v: [1]}}, \(steps)}",
            message: "\"max-parallel\" is not a number"),
        FailureCase(
            testDescription: "a strategy that is no mapping", jobs: "a: {strategy: \"${{ vars.OS }}\", \(steps)}",
            message: "the strategy is text"),
        FailureCase(
            testDescription: "more than 256 jobs",
            jobs: "a: {strategy: {matrix: {v: \"${{ fromJSON('[\((1...257).map(String.init).joined(separator: ","))]') }}\"}}, \(steps)}",
            message: "more than 256", kind: .limit),
    ]

    @Test(arguments: failures) func findsWhatIsWrong(_ c: FailureCase) throws {
        let result = try plan(try workflow(Self.jobs(c.jobs)))
        guard case .failure(let failure) = result else {
            Issue.record("it is planned")
            return
        }
        let finding = try #require(failure.diagnostics.first)
        #expect(finding.message.contains(c.message), "\(finding.message)")
        #expect(finding.kind == c.kind)
        #expect(finding.range?.start.line == c.line)
        #expect((finding.range?.start.column ?? 0) > 3)
        #expect(finding.file == ".github/workflows/ci.yml")
    }

    @Test func wantedJobsComeWithTheirNeeds() throws {
        let text = "a: {\(Self.steps)}\nb: {needs: a, \(Self.steps)}\nc: {needs: b, \(Self.steps)}\nd: {\(Self.steps)}"
        var options = PlanOptions()
        options.jobs = ["B", "d"]
        #expect(try Self.keys(text, options: options) == ["a", "b", "d"])
        options.jobs = ["bb"]
        guard case .failure(let failure) = try plan(try workflow(Self.jobs(text)), options: options) else {
            Issue.record("it is planned")
            return
        }
        #expect(failure.diagnostics.first?.message == "there is no job \"bb\"")
        #expect(failure.diagnostics.first?.remedy?.contains("the jobs are \"a\", \"b\", \"c\", \"d\"") == true)
    }

    @Test func wantedCombinationsAreKept() throws {
        let text = "a: {strategy: {matrix: {os: [linux, mac], v: [1, 2]}}, \(Self.steps)}\nb: {\(Self.steps)}"
        var options = PlanOptions()
        options.matrix = try #require(MatrixFilter.parse(["os:linux", "v:2", "v:3"]))
        #expect(try Self.keys(text, options: options) == ["a (linux, 2)", "b"])
        let job = try plan(try workflow(Self.jobs(text)), options: options).get().jobs[0]
        #expect(job.strategy.jobIndex == 1 && job.strategy.jobTotal == 4)
        options.matrix = [MatrixFilter(key: "v", values: ["9"])]
        guard case .failure(let failure) = try plan(try workflow(Self.jobs(text)), options: options) else {
            Issue.record("it is planned")
            return
        }
        #expect(failure.diagnostics.first?.message.contains("is selected by v:9") == true)
        #expect(MatrixFilter.parse(["x"]) == nil)
    }

    @Test func aStoredPlanIsReadBack() throws {
        let text = """
            a: {strategy: {matrix: {v: [1, {x: [true, null]}]}}, \(Self.steps)}
            b: {needs: a, strategy: {matrix: {v: "${{ fromJSON(needs.a.outputs.x) }}"}}, \(Self.steps)}
            """
        let workflow = try workflow(Self.jobs(text))
        var event = try event("pull_request", payload: #"{"number":7}"#, ref: "refs/pull/7/merge")
        event.changedPaths = ["x"]
        event.headRef = "topic"
        var options = PlanOptions()
        options.matrix = [MatrixFilter(key: "other", values: ["1"])]
        let stored = try plan(workflow, event, options: options).get().json().json()
        let read = try Plan(json: try Value(json: stored), workflow: workflow)
        #expect(read.json().json() == stored)
        #expect(read.jobs.map(\.key.description) == ["a (1)", "a (true)", "b"])
        #expect(read.jobs[2].awaitsExpansion)
        #expect(read.event.changedPaths == ["x"] && read.event.headRef == "topic")
        #expect(throws: PlanFormatError.self) { try Plan(json: try json("{}"), workflow: workflow) }
        #expect(throws: PlanFormatError.self) { try Plan(json: try Value(json: stored), workflow: try self.other()) }
    }

    private func other() throws -> Workflow {
        try workflow(Self.jobs("z: {\(Self.steps)}"))
    }
}
