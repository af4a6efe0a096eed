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
        /// What beside the labels keeps all its combinations from running, once that is known.
        var obstacles: [String]?
        var answers: [RunnerLabels: Scheduler.Refusal?] = [:]
    }

    /// - Parameter request: As for the run; its directory is not looked at.
    package init(_ request: RunRequest) {
        admission = JobAdmission(request)
        contexts = RunContexts(request)
    }

    /// Why the job would not run, or fail before its first step; nothing when it runs, or when that depends on outputs of jobs it needs.
    ///
    /// - Parameter labels: What `runs-on` gives, if the caller has evaluated it.
    package mutating func refusal(of planned: PlannedJob, labels: RunnerLabels? = nil) -> Scheduler.Refusal? {
        let job = known(planned)
        guard job.isDecidedByLabels, let key = key(of: planned, job, labels) else { return answer(planned).refusal }
        if let answer = job.answers[key] { return answer }
        if let obstacles = job.obstacles, !job.areLabelsFixed {
            let refusal = admission.within(file(of: planned)).refusal(of: planned, labels: key.labels, obstacles: obstacles)
            last?.answers[key] = .some(refusal)
            return refusal
        }
        let answer = answer(planned)
        last?.obstacles = answer.obstacles
        last?.answers[key] = .some(answer.refusal)
        return answer.refusal
    }

    private func file(of planned: PlannedJob) -> String {
        contexts.foreseeing(planned.parent).file
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
    private func key(of planned: PlannedJob, _ job: LastJob, _ known: RunnerLabels?) -> RunnerLabels? {
        guard !job.areLabelsFixed else { return RunnerLabels(labels: [], group: nil) }
        if let known { return known }
        var contexts = job.contexts
        contexts["matrix"] = planned.matrix
        if Self.labels(of: planned.job).contains(where: { $0?.mentions("strategy") == true }) {
            contexts["strategy"] = planned.strategy.context
        }
        return try? planned.runnerLabels(Evaluator(contexts: contexts))
    }

    /// - Returns: Also the obstacles beside the labels, where these are all that can be different for other combinations.
    private func answer(_ planned: PlannedJob) -> (refusal: Scheduler.Refusal?, obstacles: [String]?) {
        // A run fetches it first.
        if let call = planned.job.call, call.workflow == nil { return (nil, nil) }
        let run = contexts.foreseeing(planned.parent)
        let admission = admission.within(run.file)
        let evaluation = JobContextSource(run: run, planned: planned, needs: .null).evaluation
        do throws(EvaluationFailure) {
            let obstacles = try admission.obstacles(of: planned, evaluation: evaluation)
            guard !dependsOnNeeds(planned) else {
                return (obstacles.isEmpty ? nil : .notRun(reason: obstacles.joined(separator: "; ")), nil)
            }
            let settings = try JobSettings(planned, evaluation: evaluation)
            return (admission.refusal(of: planned, labels: settings.labels, obstacles: obstacles), obstacles)
        } catch {
            return (dependsOnNeeds(planned) ? nil : .fails(reason: error.description), nil)
        }
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
