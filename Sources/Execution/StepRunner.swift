import Engines
import Events
import Expressions
import Planning
import RunRecords
import Workflows

/// Runs single steps: `run` scripts and the built-in actions.
struct StepRunner: Sendable {
    let scope: JobScope

    /// Runs a step from its condition to its conclusion, with all records.
    ///
    /// - Parameters:
    ///   - progress: What the steps before have led to.
    ///   - control: Ends the step early; the job's control is told of it while the step runs.
    ///   - steer: What a step does that only steers others: waits for them, cancels them; gives what it takes over from them.
    func run(
        _ placed: PlacedStep, after progress: JobProgress, control: StepControl = StepControl(),
        steer: () async -> AwaitedResults = { AwaitedResults() }
    ) async -> StepResult {
        let files = StepFiles(folder: scope.paths.commands, token: scope.token, number: placed.number)
        let view = view(of: placed.step, progress, files)
        let preparation = await prepare(placed.step, view)
        var isSkipped = Task.isCancelled || scope.loss.error != nil
        if case .skipped = preparation.verdict { isSkipped = true }
        // A job that is killed, or has lost its sandbox, runs nothing more, whatever the conditions say.
        if isSkipped {
            recordSkipped(placed, name: preparation.name)
            return .skipped
        }
        let run = StartedStep(scope: scope, placed: placed, name: preparation.name)
        control.setCondition { continuesWhenCancelled(placed.step, view, preparation.env) }
        scope.control.enter(control, number: placed.number)
        defer { scope.control.leave(number: placed.number) }

        var result: StepResult
        if case .fails(let failure) = preparation.verdict {
            result = run.failed(failure)
        } else {
            do throws(EvaluationFailure) {
                result = try await execute(run, preparation, files, control)
                if placed.step.action.isSteering { await steer().pass(to: &result) }
            } catch {
                result = run.failed(error)
            }
        }
        if result.isLost { return result }
        applyContinueOnError(&result, placed.step, preparation.evaluation, run)
        run.finish(result.end)
        return result
    }

    /// For names of steps of which nothing else is evaluated.
    var bareEvaluation: TemplateEvaluation {
        scope.contexts.evaluation()
    }

    /// Records a step that did not run.
    func recordSkipped(_ placed: PlacedStep, name: String) {
        let name = scope.mask.mask(name)
        let scope = scope
        scope.loss.afterwards {
            scope.record(.stepStarted(scope.planned.key, number: placed.number, StepStart(name: name, id: placed.step.id, log: "")))
            scope.record(.stepFinished(scope.planned.key, number: placed.number, StepResult.skipped.end))
        }
    }

    private func view(of step: Step, _ progress: JobProgress, _ files: StepFiles) -> JobContexts.StepView {
        var github: [(String, Value)] = [("action", .string(step.id))]
        for kind in StepFiles.Kind.allCases { github.append((kind.property, .string(files.path(kind)))) }
        return JobContexts.StepView(env: progress.env, progress: progress, github: github, isCancelled: scope.control.isCancelled)
    }

    private func prepare(_ step: Step, _ view: JobContexts.StepView) async -> StepPreparation {
        guard step.readsDisk else { return StepPreparation(step, view: view, scope: scope) }
        let scope = scope
        return await BlockingWork.value { StepPreparation(step, view: view, scope: scope) }
    }

    /// Evaluates the condition again, in a cancelled job. One that can't be evaluated ends the step.
    private func continuesWhenCancelled(_ step: Step, _ view: JobContexts.StepView, _ env: OrderedVariables) -> Bool {
        var view = view
        view.env = env
        view.isCancelled = true
        let evaluation = scope.contexts.evaluation(view, hashRoot: scope.folders.workspace)
        return (try? StepPreparation.holds(step.condition, evaluation, place: step)) ?? false
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
            let process = try StepProcess(script, run: run, preparation: preparation, files: files)
            result = await process.run(control)
        case .uses(let action):
            result = try await CheckoutAction(action, run: run, evaluation: preparation.evaluation).run()
        case .wait, .waitAll, .cancel, .parallel:
            result = StepResult(end: StepEnd(outcome: .success, conclusion: .success))
        }
        if let cause = control.cause, !result.isLost { run.end(&result, by: cause, timeout: minutes ?? 0) }
        return result
    }

    /// Turns the failure of a step with `continue-on-error` into a success; evaluated only when it matters.
    private func applyContinueOnError(_ result: inout StepResult, _ step: Step, _ evaluation: TemplateEvaluation, _ run: StartedStep) {
        guard result.end.outcome == .failure, let template = step.continueOnError else { return }
        do throws(EvaluationFailure) {
            if try evaluation.flag(template) { result.end.conclusion = .success }
        } catch {
            run.error(error.description)
        }
    }
}

/// A step that has begun: its log, its annotations, its records.
struct StartedStep: Sendable {
    let scope: JobScope
    let placed: PlacedStep
    let log: StepLog
    /// The display name, masked.
    let name: String

    /// Records that the step starts.
    init(scope: JobScope, placed: PlacedStep, name: String) {
        self.scope = scope
        self.placed = placed
        self.name = scope.mask.mask(name)
        let file = RunDirectory.logName(number: placed.number, name: self.name)
        log = scope.log(number: placed.number, file: file)
        scope.record(.stepStarted(scope.planned.key, number: placed.number, StepStart(name: self.name, id: placed.step.id, log: file)))
    }

    /// Writes an error to the log and attaches it to the run.
    func error(_ message: String) {
        log.say("##[error]\(message)")
        annotate(Annotation(level: .error, message: message))
    }

    func warning(_ message: String) {
        log.say("##[warning]\(message)")
        annotate(Annotation(level: .warning, message: message))
    }

    /// Records an annotation; its texts are masked here.
    func annotate(_ annotation: Annotation) {
        var annotation = annotation
        annotation.message = scope.mask.mask(annotation.message)
        annotation.step = placed.number
        scope.record(.annotationAdded(scope.planned.key, annotation))
    }

    func failed(_ failure: EvaluationFailure) -> StepResult {
        error(failure.description)
        return StepResult(end: StepEnd(outcome: .failure, conclusion: .failure, reason: scope.mask.mask(failure.description)))
    }

    /// What becomes of the result when the step was ended early. A timeout is a failure, unlike a job's.
    func end(_ result: inout StepResult, by cause: StepControl.Cause, timeout: Double) {
        let status = result.end.exitStatus
        switch cause {
        case .timedOut:
            let reason = "timed out after \(ElapsedText.minutes(timeout))"
            error("The step \(reason).")
            result.end = StepEnd(outcome: .failure, conclusion: .failure, exitStatus: status, reason: reason)
        case .jobCancelled:
            let reason = scope.control.cause?.reason ?? "the job was cancelled"
            error("The operation was canceled: \(reason).")
            result.end = StepEnd(outcome: .cancelled, conclusion: .cancelled, exitStatus: status, reason: reason)
        case .cancelledByStep:
            log.say("Cancelled by a later step.")
            result.end = StepEnd(outcome: .cancelled, conclusion: .cancelled, exitStatus: status, reason: "cancelled by a later step")
            result.wasCancelledByStep = true
        }
    }

    /// Ends a step under which the sandbox died.
    ///
    /// - Parameter says: Say why, too: the first step does it for all.
    func endLost(_ failure: JobFailure, says: Bool) {
        if says {
            log.say(failure.lines)
            for annotation in failure.annotations(step: placed.number) { scope.record(.annotationAdded(scope.planned.key, annotation)) }
        }
        finish(StepEnd(outcome: .failure, conclusion: .failure, reason: failure.reason))
    }

    /// Closes the log and records the end; its reason is masked here, it may tell of folders and programs.
    func finish(_ end: StepEnd) {
        var end = end
        end.reason = end.reason.map(scope.mask.mask)
        do {
            try log.close()
        } catch {
            scope.recorder.fail(error)
        }
        scope.record(.stepFinished(scope.planned.key, number: placed.number, end))
    }
}
