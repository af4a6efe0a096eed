import Expressions
import RunRecords
import Workflows

/// A step that uses an action: finds it and runs the part that is due.
struct ActionStep: Sendable {
    private let used: UsedAction
    private let run: StartedStep
    private let preparation: StepPreparation
    private let files: StepFiles
    private var scope: JobScope { run.scope }

    init(_ used: UsedAction, run: StartedStep, preparation: StepPreparation, files: StepFiles) {
        self.used = used
        self.run = run
        self.preparation = preparation
        self.files = files
    }

    func run(_ control: StepControl) async throws(EvaluationFailure) -> StepResult {
        switch run.placed.phase {
        case .main: return try await main(control)
        case .post(let call) where call.action.isBuiltIn: return try await post(of: call, control)
        case .pre(let call), .post(let call): return try await part(of: call, control)
        }
    }

    private func main(_ control: StepControl) async throws(EvaluationFailure) -> StepResult {
        if let rehearsal = scope.request.rehearsal { return try await play(rehearsal, control) }
        if let builtIn = BuiltInAction.meant(by: used.reference.value, usesReal: scope.request.usesRealActions) {
            return try await main(of: builtIn, control)
        }
        let (used, scope, run) = (used, scope, run)
        let action = try await control.ending { () throws(EvaluationFailure) in
            try await scope.actions.action(used, in: run.place.whereabouts, log: run.log)
        }
        let call = scope.calls.call(action, step: run.placed.step, place: run.place)
        return try await part(of: call, control)
    }

    private func main(of action: BuiltInAction, _ control: StepControl) async throws(EvaluationFailure) -> StepResult {
        let call = try await BuiltInCall(used, run: run, evaluation: preparation.evaluation)
        switch action {
        case .checkout:
            return try await control.ending { () throws(EvaluationFailure) in try await CheckoutAction(call: call).run() }
        case .uploadArtifact: return try await UploadArtifactAction(call: call, control: control).run()
        case .downloadArtifact: return try await DownloadArtifactAction(call: call, control: control).run()
        case .cache: return try await cache(call, control)
        case .cacheRestore, .cacheSave: return try await CacheAction(action: action, call: call, control: control).main()
        }
    }

    /// The one built-in action that does something after the job's steps, too.
    private func cache(_ builtIn: BuiltInCall, _ control: StepControl) async throws(EvaluationFailure) -> StepResult {
        let call = scope.calls.call(.builtIn(CacheAction.metadata), step: run.placed.step, place: run.place)
        call.register()
        let result = try await CacheAction(action: .cache, call: builtIn, control: control).main()
        call.save(result.saved)
        return result
    }

    private func post(of call: ActionCall, _ control: StepControl) async throws(EvaluationFailure) -> StepResult {
        let builtIn = try await BuiltInCall(used, run: run, evaluation: preparation.evaluation)
        return try await CacheAction(action: .cache, call: builtIn, control: control).post(call.saved)
    }

    private func part(of call: ActionCall, _ control: StepControl) async throws(EvaluationFailure) -> StepResult {
        let action = call.action
        let inputs = try await ActionInputs.evaluated(action, given: used.inputs, evaluation: preparation.evaluation)
        let isMain = if case .main = run.placed.phase { true } else { false }
        if isMain {
            inputs.warnings.forEach(run.warning)
            if action.root == .workspace, case .javaScript(let javaScript) = action.metadata.runs, javaScript.pre != nil {
                run.warning("`pre` execution is not supported for local action from '\(action.title)'")
            }
        }
        switch action.metadata.runs {
        case .javaScript(let javaScript):
            let step = JavaScriptStep(call: call, action: javaScript, inputs: inputs, run: run, preparation: preparation)
            let plan = try await step.plan()
            call.registerUnlessPost(run.placed.phase)
            let result = await StepProcess(plan, run: run, preparation: preparation, files: files).run(control)
            call.save(result.saved)
            return result
        case .composite(let steps):
            call.registerUnlessPost(run.placed.phase)
            let composite = CompositeStep(call: call, inputs: inputs, run: run, preparation: preparation)
            return try await composite.run(steps, control)
        case .docker(let docker):
            throw action.failure(docker.image.range, ContainerRefusal.message(action.title))
        }
    }
}

// Actions that are played.
extension ActionStep {
    /// Plays the action; a composite one of the work tree that has no part of its own to play is gone through.
    private func play(_ rehearsal: Rehearsal, _ control: StepControl) async throws(EvaluationFailure) -> StepResult {
        let given = try await BuiltInCall.texts(of: used, preparation.evaluation)
        guard let found = try await localAction(isPlayed: rehearsal.step(scene(given)) != nil) else { return await play(given, control) }
        let inputs = try await ActionInputs.evaluated(found, given: used.inputs, evaluation: preparation.evaluation)
        guard case .composite(let steps) = found.metadata.runs, rehearsal.step(scene(inputs.pairs)) == nil else {
            return await play(inputs.pairs, control)
        }
        let call = scope.calls.call(found, step: run.placed.step, place: run.place)
        return try await CompositeStep(call: call, inputs: inputs, run: run, preparation: preparation).run(steps, control)
    }

    /// The action of the work tree that the step uses, if it is one.
    ///
    /// - Parameter isPlayed: It needn't be there.
    private func localAction(isPlayed: Bool) async throws(EvaluationFailure) -> FoundAction? {
        guard used.isOfWorkspace(run.place.whereabouts) else { return nil }
        do throws(EvaluationFailure) {
            return try await scope.actions.action(used, in: run.place.whereabouts, log: run.log)
        } catch {
            if isPlayed { return nil }
            throw error
        }
    }

    private func process(_ inputs: [(name: String, value: String)]) -> StepProcess {
        let plan = ProcessPlan(
            title: "action \"\(used.reference.value)\"", heading: [], arguments: { _ in [] }, workingDirectory: scope.paths.workspace,
            inputs: inputs, variables: ActionInputs.variables(of: inputs))
        return StepProcess(plan, run: run, preparation: preparation, files: files)
    }

    private func scene(_ inputs: [(name: String, value: String)]) -> Rehearsal.Step {
        process(inputs).scene
    }

    private func play(_ inputs: [(name: String, value: String)], _ control: StepControl) async -> StepResult {
        await process(inputs).run(control)
    }
}

extension ActionCall {
    fileprivate func registerUnlessPost(_ phase: PlacedStep.Phase) {
        if case .post = phase { return }
        register()
    }
}
