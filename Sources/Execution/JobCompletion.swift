import Expressions
import Planning
import RunRecords
import Workflows

/// The step "Complete job": evaluates the job's outputs.
struct JobCompletion {
    let scope: JobScope
    let number: Int

    static let name = "Complete job"

    /// - Returns: The outputs, without empty ones and without those that hold a secret.
    func run(_ progress: inout JobProgress) -> [(name: String, value: String)] {
        let file = RunDirectory.logName(number: number, name: Self.name)
        let log = scope.log(number: number, file: file)
        scope.record(.stepStarted(scope.planned.key, number: number, StepStart(name: Self.name, id: "__complete", log: file)))
        var end = StepEnd(outcome: .success, conclusion: .success)
        var outputs: [(name: String, value: String)] = []
        do throws(EvaluationFailure) {
            outputs = try evaluate(progress, log)
        } catch {
            say(.error, error.description, log)
            end = StepEnd(outcome: .failure, conclusion: .failure, reason: scope.mask.mask(error.description))
            progress.worsen(by: .failure)
        }
        log.say("Cleaning up orphan processes")
        do {
            try log.close()
        } catch {
            scope.recorder.fail(error)
        }
        scope.record(.stepFinished(scope.planned.key, number: number, end))
        return outputs
    }

    private func evaluate(_ progress: JobProgress, _ log: StepLog) throws(EvaluationFailure) -> [(name: String, value: String)] {
        guard !scope.planned.job.outputs.isEmpty else { return [] }
        log.say("Evaluate and set job outputs")
        var view = JobContexts.StepView(env: progress.env, progress: progress)
        view.isCancelled = scope.control.isCancelled
        let evaluation = scope.contexts.evaluation(view, hashRoot: scope.folders.workspace)
        var outputs: [(name: String, value: String)] = []
        for output in scope.planned.job.outputs {
            let value = try evaluation.text(output.value)
            if value.isEmpty { continue }
            if scope.mask.mask(value) != value {
                say(.warning, "Skip output '\(output.name.value)' since it may contain secret.", log)
                continue
            }
            log.say("Set output '\(output.name.value)'")
            outputs.append((output.name.value, value))
        }
        return outputs
    }

    private func say(_ level: Annotation.Level, _ message: String, _ log: StepLog) {
        log.say("##[\(level.rawValue)]\(message)")
        var annotation = Annotation(level: level, message: scope.mask.mask(message))
        annotation.step = number
        scope.record(.annotationAdded(scope.planned.key, annotation))
    }
}
