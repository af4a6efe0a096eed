import Engines
import Events
import Expressions
import LinuxSystem
import Planning
import RunRecords
import Workflows

/// Runs single steps, of a job or of a composite action.
struct StepRunner: Sendable {
    let scope: JobScope
    let place: StepPlace

    /// The steps of the job itself.
    init(scope: JobScope) {
        self.init(scope: scope, place: scope.place)
    }

    init(scope: JobScope, place: StepPlace) {
        self.scope = scope
        self.place = place
    }

    /// Runs a step of the job from its condition to its conclusion, with all records.
    ///
    /// - Parameters:
    ///   - progress: What the steps before have led to.
    ///   - control: Ends the step early; the job's control is told of it while the step runs.
    ///   - steer: What a step does that only steers others: waits for them, cancels them; gives what it takes over from them.
    func run(
        _ placed: PlacedStep, after progress: JobProgress, control: StepControl = StepControl(),
        steer: () async -> AwaitedResults = { AwaitedResults() }
    ) async -> StepResult {
        let files = StepFiles(folder: scope.paths.commands, token: scope.token, label: "\(placed.number)")
        let preparation = await prepare(placed, progress, files)
        if isSkipped(preparation) {
            let result = await skipped(placed, preparation)
            recordSkipped(placed, name: preparation.name, result)
            tell(placed, result)
            return result
        }
        let run = StartedStep(scope: scope, place: place, placed: placed, name: preparation.name)
        setCondition(of: control, placed, preparation)
        scope.control.enter(control)
        defer { scope.control.leave(control) }
        let result = await perform(run, preparation, files, control, steer: steer)
        if !result.isLost { run.finish(result.end) }
        tell(placed, result)
        return result
    }

    /// Runs a step of a composite action; its output goes into the log of the job's step that uses the action.
    ///
    /// - Parameter around: Of the step that uses the action: what ends that one ends this one.
    func run(_ placed: PlacedStep, inside outer: StartedStep, after progress: JobProgress, around: StepControl) async -> StepResult {
        let files = StepFiles(folder: scope.paths.commands, token: scope.token, label: "\(placed.number)-\(scope.nextInnerNumber())")
        let preparation = await prepare(placed, progress, files)
        if isSkipped(preparation) {
            if scope.request.rehearsal != nil { tell(placed, await skipped(placed, preparation)) }
            return .skipped
        }
        let control = StepControl()
        setCondition(of: control, placed, preparation)
        around.onCancel { control.wasEndedAround(around.cause) }
        let result = await perform(outer.entering(placed, at: place), preparation, files, control)
        tell(placed, result)
        return result
    }

    /// For names of steps of which nothing else is evaluated.
    var bareEvaluation: TemplateEvaluation {
        place.contexts.evaluation()
    }

    /// Records a step that did not run.
    func recordSkipped(_ placed: PlacedStep, name: String, _ result: StepResult = .skipped) {
        let name = scope.mask.mask(name)
        let scope = scope
        scope.loss.afterwards {
            scope.record(.stepStarted(scope.planned.key, number: placed.number, StepStart(name: name, id: placed.step.id, log: "")))
            scope.record(.stepFinished(scope.planned.key, number: placed.number, result.end))
        }
    }

    /// A job that is killed, or has lost its sandbox, runs nothing more, whatever the conditions say.
    private func isSkipped(_ preparation: StepPreparation) -> Bool {
        if case .skipped = preparation.verdict { return true }
        return Task.isCancelled || scope.loss.error != nil
    }

    /// The result of a step whose condition is false, with how that came about.
    private func skipped(_ placed: PlacedStep, _ preparation: StepPreparation) async -> StepResult {
        var result = StepResult.skipped
        guard case .skipped = preparation.verdict else { return result }
        let mask = scope.mask
        let trace = { @Sendable in preparation.trace(placed) { mask.mask($0) } }
        result.end.condition = placed.readsDisk ? await BlockingWork.value(trace) : trace()
        return result
    }

    private func prepare(_ placed: PlacedStep, _ progress: JobProgress, _ files: StepFiles) async -> StepPreparation {
        var github: [(String, Value)] = [("action", .string(place.name(of: placed.step)))]
        for kind in StepFiles.Kind.allCases { github.append((kind.property, .string(files.path(kind)))) }
        var view = JobContexts.StepView(env: progress.env, progress: progress, github: github, isCancelled: scope.control.isCancelled)
        for (name, value) in place.env { view.env.set(name, value) }
        let (seen, place, root) = (view, place, scope.folders.workspace)
        guard placed.readsDisk else { return StepPreparation(placed, at: place, view: seen, hashRoot: root) }
        return await BlockingWork.value { StepPreparation(placed, at: place, view: seen, hashRoot: root) }
    }

    /// In a cancelled job the condition is evaluated again. One that can't be evaluated ends the step.
    private func setCondition(of control: StepControl, _ placed: PlacedStep, _ preparation: StepPreparation) {
        let root = scope.folders.workspace
        control.setCondition {
            var view = preparation.view
            view.isCancelled = true
            if view.progress.isOfAction { view.progress.worsen(by: .cancelled) }
            let evaluation = place.contexts.evaluation(view, hashRoot: root)
            return (try? StepPreparation.holds(placed, evaluation)) ?? false
        }
    }

    private func perform(
        _ run: StartedStep, _ preparation: StepPreparation, _ files: StepFiles, _ control: StepControl,
        steer: () async -> AwaitedResults = { AwaitedResults() }
    ) async -> StepResult {
        var result: StepResult
        if case .fails(let failure) = preparation.verdict {
            result = run.failed(failure)
        } else {
            do throws(EvaluationFailure) {
                result = try await execute(run, preparation, files, control)
                if run.placed.step.action.isSteering { await steer().pass(to: &result) }
            } catch {
                result = run.failed(error)
            }
        }
        if !result.isLost { applyContinueOnError(&result, preparation.evaluation, run) }
        return result
    }

    private func execute(
        _ run: StartedStep, _ preparation: StepPreparation, _ files: StepFiles, _ control: StepControl
    ) async throws(EvaluationFailure) -> StepResult {
        let step = run.placed.step
        let minutes =
            try step.timeoutMinutes.map { template throws(EvaluationFailure) in try preparation.evaluation.number(template) } ?? nil
        let timer = minutes.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }.map { minutes in
            Task {
                try await Task.sleep(for: .seconds(minutes * 60))
                control.cancel(.timedOut)
            }
        }
        defer { timer?.cancel() }
        var result: StepResult
        switch step.action {
        case .run(let script):
            let script = try ScriptStep(script, run: run, preparation: preparation)
            result = await StepProcess(script.plan, run: run, preparation: preparation, files: files).run(control)
        case .uses(let action):
            do throws(EvaluationFailure) {
                result = try await ActionStep(action, run: run, preparation: preparation, files: files).run(control)
            } catch  where control.cause == nil {
                throw error
            } catch {
                // What was cut short complains of that.
                result = StepResult(end: StepEnd(outcome: .failure, conclusion: .failure))
            }
        case .wait, .waitAll, .cancel, .parallel:
            result = StepResult(end: StepEnd(outcome: .success, conclusion: .success))
        }
        if let cause = control.cause, !result.isLost { run.end(&result, by: cause, timeout: minutes ?? 0) }
        return result
    }

    /// Turns the failure of a step with `continue-on-error` into a success; evaluated only when it matters.
    private func applyContinueOnError(_ result: inout StepResult, _ evaluation: TemplateEvaluation, _ run: StartedStep) {
        guard result.end.outcome == .failure, let template = run.placed.step.continueOnError else { return }
        do throws(EvaluationFailure) {
            if try evaluation.flag(template) { result.end.conclusion = .success }
        } catch {
            run.error(error.description)
        }
    }
}
