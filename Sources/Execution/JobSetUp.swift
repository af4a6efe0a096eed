import Engines
import Events
import Expressions
import GitRepositories
import LinuxSystem
import Planning
import RunRecords
import Synchronization
import Workflows

/// The step "Set up job": the workspace, the sandbox, the job's env.
final class JobSetUp: Sendable {
    private let parts: JobScope.Parts
    private let settings: JobSettings
    private let engine: EngineSelection.Choice
    private let contexts: JobContextSource
    private let log: StepLog
    private let hasEnded = Mutex(false)
    private var key: JobKey { parts.planned.key }

    static let name = "Set up job"

    /// Records that the step starts.
    init(parts: JobScope.Parts, settings: JobSettings, engine: EngineSelection.Choice, contexts: JobContextSource) {
        self.parts = parts
        self.settings = settings
        self.engine = engine
        self.contexts = contexts
        let file = RunDirectory.logName(number: 1, name: Self.name)
        let place = (job: parts.planned.key, step: 1)
        log = StepLog(path: "\(parts.recordFolder)/\(file)", place: place, mask: parts.mask, observer: parts.recorder.observer)
        parts.recorder.append(.stepStarted(parts.planned.key, number: 1, StepStart(name: Self.name, id: "__setup", log: file)))
    }

    /// Downloads the actions of the job, and fills the workspace of one without a checkout: a copy of the work tree.
    func fill() async throws {
        if parts.request.rehearsal != nil { return }
        let steps = parts.planned.job.steps
        let place = JobActions.Whereabouts(file: contexts.evaluation.file)
        try await parts.actions.prepare(steps, in: place, log: log)
        if !parts.request.bindsWorkTree, await !parts.actions.checkOut(steps, in: place) { try await copyWorkTree() }
    }

    /// Makes the folders.
    func prepare() throws -> SandboxRequest {
        announce()
        let request = parts.request
        if request.rehearsal == nil { try parts.folders.make() }
        var sandbox = SandboxRequest(
            name: "run \(request.directory.id), job \(key)", mounts: parts.folders.mounts + parts.node.mounts,
            scratch: parts.folders.scratch)
        sandbox.limits = request.limits
        sandbox.network = request.network
        sandbox.exposedPaths = request.exposedPaths
        return sandbox
    }

    /// Evaluates what all steps share, and ends the step.
    func enter(_ sandbox: any Sandbox) throws -> (JobScope, JobProgress) {
        let paths = parts.folders.inside(sandbox)
        let contexts = contexts.job(parts, paths: paths, surroundings: sandbox.surroundings)
        var progress = JobProgress()
        progress.env = try env(contexts)
        let scope = try JobScope(parts, sandbox: sandbox, contexts: contexts, env: progress.env)
        log.say("Complete job name: \(settings.name)")
        finish(StepEnd(outcome: .success, conclusion: .success))
        return (scope, progress)
    }

    /// Ends the step, or the job if the step has ended well, with an error.
    func fail(_ failure: JobFailure) {
        if !hasEnded.withLock({ $0 }) { log.say(failure.lines) }
        for annotation in failure.annotations(step: 1) { parts.recorder.append(.annotationAdded(key, annotation)) }
        finish(StepEnd(outcome: .failure, conclusion: .failure, reason: failure.reason))
    }

    /// The variables of the caller, then the workflow's, then the job's; each level is evaluated without the ones before.
    private func env(_ contexts: JobContexts) throws(EvaluationFailure) -> OrderedVariables {
        var env = OrderedVariables(parts.request.env.sorted { $0.key < $1.key })
        let evaluation = contexts.evaluation()
        for template in [parts.planned.workflow(in: parts.request.plan).env, parts.planned.job.env] {
            guard let template else { continue }
            for (name, value) in try evaluation.texts(template) { env.set(name, value) }
        }
        return env
    }

    private func announce() {
        var lines = ["Current runner version: '\(parts.request.version)'", "Engine: \(engine.engine.name)"]
        if let image = engine.image { lines.append("Image: \(image)") }
        lines.append("Labels: \(settings.labels.joined(separator: ", "))")
        if let group = settings.group { lines.append("##[notice]The runner group \"\(group)\" has no meaning here; the labels decide.") }
        let limits = parts.request.limits
        if let memory = limits.memory { lines.append("Memory limit: \(memory >> 20) MiB") }
        if let cpus = limits.cpus { lines.append("CPU limit: \(cpus)") }
        if let processes = limits.processes { lines.append("Process limit: \(processes)") }
        log.say(lines)
    }

    private func copyWorkTree() async throws {
        guard let repository = parts.request.repository else {
            log.say("The workspace is empty: \"\(parts.request.workTree)\" is in no git repository.")
            return
        }
        var copy = CopyRequest(root: parts.folders.work)
        copy.subfolder = "\(parts.folders.repositoryName)/\(parts.folders.repositoryName)"
        copy.leavingOut = parts.request.pathsOutOfCopies
        // Who wants the history, which may be larger than all else, checks it out.
        copy.history = .none
        let request = copy
        let report = try await BlockingWork.run { try repository.copyWorkTree(request) }
        log.say([
            "Copied \(report.files) files of the work tree into the workspace.",
            "##[notice]No step uses actions/checkout: on GitHub the workspace would be empty.",
        ])
    }

    private func finish(_ end: StepEnd) {
        guard
            !hasEnded.withLock({ ended in
                defer { ended = true }
                return ended
            })
        else { return }
        do {
            try log.close()
        } catch {
            parts.recorder.fail(error)
        }
        parts.recorder.append(.stepFinished(key, number: 1, end))
    }
}
