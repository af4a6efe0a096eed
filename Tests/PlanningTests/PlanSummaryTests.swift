import Events
import Expressions
import TestSupport
import Testing
import Workflows

@testable import Planning

@Suite struct PlanSummaryTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var jobs: String
    }

    static let steps = "runs-on: x, steps: [{run: a}]"
    static let cases = [
        Case(testDescription: "one-job", jobs: "build: {\(steps)}"),
        Case(
            testDescription: "chain-with-names",
            jobs: "build: {name: Build it, \(steps)}\ntest: {needs: build, \(steps)}\nship: {needs: [test], \(steps)}"),
        Case(
            testDescription: "diamond-with-matrix",
            jobs: """
                lint: {\(steps)}
                build: {\(steps)}
                test: {needs: build, strategy: {matrix: {os: [a, b, c]}}, \(steps)}
                docs: {needs: build, \(steps)}
                ship: {needs: [lint, test, docs], \(steps)}
                tell: {needs: ship, \(steps)}
                """),
        Case(
            testDescription: "matrix-of-needs-and-late-need",
            jobs: """
                last: {needs: many, \(steps)}
                many: {needs: first, strategy: {matrix: {v: "${{ fromJSON(needs.first.outputs.v) }}"}}, \(steps)}
                first: {\(steps)}
                """),
    ]

    static func summary(_ jobs: String) throws -> PlanSummary {
        PlanSummary(try plan(try workflow(PlannerTests.jobs(jobs))).get(), PlanContexts(vars: try json(#"{"L":"big"}"#)))
    }

    @Test(arguments: cases) func drawsTheNeeds(_ c: Case) throws {
        let text = PlanDrawing().text(try Self.summary(c.jobs))
        expectGolden(text, fixture("PlanningTests", "drawings/\(c.testDescription).txt"))
    }

    @Test func drawsInASCIIWithNotes() throws {
        var drawing = PlanDrawing()
        drawing.isASCII = true
        let text = drawing.text(try Self.summary(Self.cases[2].jobs)) { jobs in "[\(jobs.count)]" }
        expectGolden(text, fixture("PlanningTests", "drawings/ascii-with-notes.txt"))
    }

    @Test func tellsWhatJobsWillBe() throws {
        let jobs = """
            a: {runs-on: ["${{ vars.L }}", x64], environment: "${{ vars.L }}-env", if: github.ref != 'x', steps: [{run: a}, {run: b}]}
            b: {needs: a, name: "on ${{ matrix.os }}", strategy: {matrix: {os: [l, m]}}, runs-on: "${{ matrix.os }}", steps: [{run: a}]}
            c: {needs: a, runs-on: "${{ needs.a.outputs.label }}", environment: "${{ needs.a.outputs.e }}", steps: [{run: a}]}
            d: {runs-on: {group: large, labels: [q]}, steps: [{run: a}]}
            """
        expectGolden(try Self.summary(jobs).json().json(pretty: true), fixture("PlanningTests", "drawings/summary.json"))
    }

    struct NameCase: CustomTestStringConvertible {
        var testDescription: String
        var job: String
        var name: String
    }

    static let names = [
        NameCase(testDescription: "the id", job: "a: {\(steps)}", name: "a"),
        NameCase(testDescription: "the id and the combination", job: "a: {strategy: {matrix: {v: [1]}}, \(steps)}", name: "a (1)"),
        NameCase(testDescription: "a name and the combination", job: "a: {name: N, strategy: {matrix: {v: [1]}}, \(steps)}", name: "N (1)"),
        NameCase(
            testDescription: "a name with an expression stands alone",
            job: "a: {name: \"N ${{ matrix.v }}\", strategy: {matrix: {v: [1]}}, \(steps)}",
            name: "N 1"),
        NameCase(
            testDescription: "a name that comes out empty", job: "a: {name: \"${{ vars.NONE }}\", strategy: {matrix: {v: [1]}}, \(steps)}",
            name: "a (1)"),
    ]

    @Test(arguments: names) func namesJobs(_ c: NameCase) throws {
        #expect(try Self.summary(c.job).jobs.first?.name == c.name)
    }

    @Test func labelsMustBeText() throws {
        let planned = try plan(try workflow(PlannerTests.jobs("a: {runs-on: \"${{ vars.NONE }}\", steps: [{run: a}]}"))).get()
        let evaluator = Evaluator(contexts: PlanContexts().values(planned, planned.jobs[0]))
        #expect(throws: ExpressionError.self) { try planned.jobs[0].runnerLabels(evaluator) }
        let whole = "a: {runs-on: \"${{ fromJSON('{\\\"group\\\":\\\"g\\\",\\\"labels\\\":[\\\"x\\\",1]}') }}\", steps: [{run: a}]}"
        let other = try plan(try workflow(PlannerTests.jobs(whole))).get()
        #expect(try other.jobs[0].runnerLabels(evaluator) == RunnerLabels(labels: ["x", "1"], group: "g"))
    }
}
