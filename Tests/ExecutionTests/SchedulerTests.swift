import Expressions
import Planning
import RunRecords
import Testing
import Workflows

@testable import Execution

@Suite struct SchedulerTests {
    /// `a` and `b` need nothing; `c` needs a; `d` needs c; the others show conditions.
    static let workflow = """
        on: push
        jobs:
          a: {runs-on: x, steps: [{run: x}]}
          b: {runs-on: x, steps: [{run: x}]}
          c: {runs-on: x, needs: a, steps: [{run: x}]}
          d: {runs-on: x, needs: [b, c], steps: [{run: x}]}
          always: {runs-on: x, needs: c, if: always(), steps: [{run: x}]}
          failed: {runs-on: x, needs: d, if: failure(), steps: [{run: x}]}
          after: {runs-on: x, needs: always, steps: [{run: x}]}
          named: {runs-on: x, needs: [a, b], if: "success('b')", steps: [{run: x}]}
          output: {runs-on: x, needs: a, if: needs.a.outputs.go == 'yes', steps: [{run: x}]}
        """

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var ended: [(String, Conclusion)] = []
        var running: [String] = []
        var isCancelled = false
        var slots = 9
        var expected: [String]
    }

    static let cases = [
        Case(testDescription: "jobs without needs start in file order", expected: ["start a", "start b"]),
        Case(testDescription: "no more than there are slots", slots: 1, expected: ["start a"]),
        Case(
            testDescription: "a job starts when its own needs are done", ended: [("a", .success)], running: ["b"],
            expected: ["start c", "skip output"]),
        Case(
            testDescription: "a failed need skips the job", ended: [("a", .failure)], running: ["b"], expected: ["skip c", "skip output"]),
        Case(
            testDescription: "always runs after a skip", ended: [("a", .failure), ("c", .skipped), ("output", .skipped)], running: ["b"],
            expected: ["start always"]),
        Case(
            testDescription: "a skipped ancestor skips the tail even when the job between ran",
            ended: [("a", .failure), ("b", .success), ("c", .skipped), ("d", .skipped), ("always", .success), ("output", .skipped)],
            expected: ["start failed", "skip after", "start named"]),
        Case(
            testDescription: "success by name looks at those jobs only",
            ended: [("a", .failure), ("b", .failure), ("c", .skipped), ("output", .skipped)], running: ["always"],
            expected: ["skip d", "skip named"]),
        Case(
            testDescription: "a job that was not run counts as failed", ended: [("a", .notRun), ("b", .success), ("output", .skipped)],
            expected: ["skip c", "start named"]),
        Case(testDescription: "cancelled before anything started", isCancelled: true, expected: ["cancel a", "cancel b"]),
        Case(
            testDescription: "always runs in a cancelled run",
            ended: [("a", .cancelled), ("b", .cancelled), ("c", .skipped), ("output", .skipped)], isCancelled: true,
            expected: ["skip d", "start always", "skip named"]),
    ]

    @Test(arguments: cases) func decides(_ test: Case) throws {
        let scheduler = Scheduler(contexts: [:], file: "ci.yml") { _, _ in nil }
        var state = ScheduleState(jobs: try Story.workflow(Self.workflow).jobs.map { PlannedJob(key: JobKey(id: $0.id.value), job: $0) })
        for (id, conclusion) in test.ended { state.end(JobKey(id: id), JobEnd(conclusion: conclusion, outcome: conclusion)) }
        state.running = Set(test.running.map { JobKey(id: $0) })
        state.isCancelled = test.isCancelled
        #expect(scheduler.decisions(in: state, slots: test.slots).map(Self.text) == test.expected)
    }

    @Test func aConditionThatCannotBeEvaluatedFailsTheJob() throws {
        let text = "on: push\njobs:\n  a: {runs-on: x, if: \"fromJSON('{')\", steps: [{run: x}]}\n"
        let scheduler = Scheduler(contexts: [:], file: "ci.yml") { _, _ in nil }
        let state = ScheduleState(jobs: try Story.workflow(text).jobs.map { PlannedJob(key: JobKey(id: $0.id.value), job: $0) })
        let decisions = scheduler.decisions(in: state, slots: 1)
        guard case .fail(_, let reason)? = decisions.first else {
            Issue.record("\(decisions)")
            return
        }
        #expect(reason.hasPrefix("ci.yml:3:"))
    }

    struct MatrixCase: CustomTestStringConvertible {
        var testDescription: String
        var ended: [Int: Conclusion] = [:]
        var running: [Int] = []
        var failFast = true
        var maxParallel = 4
        var expected: [String]
    }

    static let matrixCases = [
        MatrixCase(testDescription: "max-parallel bounds the combinations", running: [0], maxParallel: 2, expected: ["start a (1)"]),
        MatrixCase(
            testDescription: "a failed combination stops and cancels the others", ended: [1: .failure], running: [0],
            expected: ["stop a (0)", "cancel a (2)", "cancel a (3)"]),
        MatrixCase(
            testDescription: "not with fail-fast off", ended: [1: .failure], running: [0], failFast: false,
            expected: ["start a (2)", "start a (3)"]),
        MatrixCase(
            testDescription: "not for one that was not run", ended: [1: .notRun], running: [0], maxParallel: 2,
            expected: ["start a (2)"]),
    ]

    @Test(arguments: matrixCases) func decidesAboutCombinations(_ test: MatrixCase) throws {
        let job = try #require(try Story.workflow("on: push\njobs:\n  a: {runs-on: x, steps: [{run: x}]}\n").jobs.first)
        let jobs = (0..<4).map { index in
            PlannedJob(
                key: JobKey(id: "a", combination: "\(index)"), job: job,
                strategy: PlannedStrategy(failFast: test.failFast, jobIndex: index, jobTotal: 4, maxParallel: test.maxParallel))
        }
        var state = ScheduleState(jobs: jobs)
        for (index, conclusion) in test.ended { state.end(jobs[index].key, JobEnd(conclusion: conclusion, outcome: conclusion)) }
        state.running = Set(test.running.map { jobs[$0].key })
        let scheduler = Scheduler(contexts: [:], file: "ci.yml") { _, _ in nil }
        #expect(scheduler.decisions(in: state, slots: 9).map(Self.text) == test.expected)
    }

    @Test func theLastCombinationToEndGivesTheOutput() throws {
        let workflow = try Story.workflow(
            "on: push\njobs:\n  a: {runs-on: x, steps: [{run: x}]}\n  b: {runs-on: x, needs: a, steps: [{run: x}]}\n")
        let legs = ["1", "2", "3"].map { PlannedJob(key: JobKey(id: "a", combination: $0), job: workflow.jobs[0]) }
        let last = PlannedJob(key: JobKey(id: "b"), job: workflow.jobs[1])
        var state = ScheduleState(jobs: legs + [last])
        for (leg, value) in [(2, "three"), (0, "one"), (1, "")] {
            state.end(legs[leg].key, JobEnd(conclusion: .success, outcome: .success, outputs: [("v", value)]))
        }
        let need = state.needs(of: last)["a"]
        #expect(need["result"].text == "success")
        #expect(need["outputs"]["v"].text == "one")
    }

    private static func text(_ decision: Scheduler.Decision) -> String {
        switch decision {
        case .start(let key): "start \(key)"
        case .expand(let key): "expand \(key)"
        case .open(let key): "open \(key)"
        case .close(let key): "close \(key)"
        case .skip(let key): "skip \(key)"
        case .notRun(let key, _): "not run \(key)"
        case .fail(let key, _): "fail \(key)"
        case .cancel(let key, _): "cancel \(key)"
        case .stop(let key, _): "stop \(key)"
        }
    }
}
