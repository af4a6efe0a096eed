import Planning
import Testing

@testable import RunRecords

@Suite struct CallStateTests {
    private static let build = JobKey(id: "build")
    private static let test = JobKey(caller: "build", id: "test")
    private static let lint = JobKey(caller: "build", id: "lint")

    private static func planned(_ jobs: [JobKey]) -> RunEvent {
        .runPlanned(RunPlanned(workflow: "ci", runName: "ci", event: "push", ref: "refs/heads/main", sha: "ab", jobs: jobs))
    }

    private static func end(_ conclusion: Conclusion, _ outputs: [(name: String, value: String)] = []) -> JobEnd {
        JobEnd(conclusion: conclusion, outcome: conclusion, outputs: outputs)
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var events: [RunEvent]
        var jobs: [String]
        var conclusion: Conclusion
        var need: Conclusion?
    }

    static let cases = [
        Case(
            testDescription: "called jobs that were planned stay where they are",
            events: [
                planned([test, lint, JobKey(id: "z")]), .callStarted(build, CallStart(workflow: "x.yml", jobs: [test, lint])),
                .jobFinished(test, end(.success)), .jobFinished(lint, end(.success)), .callFinished(build, end(.success)),
            ], jobs: ["build / test", "build / lint", "z"], conclusion: .success, need: .success),
        Case(
            testDescription: "called jobs take the place of the job that calls",
            events: [
                planned([JobKey(id: "a"), build, JobKey(id: "z")]), .callStarted(build, CallStart(workflow: "x.yml", jobs: [test, lint])),
                .jobFinished(test, end(.failure)),
            ], jobs: ["a", "build / test", "build / lint", "z"], conclusion: .failure, need: nil),
        Case(
            testDescription: "a skipped job that calls stands for the jobs it would have called",
            events: [planned([test, lint, JobKey(id: "z")]), .jobFinished(build, end(.skipped))], jobs: ["build", "z"],
            conclusion: .skipped, need: .skipped),
        Case(
            testDescription: "a call fails of its own when its outputs can't be evaluated",
            events: [
                planned([test]), .callStarted(build, CallStart(workflow: "x.yml", jobs: [test])), .jobFinished(test, end(.success)),
                .callFinished(build, end(.failure)),
            ], jobs: ["build / test"], conclusion: .failure, need: .failure),
        Case(
            testDescription: "a call below a call is skipped",
            events: [
                planned([JobKey(caller: "build / inner", id: "x"), lint]),
                .callStarted(build, CallStart(workflow: "x.yml", jobs: [JobKey(caller: "build / inner", id: "x"), lint])),
                .jobFinished(JobKey(caller: "build", id: "inner"), end(.skipped)), .jobFinished(lint, end(.success)),
                .callFinished(build, end(.success)),
            ], jobs: ["build / inner", "build / lint"], conclusion: .success, need: .success),
    ]

    @Test(arguments: cases) func jobsAndResultsOfCalls(_ c: Case) {
        let state = RunState(replaying: c.events)
        #expect(state.jobs.map(\.key.description) == c.jobs)
        #expect(state.conclusionOfJobs == c.conclusion)
        #expect(state.need("build")?.conclusion == c.need)
    }

    @Test func aStoppedRunEndsItsCalls() {
        var state = RunState(replaying: [Self.planned([Self.test]), .callStarted(Self.build, CallStart(workflow: "x", jobs: [Self.test]))])
        state.endStopped()
        #expect(state.calls.map(\.end?.conclusion) == [.failure])
    }
}
