import Engines
import Planning
import RunRecords
import Workflows

// Processes that are played: what one leaves goes the same way as that of a real one.
extension StepProcess {
    /// The step as a rehearsal is told of it.
    var scene: Rehearsal.Step {
        var scene = Rehearsal.Step(
            job: run.scope.planned.key, identifier: run.place.prefix + run.placed.step.id, environment: environment, inputs: plan.inputs)
        guard case .run = run.placed.step.action else { return scene }
        scene.script = plan.script?.text
        scene.shell = plan.arguments("{0}").joined(separator: " ")
        scene.workingDirectory = plan.workingDirectory
        return scene
    }

    func play(_ rehearsal: Rehearsal, _ control: StepControl, _ output: StepOutput) async -> ProcessResult {
        guard let play = rehearsal.step(scene) else { return ProcessResult(status: .exited(0)) }
        for line in play.log {
            Array("\(line)\n".utf8).withUnsafeBytes { output.take(.standardOutput, $0) }
        }
        if play.timesOut { control.cancel(.timedOut) }
        if play.isCancelled {
            run.scope.request.control.cancel(reason: "the test cancels the run")
            await run.scope.control.untilCancelled()
            control.considerCancelledJob()
        }
        return ProcessResult(status: .exited(play.exitStatus), files: files(of: play))
    }

    private func files(of play: Rehearsal.Play) -> [String: ProcessResult.Collected] {
        let delimiter = run.scope.token
        let pairs = { (pairs: [(name: String, value: String)]) in
            pairs.map { "\($0.name)<<\(delimiter)\n\($0.value)\n\(delimiter)\n" }.joined()
        }
        var contents: [String: ProcessResult.Collected] = [:]
        for (kind, text) in [
            (StepFiles.Kind.output, pairs(play.outputs)), (.env, pairs(play.env)), (.summary, play.summary),
            (.path, play.paths.map { $0 + "\n" }.joined()),
        ] {
            contents[files.path(kind)] = .contents(Array(text.utf8))
        }
        return contents
    }
}

extension StepRunner {
    /// Tells the rehearsal, if this is one, how a step ended.
    func tell(_ placed: PlacedStep, _ result: StepResult) {
        guard case .main = placed.phase else { return }
        scope.request.rehearsal?.stepEnded(
            Rehearsal.StepResult(
                job: scope.planned.key, identifier: place.prefix + placed.step.id, end: result.end, outputs: result.outputs))
    }
}
