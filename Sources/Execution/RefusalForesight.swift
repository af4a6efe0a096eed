import Expressions
package import Planning
import Workflows

/// Tells before a run begins which jobs it would refuse: for `runner plan`. Asks what the run itself asks.
///
/// Quick when the combinations of a job are asked for one after the other, as a plan has them.
package struct RefusalForesight {
    private let admission: JobAdmission
    private let contexts: RunContexts
    private var last: LastJob?

    /// The job that was asked for last, and the answers for those of its combinations that can differ.
    private struct LastJob {
        let caller: String
        let id: String
        /// Its labels are all that a combination can change.
        let isDecidedByLabels: Bool
        let areLabelsFixed: Bool
        /// Those of the workflow.
        let contexts: [String: Value]
        var answers: [RunnerLabels: Scheduler.Refusal?] = [:]
    }

    /// - Parameter request: As for the run; its directory is not looked at.
    package init(_ request: RunRequest) {
        admission = JobAdmission(request)
        contexts = RunContexts(request)
    }

    /// Why the job would not run, or fail before its first step; nothing when it runs, or when that depends on outputs of jobs it needs.
    package mutating func refusal(of planned: PlannedJob) -> Scheduler.Refusal? {
        let job = known(planned)
        guard job.isDecidedByLabels, let labels = labels(of: planned, job) else { return answer(planned) }
        if let answer = job.answers[labels] { return answer }
        let answer = answer(planned)
        last?.answers[labels] = .some(answer)
        return answer
    }

    private mutating func known(_ planned: PlannedJob) -> LastJob {
        if let last, last.id == planned.key.id, last.caller == planned.key.caller { return last }
        let job = LastJob(
            caller: planned.key.caller, id: planned.key.id,
            isDecidedByLabels: !Self.otherSettings(of: planned.job).contains { $0?.readsCombination == true },
            areLabelsFixed: !Self.labels(of: planned.job).contains { $0?.readsCombination == true },
            contexts: contexts.foreseeing(planned.parent).contexts)
        last = job
        return job
    }

    /// The labels of a combination; none where all have the same. Nothing where they can't be evaluated.
    private func labels(of planned: PlannedJob, _ job: LastJob) -> RunnerLabels? {
        guard !job.areLabelsFixed else { return RunnerLabels(labels: [], group: nil) }
        var contexts = job.contexts
        contexts["matrix"] = planned.matrix
        if Self.labels(of: planned.job).contains(where: { $0?.mentions("strategy") == true }) {
            contexts["strategy"] = planned.strategy.context
        }
        return try? planned.runnerLabels(Evaluator(contexts: contexts))
    }

    private func answer(_ planned: PlannedJob) -> Scheduler.Refusal? {
        // A run fetches it first.
        if let call = planned.job.call, call.workflow == nil { return nil }
        let run = contexts.foreseeing(planned.parent)
        let admission = admission.within(run.file)
        let source = JobContextSource(run: run, planned: planned, needs: .null)
        guard !dependsOnNeeds(planned) else {
            let obstacles = (try? admission.obstacles(of: planned, evaluation: source.evaluation)) ?? []
            return obstacles.isEmpty ? nil : .notRun(reason: obstacles.joined(separator: "; "))
        }
        return admission.refusal(of: planned, source)
    }

    /// Whether a setting that decides is not known yet.
    private func dependsOnNeeds(_ planned: PlannedJob) -> Bool {
        (Self.labels(of: planned.job) + Self.otherSettings(of: planned.job)).contains { template in
            guard let template else { return false }
            return template.mentions("needs") || planned.awaitsExpansion && template.readsCombination
        }
    }

    private static func labels(of job: Job) -> [Template?] {
        [job.runsOn?.labels, job.runsOn?.group]
    }

    /// What decides beside the labels.
    private static func otherSettings(of job: Job) -> [Template?] {
        [
            job.container, job.services, job.environment?.name, job.timeoutMinutes, job.cancelTimeoutMinutes, job.continueOnError,
            job.concurrency?.group, job.concurrency?.cancelInProgress,
        ]
    }
}

extension Template {
    /// It may have another value for each combination of a matrix.
    fileprivate var readsCombination: Bool { mentions("matrix") || mentions("strategy") }
}
