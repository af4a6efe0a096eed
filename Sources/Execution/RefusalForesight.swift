import Expressions
package import Planning
import Workflows

/// Tells before a run begins which jobs it would refuse: for `runner plan`. Asks what the run itself asks.
package struct RefusalForesight: Sendable {
    private let admission: JobAdmission
    private let contexts: RunContexts

    /// - Parameter request: As for the run; its directory is not looked at.
    package init(_ request: RunRequest) {
        admission = JobAdmission(request)
        contexts = RunContexts(request)
    }

    /// Why the job would not run, or fail before its first step; nothing when it runs, or when that depends on outputs of jobs it needs.
    package func refusal(of planned: PlannedJob) -> Scheduler.Refusal? {
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
        let job = planned.job
        let templates = [
            job.runsOn?.labels, job.runsOn?.group, job.container, job.services, job.environment?.name, job.timeoutMinutes,
            job.cancelTimeoutMinutes, job.continueOnError, job.concurrency?.group, job.concurrency?.cancelInProgress,
        ]
        return templates.contains { template in
            guard let template else { return false }
            return template.mentions("needs") || planned.awaitsExpansion && (template.mentions("matrix") || template.mentions("strategy"))
        }
    }
}
