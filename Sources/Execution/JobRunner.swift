import Engines
import Events
import Expressions
import LinuxSystem
import Planning
import RunRecords
import Workflows

/// Runs one job: its workspace, its sandbox, its steps, its outputs.
struct JobRunner: Sendable {
    let request: RunRequest
    let planned: PlannedJob
    let settings: JobSettings
    let engine: EngineSelection.Choice
    let contexts: JobContextSource
    let control: JobControl
    /// With the run's secrets; what the job adds is its own.
    let mask: SharedSecretMask
    let recorder: RunRecorder

    /// Runs the job to its end.
    ///
    /// - Throws: `SystemError` when the run folder can't be written.
    func run() async throws -> JobEnd {
        let folder = try request.directory.createJobFolder(for: planned.key)
        let recordFolder = request.directory.jobPath(folder)
        let boundTree = request.bindsWorkTree ? request.workTree : nil
        let folders = JobFolders(
            jobFolder: recordFolder, repositoryName: request.plan.repository.name, boundWorkTree: boundTree)
        let start = JobStart(name: mask.mask(settings.name), engine: engine.engine.name, folder: folder)
        recorder.append(.jobStarted(planned.key, start))
        let parts = JobScope.Parts(
            request: request, planned: planned, folders: folders, control: control, mask: mask, recorder: recorder,
            recordFolder: recordFolder, showsDebug: contexts.showsDebug,
            actions: JobActions(request, folders: folders, source: planned.source),
            node: JobNode(
                request.node,
                isNeeded: request.rehearsal == nil
                    && planned.job.steps.usedActions.contains { !$0.isBuiltIn(usesReal: request.usesRealActions) },
                system: "\(engine.engine.name) \(engine.image ?? "")"))
        let end = await run(parts)
        await parts.actions.end()
        await BlockingWork.value { folders.remove() }
        return end
    }

    private func run(_ parts: JobScope.Parts) async -> JobEnd {
        let setUp = JobSetUp(parts: parts, settings: settings, engine: engine, contexts: contexts)
        do {
            let sandboxRequest = try setUp.prepare()
            // The workspace is filled while the sandbox is made: neither needs the other.
            let filling = Task { try await setUp.fill() }
            control.onCancel { filling.cancel() }
            do {
                return try await engine.engine.withSandbox(sandboxRequest) { sandbox in
                    try await filling.value
                    let (scope, progress) = try setUp.enter(sandbox)
                    let end = await runSteps(scope, progress)
                    if let error = scope.loss.error { throw error }
                    return end
                }
            } catch {
                // The folder that it fills is about to be removed.
                filling.cancel()
                _ = await filling.result
                throw error
            }
        } catch {
            let failure = JobFailure(error, mask: mask)
            if !parts.loss.settle(failure) { setUp.fail(failure) }
            let outcome: Conclusion = control.isCancelled || Task.isCancelled ? .cancelled : .failure
            return end(outcome: outcome, outputs: [], reason: control.cause.map(\.reason) ?? failure.reason)
        }
    }

    private func runSteps(_ scope: JobScope, _ progress: JobProgress) async -> JobEnd {
        var sequence = StepSequence(runner: StepRunner(scope: scope), progress: progress, firstNumber: 2)
        await sequence.begin(await scope.actions.withPre(planned.job.steps, in: scope.place.whereabouts))
        await sequence.run(planned.job.steps)
        let lastNumber = await sequence.finish(scope.place.posts)
        if scope.loss.error != nil { return end(outcome: .failure, outputs: [], reason: nil) }
        var progress = sequence.progress
        let completion = JobCompletion(scope: scope, number: lastNumber)
        let outputs = completion.run(&progress)
        return end(outcome: progress.status, outputs: outputs, reason: control.cause?.reason)
    }

    private func end(outcome: Conclusion, outputs: [(name: String, value: String)], reason: String?) -> JobEnd {
        let isForgiven = outcome == .failure && settings.continuesOnError
        return JobEnd(conclusion: isForgiven ? .success : outcome, outcome: outcome, outputs: outputs, reason: reason.map(mask.mask))
    }
}
