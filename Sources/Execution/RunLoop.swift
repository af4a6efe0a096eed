import Events
import Expressions
import GitRepositories
import LinuxSystem
import Planning
package import RunRecords
import Workflows

/// Executes a run to its end.
///
/// - Returns: `success` when it is green; `notRun` when nothing failed but a job could not be run.
/// - Throws: When the run folder can't be written: then the run is over, too, and nothing of it goes on.
package func run(_ request: RunRequest) async throws -> Conclusion {
    var request = request
    if request.repository == nil {
        let folder = request.workTree
        request.repository = await BlockingWork.value { try? GitRepository.discover(from: folder) }
    }
    let loop = try RunLoop(request)
    return try await withTaskCancellationHandler {
        try await loop.run()
    } onCancel: {
        loop.kill()
    }
}

/// Drives one run: asks the scheduler, starts jobs, records what happens.
///
/// The one place that changes the run's state. Jobs run in tasks of their own and send messages.
actor RunLoop {
    enum Message: Sendable {
        /// Something outside changed: a slot or a concurrency group is free.
        case wake
        case ended(JobKey, Result<JobEnd, any Error>)
        case stopped(RunControl.Stage)
        /// A newer job of its concurrency group wants the place of a call.
        case stoppedCall(JobKey, reason: String)
    }

    struct RunningJob {
        var task: Task<Void, Never>
        var control: JobControl
    }

    let request: RunRequest
    let recorder: RunRecorder
    /// By call; those of the run's own workflow have an empty name.
    let contexts: CallContexts
    let inbox: AsyncStream<Message>.Continuation
    private let messages: AsyncStream<Message>
    private let journal: RunJournal
    private let scheduler: Scheduler
    private let admission: JobAdmission
    /// All secrets of the run, and those that callers have made of them.
    var secrets: SecretMask
    let concurrency: RunConcurrency
    var state: ScheduleState
    var jobs: [JobKey: RunningJob] = [:]

    init(_ request: RunRequest) throws {
        self.request = request
        journal = try RunJournal(directory: request.directory)
        recorder = RunRecorder(journal: journal, run: request.directory.id, observer: request.observer)
        (messages, inbox) = AsyncStream.makeStream()
        let contexts = CallContexts(RunContexts(request))
        self.contexts = contexts
        let admission = JobAdmission(request)
        self.admission = admission
        scheduler = Scheduler(contexts: contexts.run.contexts, file: contexts.run.file) { planned, needs in
            let source = JobContextSource(run: contexts[planned.key.caller], planned: planned, needs: needs)
            return admission.within(source.run.file).refusal(of: planned, source)
        }
        var secrets = SecretMask()
        for value in request.secrets.values.sorted() { secrets.add(secret: value) }
        self.secrets = secrets
        let inbox = inbox
        concurrency = RunConcurrency(
            groups: request.groups, identity: request.directory.path, wake: { inbox.yield(.wake) },
            stop: { inbox.yield(.stopped(.cancelled(reason: "a newer run of the concurrency group took its place"))) })
        state = ScheduleState(jobs: request.plan.jobs)
    }

    nonisolated func kill() {
        inbox.yield(.stopped(.killed(reason: "the runner stopped")))
    }

    func run() async throws -> Conclusion {
        let plan = request.plan
        recorder.append(
            .runPlanned(
                RunPlanned(
                    workflow: plan.workflow.displayName, runName: plan.runName, event: plan.event.name, ref: plan.event.ref,
                    sha: plan.event.sha,
                    jobs: plan.jobs.filter { $0.call == nil }.map(\.key))))
        let inbox = inbox
        let listener = request.slots.listen { inbox.yield(.wake) }
        defer { request.slots.ignore(listener) }
        request.control.listen { inbox.yield(.stopped($0)) }
        advance()
        if !state.isFinished {
            for await message in messages {
                handle(message)
                advance()
                if state.isFinished || recorder.failure != nil && jobs.isEmpty { break }
            }
        }
        concurrency.leaveAll()
        let conclusion = state.conclusion()
        recorder.append(.runFinished(conclusion))
        journal.close()
        if let failure = recorder.failure { throw failure }
        return conclusion
    }

    private func handle(_ message: Message) {
        switch message {
        case .wake: state.blocked = []
        case .ended(let key, .success(let end)): jobEnded(key, end)
        case .ended(let key, .failure(let error)):
            recorder.fail(error)
            jobEnded(key, JobEnd(conclusion: .failure, outcome: .failure, reason: "\(error)"))
        case .stoppedCall(let key, let reason): stopCall(key, reason)
        case .stopped(.running): break
        case .stopped(.cancelled(let reason)): cancel(reason)
        case .stopped(.killed(let reason)):
            cancel(reason)
            for job in jobs.values { job.task.cancel() }
        }
        if recorder.failure != nil {
            state.isCancelled = true
            for job in jobs.values { job.task.cancel() }
        }
    }

    private func cancel(_ reason: String) {
        guard !state.isCancelled else { return }
        state.isCancelled = true
        recorder.append(.runCancelled(reason: reason))
        for job in jobs.values { job.control.cancel(.asked(reason: reason)) }
    }

    private func jobEnded(_ key: JobKey, _ end: JobEnd) {
        jobs.removeValue(forKey: key)?.control.end()
        concurrency.leave(key)
        request.slots.giveBack()
        finish(key, end)
    }

    func finish(_ key: JobKey, _ end: JobEnd) {
        concurrency.leave(key)
        state.end(key, end)
        recorder.append(.jobFinished(key, end))
    }

    /// Does what the scheduler decides until nothing is left to decide.
    private func advance() {
        var goesOn = recorder.failure == nil && concurrencyAllows()
        while goesOn {
            goesOn = false
            for decision in scheduler.decisions(in: state, slots: request.slots.free) {
                goesOn = carryOut(decision) || goesOn
            }
        }
    }

    /// Whether the workflow's own concurrency group lets the run go on.
    private func concurrencyAllows() -> Bool {
        let evaluation = TemplateEvaluation(evaluator: Evaluator(contexts: contexts.run.contexts), file: contexts.run.file)
        do {
            switch try concurrency.enter(request.plan.workflow.concurrency, evaluation) {
            case .mayRun: return true
            case .waits: return state.isCancelled
            case .superseded:
                cancel("a newer run of the concurrency group took its place")
                return true
            }
        } catch {
            for job in state.jobs where state.ended[job.key] == nil && job.key.caller.isEmpty {
                finish(job.key, JobEnd(conclusion: .failure, outcome: .failure, reason: "\(error)"))
            }
            return false
        }
    }

    /// - Returns: Whether the state changed, so that there may be more to decide.
    private func carryOut(_ decision: Scheduler.Decision) -> Bool {
        switch decision {
        case .start(let key): return start(key)
        case .expand(let key): expand(key)
        case .open(let key): open(key)
        case .close(let key): close(key)
        case .skip(let key):
            var end = JobEnd(conclusion: .skipped, outcome: .skipped)
            end.condition = conditionTrace(of: key)
            finish(key, end)
        case .notRun(let key, let reason): finish(key, JobEnd(conclusion: .notRun, outcome: .notRun, reason: reason))
        case .fail(let key, let reason): finish(key, JobEnd(conclusion: .failure, outcome: .failure, reason: reason))
        case .cancel(let key, let reason): finish(key, JobEnd(conclusion: .cancelled, outcome: .cancelled, reason: reason))
        case .stop(let key, let reason):
            state.stopping.insert(key)
            stopCall(key, reason)
        }
        return true
    }

    /// How a job's condition comes to its value now.
    func conditionTrace(of key: JobKey) -> ExpressionTrace? {
        let mask = SharedSecretMask(secrets)
        return state.job(key).map { scheduler.trace(of: $0, in: state) { mask.mask($0) } }
    }

    private func expand(_ key: JobKey) {
        guard let job = state.jobs.first(where: { $0.key == key }) else { return }
        do {
            let combinations = try request.planner.expand(
                job, request.plan, planContexts(job))
            try checkCount(of: combinations)
            let shown = combinations.filter { $0.call == nil }.map { JobExpansion(key: $0.key, matrix: $0.matrix) }
            recorder.append(.jobExpanded(id: key.description, combinations: shown))
            state.expand(key, into: combinations)
        } catch {
            finish(key, JobEnd(conclusion: .failure, outcome: .failure, reason: "\(error)"))
        }
    }

    private func start(_ key: JobKey) -> Bool {
        guard let planned = state.jobs.first(where: { $0.key == key }) else { return false }
        let source = source(of: planned)
        do {
            var settings = try JobSettings(planned, evaluation: source.evaluation)
            settings.name = source.run.namePrefix + settings.name
            if let end = try rehearsedEnd(of: planned, settings, source) {
                finish(key, end)
                return true
            }
            let control = JobControl()
            switch try concurrency.enter(settings.concurrency, key, control) {
            case .mayRun: break
            case .waits:
                state.blocked.insert(key)
                return true
            case .superseded:
                finish(key, JobEnd(conclusion: .cancelled, outcome: .cancelled, reason: RunConcurrency.newerJob))
                return true
            }
            guard request.slots.take() else { return false }
            let engine = try admission.within(source.run.file).engine(for: planned, labels: settings.labels).get()
            launch(
                JobRunner(
                    request: request, planned: planned, settings: settings, engine: engine, contexts: source, control: control,
                    mask: SharedSecretMask(secrets), recorder: recorder))
        } catch let error as RunConcurrency.Deadlock {
            finish(key, JobEnd(conclusion: .cancelled, outcome: .cancelled, reason: error.reason))
        } catch {
            finish(key, JobEnd(conclusion: .failure, outcome: .failure, reason: "\(error)"))
        }
        return true
    }

    private func launch(_ runner: JobRunner) {
        let (key, control, settings, inbox) = (runner.planned.key, runner.control, runner.settings, inbox)
        state.running.insert(key)
        let job = Task {
            do {
                inbox.yield(.ended(key, .success(try await runner.run())))
            } catch {
                inbox.yield(.ended(key, .failure(error)))
            }
        }
        JobTimers.start(settings, control, job)
        jobs[key] = RunningJob(task: job, control: control)
    }
}
