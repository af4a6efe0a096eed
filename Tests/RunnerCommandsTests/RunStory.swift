import Execution
import Planning
import RunRecords

@testable import RunnerCommands

/// A run told as notices, for the tests of the views: times are seconds after an origin.
struct RunStory {
    var notices: [RunNotice] = []
    private var sequence = 0
    static let origin = 1_773_480_000.0
    static let label = RunLabel(id: 12, workflow: "ci", folder: ".runner/runs/000012")

    mutating func record(_ event: RunEvent, at time: Double) {
        sequence += 1
        notices.append(.record(RunRecord(sequence: sequence, time: Self.origin + time, event: event)))
    }

    mutating func print(_ key: JobKey, _ step: Int, _ texts: [String], stream: LogStream = .standardOutput) {
        var batch = LogBatch(microseconds: 0)
        for text in texts { batch.append(text, stream: stream) }
        notices.append(.log(key, step: step, batch))
    }

    /// Two jobs: build succeeds, test fails in its third step, docs can't run, deploy is skipped.
    static func failed() -> RunStory {
        var story = running()
        let test = JobKey(id: "test", combination: "linux, 6")
        story.print(test, 3, ["FAIL parser_test", "\u{1B}]0;owned\u{07}make: *** [test] Error 2"])
        var annotation = Annotation(level: .error, message: "expected ';'")
        (annotation.file, annotation.line, annotation.column, annotation.step) = ("src/a.c", 12, 3, 3)
        story.record(.annotationAdded(test, annotation), at: 6)
        story.record(.stepFinished(test, number: 3, StepEnd(outcome: .failure, conclusion: .failure, exitStatus: 2)), at: 6.5)
        story.record(.jobFinished(test, JobEnd(conclusion: .failure, outcome: .failure)), at: 6.6)
        let docs = JobEnd(conclusion: .notRun, outcome: .notRun, reason: "no engine serves \"windows-latest\" (ci.yml:12:14)")
        story.record(.jobFinished(JobKey(id: "docs"), docs), at: 6.7)
        story.record(.jobFinished(JobKey(id: "deploy"), JobEnd(conclusion: .skipped, outcome: .skipped)), at: 6.7)
        story.record(.runFinished(.failure), at: 6.8)
        return story
    }

    /// The same, while the third step of test runs.
    static func running() -> RunStory {
        var story = RunStory()
        let (build, test) = (JobKey(id: "build"), JobKey(id: "test", combination: "linux, 6"))
        let keys = [build, test, JobKey(id: "docs"), JobKey(id: "deploy")]
        story.record(
            .runPlanned(RunPlanned(workflow: "ci", runName: "ci", event: "push", ref: "refs/heads/main", sha: "0", jobs: keys)), at: 0)
        story.record(.jobStarted(build, JobStart(name: "build", engine: "sandbox", folder: "build")), at: 0.1)
        story.record(.stepStarted(build, number: 1, StepStart(name: "Set up job", id: "", log: "01-set-up-job.log")), at: 0.1)
        story.record(.stepFinished(build, number: 1, StepEnd(outcome: .success, conclusion: .success)), at: 0.2)
        story.record(.jobFinished(build, JobEnd(conclusion: .success, outcome: .success)), at: 2.5)
        story.record(.jobStarted(test, JobStart(name: "test (linux, 6)", engine: "sandbox", folder: "test-linux-6")), at: 2.5)
        story.record(.stepStarted(test, number: 2, StepStart(name: "Style", id: "", log: "02-style.log")), at: 2.6)
        let allowed = StepEnd(outcome: .failure, conclusion: .success, exitStatus: 1)
        story.record(.stepFinished(test, number: 2, allowed), at: 3)
        story.record(.stepStarted(test, number: 3, StepStart(name: "Run make test", id: "", log: "03-run-make-test.log")), at: 3)
        story.print(test, 3, ["##[group]Compile"])
        story.print(test, 3, ["cc -c a.c", "cc -c b.c"])
        story.print(test, 3, ["##[endgroup]"])
        story.print(test, 3, ["running 12 tests", "\u{1B}[32mok\u{1B}[0m lexer_test"])
        return story
    }

    func picture() -> RunPicture {
        notices.reduce(into: RunPicture()) { $0.apply($1) }
    }
}
