import Expressions
import RunRecords
import Synchronization
import Workflows

/// A composite action: its steps, one after another, in the log of the step that uses it.
struct CompositeStep: Sendable {
    let call: ActionCall
    let inputs: ActionInputs
    let run: StartedStep
    let preparation: StepPreparation
    private var scope: JobScope { run.scope }

    /// Runs the part that is due: the steps, or the `pre` or `post` parts of the actions that they use.
    func run(_ written: [Step], _ control: StepControl) async throws(EvaluationFailure) -> StepResult {
        let place = run.place.inside(call, folder: call.action.folder(scope.paths), inputs: inputs.context, env: preparation.ownEnv)
        var steps = Steps(runner: StepRunner(scope: scope, place: place), outer: run, progress: preparation.view.progress)
        switch run.placed.phase {
        case .main:
            run.log.say(inputs.heading(call.action.title, env: preparation.env))
            try await main(written, &steps, control)
        case .pre: await pre(written, &steps, control)
        case .post: await post(&steps, control)
        }
        return steps.result
    }

    private func main(_ written: [Step], _ steps: inout Steps, _ control: StepControl) async throws(EvaluationFailure) {
        let place = steps.runner.place
        if scope.request.rehearsal == nil {
            let (scope, log) = (scope, run.log)
            try await control.ending { () throws(EvaluationFailure) in
                try await scope.actions.prepare(written, in: place.whereabouts, log: log)
            }
        }
        steps.progress = steps.progress.atStartOfAction
        for step in written {
            guard await steps.run(PlacedStep(number: run.placed.number, step: step), control) else { break }
        }
        call.steps = steps.progress.stepsContext
        if !steps.result.isLost { try evaluateOutputs(&steps, place) }
    }

    private func pre(_ written: [Step], _ steps: inout Steps, _ control: StepControl) async {
        let place = steps.runner.place
        steps.progress = steps.progress.besideAction(steps: .object([]))
        for step in await scope.actions.withPre(written, in: place.whereabouts) {
            let inner = scope.calls.call(step.action, step: step.step, place: place)
            guard await steps.run(PlacedStep(number: run.placed.number, step: step.step, phase: .pre(inner)), control) else { break }
        }
    }

    private func post(_ steps: inout Steps, _ control: StepControl) async {
        steps.progress = steps.progress.besideAction(steps: call.steps)
        for inner in call.inner.takeAll() {
            steps.runner = StepRunner(scope: scope, place: inner.place)
            guard await steps.run(PlacedStep(number: run.placed.number, step: inner.step, phase: .post(inner)), control) else { break }
        }
    }

    /// Also after a failure, as on GitHub.
    private func evaluateOutputs(_ steps: inout Steps, _ place: StepPlace) throws(EvaluationFailure) {
        var view = preparation.view
        view.progress = steps.progress
        view.env = steps.progress.env
        for (name, value) in place.env { view.env.set(name, value) }
        view.isCancelled = scope.control.isCancelled
        let evaluation = place.contexts.evaluation(view, hashRoot: scope.folders.workspace)
        for output in call.action.metadata.outputs {
            guard let template = output.value else { continue }
            steps.result.outputs.append((output.name.value, try evaluation.text(template)))
        }
    }
}

extension CompositeStep {
    /// Steps inside an action, and what they lead to.
    fileprivate struct Steps {
        var runner: StepRunner
        let outer: StartedStep
        var progress: JobProgress
        var result = StepResult(end: StepEnd(outcome: .success, conclusion: .success))

        init(runner: StepRunner, outer: StartedStep, progress: JobProgress) {
            self.runner = runner
            self.outer = outer
            self.progress = progress
        }

        /// Runs one step.
        ///
        /// - Parameter around: Of the step that uses the action: what ends that one ends this one.
        /// - Returns: False where no more step can run.
        mutating func run(_ placed: PlacedStep, _ around: StepControl) async -> Bool {
            switch around.cause {
            case .timedOut, .cancelledByStep, .endedAround: return false
            case .jobCancelled: progress.worsen(by: .cancelled)
            case nil: break
            }
            let step = await runner.run(placed, inside: outer, after: progress, around: around)
            if step.isLost {
                result.isLost = true
                return false
            }
            var id: String?
            if case .main = placed.phase, placed.step.hasExplicitID { id = placed.step.id }
            progress.apply(step, id: id)
            take(step)
            return true
        }

        private mutating func take(_ step: StepResult) {
            result.env += step.env
            result.paths += step.paths
            result.tellsOfItsEnd = result.tellsOfItsEnd || step.tellsOfItsEnd
            switch step.end.conclusion {
            case .failure where result.end.outcome == .success: result.end = step.end
            case .cancelled where result.end.outcome != .cancelled: result.end = step.end
            default: break
            }
        }
    }
}
