import Diagnostics
import Expressions
import Planning
import RunRecords
import Workflows

// Calls of workflows: they begin when the calling job may start, and end with the last of their jobs.
extension RunLoop {
    /// What the job's own expressions see.
    func source(of planned: PlannedJob) -> JobContextSource {
        JobContextSource(run: contexts[planned.key.caller], planned: planned, needs: state.needs(of: planned))
    }

    /// For what is planned when the job's needs are done.
    func planContexts(_ planned: PlannedJob) -> PlanContexts {
        PlanContexts(vars: contexts.run.vars, needs: state.needs(of: planned), run: contexts.run.facts)
    }

    /// More jobs than a plan may have.
    struct TooManyJobs: Error, CustomStringConvertible {
        var description: String { "the workflow and those it calls make more than \(JobPlanning.limit) jobs" }
    }

    func checkCount(of added: [PlannedJob]) throws(TooManyJobs) {
        guard state.jobs.count + added.count <= JobPlanning.limit else { throw TooManyJobs() }
    }

    /// Begins a call, or leaves it waiting for its concurrency groups.
    func open(_ key: JobKey) {
        guard let planned = state.job(key) else { return }
        do {
            try open(planned)
        } catch let error as RunConcurrency.Deadlock {
            finish(key, JobEnd(conclusion: .cancelled, outcome: .cancelled, reason: error.reason))
        } catch let error as PlanningFailure {
            finish(key, JobEnd(conclusion: .failure, outcome: .failure, reason: Self.reason(error)))
        } catch {
            finish(key, JobEnd(conclusion: .failure, outcome: .failure, reason: "\(error)"))
        }
    }

    private func open(_ planned: PlannedJob) throws {
        let (key, source) = (planned.key, source(of: planned))
        let settings = try JobSettings(planned, evaluation: source.evaluation)
        if let end = try rehearsedEnd(of: planned, settings, source) { return finish(key, end) }
        var (planned, called) = (planned, [PlannedJob]())
        if planned.call == nil, let (call, jobs) = try request.planner.open(planned, request.plan, planContexts(planned)) {
            try checkCount(of: jobs)
            (planned.call, called) = (call, jobs)
        }
        guard let call = planned.call else { return }
        let name = source.run.namePrefix + settings.name
        let inner = try RunContexts(call, name: name, caller: source, job: planned.job)
        let evaluation = TemplateEvaluation(evaluator: Evaluator(contexts: inner.contexts), file: inner.file)
        let group = try call.workflow.concurrency.map { try ConcurrencySettings($0, evaluation: evaluation) }
        let inbox = inbox
        let standing = try concurrency.enter(settings.concurrency, called: group, key) {
            inbox.yield(.stoppedCall(key, reason: RunConcurrency.newerJob))
        }
        switch standing {
        case .mayRun: break
        case .waits:
            state.blocked.insert(key)
            return
        case .superseded:
            finish(key, JobEnd(conclusion: .cancelled, outcome: .cancelled, reason: RunConcurrency.newerJob))
            return
        }
        contexts[key.description] = inner
        for case .string(let value) in (inner.secrets.members ?? []).map(\.value) { secrets.add(secret: value) }
        state.open(planned, ScheduleState.OpenCall(file: inner.file, contexts: inner.contexts), called: called)
        let shown = state.jobs.filter { $0.call == nil && $0.key.isBelow(key) }.map(\.key)
        recorder.append(.callStarted(key, CallStart(workflow: inner.file, commit: call.source.commit, jobs: shown)))
    }

    /// Ends a call all of whose jobs have ended: its result and outputs are the calling job's.
    func close(_ key: JobKey) {
        guard let planned = state.job(key), let call = planned.call else { return }
        let conclusion = state.conclusion(of: key)
        var end = JobEnd(conclusion: conclusion, outcome: conclusion)
        do {
            end.outputs = try outputs(of: call, key)
        } catch {
            // A failure of its jobs says more.
            if conclusion != .failure { end = JobEnd(conclusion: .failure, outcome: .failure, reason: "\(error)") }
        }
        concurrency.leave(key)
        state.end(key, end)
        recorder.append(.callFinished(key, end))
    }

    /// The outputs of `on.workflow_call`, without empty ones and without those that hold a secret.
    private func outputs(of call: PlannedCall, _ key: JobKey) throws(EvaluationFailure) -> [(name: String, value: String)] {
        guard let trigger = call.workflow.triggers.first(where: { $0.event.value == "workflow_call" }), !trigger.outputs.isEmpty else {
            return []
        }
        let inner = contexts[key.description]
        var values = inner.contexts
        values["jobs"] = state.results(of: key)
        let evaluation = TemplateEvaluation(evaluator: Evaluator(contexts: values), file: inner.file)
        let mask = SharedSecretMask(secrets)
        var outputs: [(name: String, value: String)] = []
        for output in trigger.outputs {
            let value = try evaluation.text(output.value)
            if value.isEmpty { continue }
            if mask.mask(value) == value {
                outputs.append((output.name.value, value))
            } else {
                let message = "Skip output '\(output.name.value)' since it may contain secret."
                recorder.append(.annotationAdded(key, Annotation(level: .warning, message: message)))
            }
        }
        return outputs
    }

    /// Cancels a job, or the jobs of a call.
    func stopCall(_ key: JobKey, _ reason: String) {
        state.cancelCall(key, reason: reason)
        for (other, job) in jobs where other == key || other.isBelow(key) { job.control.cancel(.asked(reason: reason)) }
    }

    private static func reason(_ failure: PlanningFailure) -> String {
        failure.diagnostics.map { finding in "\(Place(finding.file, finding.range)): \(finding.message)" }.joined(separator: "; ")
    }
}
