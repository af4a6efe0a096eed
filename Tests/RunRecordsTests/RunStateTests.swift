import Expressions
import Planning
import Testing

@testable import RunRecords

@Suite struct RunStateTests {
    private static let build = JobKey(id: "build")
    private static let first = JobKey(id: "test", combination: "1")
    private static let second = JobKey(id: "test", combination: "2")

    private static func planned(_ keys: JobKey...) -> RunEvent {
        .runPlanned(RunPlanned(workflow: "w", runName: "r", event: "push", ref: "refs/heads/main", sha: "0", jobs: keys))
    }

    private static func started(_ key: JobKey) -> RunEvent { .jobStarted(key, JobStart(name: "n", engine: "host", folder: key.id)) }

    private static func ended(_ key: JobKey, _ conclusion: Conclusion, _ outputs: [(name: String, value: String)] = []) -> RunEvent {
        .jobFinished(key, JobEnd(conclusion: conclusion, outcome: conclusion, outputs: outputs))
    }

    @Test func jobsAndStepsGoFromWaitingToFinished() {
        var state = RunState(replaying: [Self.planned(Self.build)])
        #expect(state[Self.build]?.status == .waiting)
        state.apply(Self.started(Self.build), at: 10)
        state.apply(.stepStarted(Self.build, number: 1, StepStart(name: "s", id: "", log: "01-s.log")), at: 11)
        #expect(state[Self.build]?.status == .running)
        #expect(state[Self.build]?.steps.first?.status == .running)
        state.apply(.stepFinished(Self.build, number: 1, StepEnd(outcome: .success, conclusion: .success)), at: 12)
        state.apply(Self.ended(Self.build, .success), at: 13)
        state.apply(.runFinished(.success), at: 14)
        #expect(state[Self.build]?.steps.map(\.finishedAt) == [12])
        #expect(state[Self.build]?.finishedAt == 13)
        #expect(state.conclusion == .success)
        #expect(state.finishedAt == 14)
    }

    struct Merge: CustomTestStringConvertible {
        var testDescription: String
        var legs: [Conclusion]
        var merged: Conclusion
    }

    @Test(arguments: [
        Merge(testDescription: "failure is worst", legs: [.success, .cancelled, .failure], merged: .failure),
        Merge(testDescription: "then cancelled", legs: [.cancelled, .success], merged: .cancelled),
        Merge(testDescription: "then not run", legs: [.notRun, .success], merged: .notRun),
        Merge(testDescription: "skipped only when all are", legs: [.skipped, .skipped], merged: .skipped),
        Merge(testDescription: "one skipped does not matter", legs: [.skipped, .success], merged: .success),
    ])
    func theJobsOfAMatrixHaveOneResult(_ c: Merge) {
        let keys = c.legs.indices.map { JobKey(id: "m", combination: "\($0)") }
        var state = RunState()
        state.apply(.runPlanned(RunPlanned(workflow: "w", runName: "r", event: "push", ref: "", sha: "", jobs: keys)))
        for (key, conclusion) in zip(keys, c.legs) {
            #expect(state.need("m") == nil)
            state.apply(Self.ended(key, conclusion))
        }
        // What depends on a job that was not run must not take it for harmless.
        #expect(state.need("M")?.conclusion == (c.merged == .notRun ? .failure : c.merged))
        #expect(state.conclusionOfJobs == c.merged)
    }

    @Test func theLastLegToSetANonEmptyOutputWins() {
        let state = RunState(replaying: [
            Self.planned(Self.first, Self.second), Self.ended(Self.second, .success, [("a", "2"), ("b", "2")]),
            Self.ended(Self.first, .success, [("a", "1"), ("b", ""), ("c", "1")]),
        ])
        #expect(state.need("test")?.outputs.map { "\($0.name)=\($0.value)" } == ["a=1", "b=2", "c=1"])
    }

    @Test func anExpansionTakesItsJobsPlace() {
        let last = JobKey(id: "last")
        let expansion = [Self.first, Self.second].map { JobExpansion(key: $0, matrix: .null) }
        let state = RunState(replaying: [
            Self.planned(Self.build, JobKey(id: "test"), last), .jobExpanded(id: "test", combinations: expansion),
        ])
        #expect(state.jobs.map(\.key) == [Self.build, Self.first, Self.second, last])
        #expect(state[last]?.key == last)
    }

    @Test func aStoppedRunnerFailsWhatRan() {
        var state = RunState(replaying: [
            Self.planned(Self.build, Self.first), Self.started(Self.build),
            .stepStarted(Self.build, number: 1, StepStart(name: "s", id: "", log: "l")),
        ])
        state.endStopped()
        #expect(state[Self.build]?.end?.reason == "the runner stopped")
        #expect(state[Self.build]?.end?.conclusion == .failure)
        #expect(state[Self.build]?.steps.first?.end?.outcome == .failure)
        #expect(state[Self.first]?.end?.conclusion == .notRun)
        #expect(state.conclusion == .failure)
        #expect(state.wasStopped)
    }

    @Test func aFinishedRunIsNotStopped() {
        var state = RunState(replaying: [Self.planned(Self.build), Self.ended(Self.build, .skipped), .runFinished(.success)])
        state.endStopped()
        #expect(!state.wasStopped)
        #expect(state.conclusion == .success)
    }

    @Test func aCancelledRunIsCancelledEvenWithFailures() {
        let state = RunState(replaying: [
            Self.planned(Self.first, Self.second), .runCancelled(reason: "Ctrl-C"), Self.ended(Self.first, .failure),
            Self.ended(Self.second, .cancelled),
        ])
        #expect(state.conclusionOfJobs == .cancelled)
    }

    @Test func eventsOutOfPlaceAreTakenAsFarAsTheyGo() {
        let state = RunState(replaying: [
            .stepFinished(Self.build, number: 3, StepEnd(outcome: .skipped, conclusion: .skipped)),
            .stepStarted(Self.build, number: 1, StepStart(name: "s", id: "", log: "l")), .unknown(kind: "x", record: .null),
        ])
        #expect(state[Self.build]?.steps.map(\.number) == [1, 3])
        #expect(state.need("none") == nil)
    }
}
