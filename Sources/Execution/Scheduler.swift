package import Expressions
package import Planning
import RunRecords
import Workflows

/// Decides what happens next in a run: a function of the plan, of what has happened, and of the free slots.
package struct Scheduler: Sendable {
    /// Something that shall happen now.
    package enum Decision: Sendable, Hashable {
        case start(JobKey)
        /// Its matrix depends on needs that are done now.
        case expand(JobKey)
        /// It calls a workflow, and its called jobs may begin.
        case open(JobKey)
        /// All jobs that it called have ended.
        case close(JobKey)
        /// The condition is false.
        case skip(JobKey)
        /// Nobody can run it: why, with the place in the workflow file.
        case notRun(JobKey, reason: String)
        /// It fails before it starts, by an error in its condition or settings.
        case fail(JobKey, reason: String)
        /// It ends as cancelled without having started.
        case cancel(JobKey, reason: String)
        /// It runs and shall be cancelled: another combination of its matrix failed.
        case stop(JobKey, reason: String)
    }

    /// Says why a job can't run, given its `needs`; nothing when it can.
    package typealias Admission = @Sendable (PlannedJob, _ needs: Value) -> Refusal?

    /// Why a job doesn't start: nobody can run it, or it can't be evaluated.
    package enum Refusal: Sendable, Hashable {
        case notRun(reason: String)
        case fails(reason: String)
    }

    private let conditions: JobConditions
    private let admission: Admission

    /// - Parameters:
    ///   - contexts: `github`, `vars` and `inputs`.
    ///   - file: The workflow's path, for messages.
    package init(contexts: [String: Value], file: String, admission: @escaping Admission) {
        conditions = JobConditions(contexts: contexts, file: file)
        self.admission = admission
    }

    /// What to do now, in file order. Empty when something must end first, or all has ended.
    ///
    /// - Parameter slots: Jobs that may be started now; decisions beyond that are left out.
    package func decisions(in state: ScheduleState, slots: Int) -> [Decision] {
        let places = state.placesByID()
        let failures = failedLegs(in: state)
        var verdicts: [String: JobConditions.Verdict?] = [:]
        var running: [String: Int] = [:]
        for key in state.running { running[key.group, default: 0] += 1 }
        let unfinished = unfinishedCalls(in: state)
        var slots = slots
        var decisions: [Decision] = []
        // What ends a call, or shall end it, comes before anything that may start.
        let ofCalls = callDecisions(in: state, unfinished: unfinished, failures: failures)
        if !ofCalls.isEmpty { return ofCalls }
        for job in state.jobs where state.ended[job.key] == nil {
            if !job.key.caller.isEmpty, state.calls[job.key.caller] == nil { continue }
            let group = job.key.group
            let failure = failures[group]
            if state.running.contains(job.key) {
                if let failure, job.job.call == nil, !state.stopping.contains(job.key) { decisions.append(.stop(job.key, reason: failure)) }
                continue
            }
            let verdict = verdicts[group] ?? verdict(on: job, in: state, places: places)
            verdicts.updateValue(verdict, forKey: group)
            guard let verdict else { continue }
            if let failure {
                decisions.append(.cancel(job.key, reason: failure))
            } else if let ending = Self.ending(of: job, by: verdict) {
                decisions.append(ending)
            } else if job.awaitsExpansion {
                decisions.append(.expand(job.key))
            } else if state.blocked.contains(job.key) {
                continue
            } else if slots > 0 || job.job.call != nil, running[group, default: 0] < job.strategy.maxParallel {
                let refusal = refusal(of: job, in: state)
                decisions.append(refusal ?? (job.job.call == nil ? .start(job.key) : .open(job.key)))
                guard refusal == nil else { continue }
                if job.job.call == nil { slots -= 1 }
                running[group, default: 0] += 1
            }
        }
        return decisions
    }

    /// The verdict on a job's condition; nothing while a need has not ended.
    private func verdict(on job: PlannedJob, in state: ScheduleState, places: [String: [Int]]) -> JobConditions.Verdict? {
        for need in job.needs {
            for place in places[JobKey.group(job.key.caller, need)] ?? [] where state.ended[state.jobs[place].key] == nil { return nil }
        }
        return conditions.verdict(on: job, in: state, places: places)
    }

    /// How a job's condition comes to its value, once its needs have ended.
    ///
    /// - Parameter mask: What is done to texts of values before they are cut.
    package func trace(of job: PlannedJob, in state: ScheduleState, mask: @escaping (String) -> String) -> ExpressionTrace {
        conditions.trace(of: job, in: state, mask: mask)
    }

    private func callDecisions(in state: ScheduleState, unfinished: Set<String>, failures: [String: String]) -> [Decision] {
        guard !state.calls.isEmpty else { return [] }
        return state.jobs.compactMap { job in
            guard job.job.call != nil, state.running.contains(job.key) else { return nil }
            if !unfinished.contains(job.key.description) { return .close(job.key) }
            guard let failure = failures[job.key.group], !state.stopping.contains(job.key) else { return nil }
            return .stop(job.key, reason: failure)
        }
    }

    /// The calls that have jobs which have not ended.
    private func unfinishedCalls(in state: ScheduleState) -> Set<String> {
        state.calls.isEmpty ? [] : Set(state.jobs.lazy.filter { state.ended[$0.key] == nil }.map(\.key.caller))
    }

    /// Why the combinations of a matrix with `fail-fast` have to stop, by the job's group.
    private func failedLegs(in state: ScheduleState) -> [String: String] {
        var reasons: [String: String] = [:]
        for job in state.jobs where job.strategy.failFast && job.strategy.jobTotal > 1 && reasons[job.key.group] == nil {
            guard state.ended[job.key]?.conclusion == .failure else { continue }
            reasons[job.key.group] = "the matrix was cancelled because \"\(job.key)\" failed (fail-fast)"
        }
        return reasons
    }

    private static func ending(of job: PlannedJob, by verdict: JobConditions.Verdict) -> Decision? {
        switch verdict {
        case .holds: nil
        case .doesNotHold: .skip(job.key)
        case .cancelled(let reason): .cancel(job.key, reason: reason)
        case .fails(let reason): .fail(job.key, reason: reason)
        }
    }

    private func refusal(of job: PlannedJob, in state: ScheduleState) -> Decision? {
        switch admission(job, state.needs(of: job)) {
        case nil: nil
        case .notRun(let reason): .notRun(job.key, reason: reason)
        case .fails(let reason): .fail(job.key, reason: reason)
        }
    }
}
