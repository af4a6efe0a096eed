import Planning
import Synchronization
import Workflows

/// The concurrency groups that a run and its jobs are in.
final class RunConcurrency: Sendable {
    private let groups: ConcurrencyGroups
    /// Tells the run apart from others.
    private let identity: String
    private let wake: @Sendable () -> Void
    private let stop: @Sendable () -> Void
    private let entered = Mutex<[String: String]>([:])

    init(
        groups: ConcurrencyGroups, identity: String, wake: @escaping @Sendable () -> Void, stop: @escaping @Sendable () -> Void
    ) {
        self.groups = groups
        self.identity = identity
        self.wake = wake
        self.stop = stop
    }

    /// Asks for the workflow's group; without one the run may go.
    func enter(_ concurrency: Concurrency?, _ evaluation: TemplateEvaluation) throws(EvaluationFailure) -> ConcurrencyGroups.Standing {
        guard let concurrency else { return .mayRun }
        return enter(try ConcurrencySettings(concurrency, evaluation: evaluation), identity, stop)
    }

    /// Asks for a job's group; without one the job may go.
    func enter(_ settings: ConcurrencySettings?, _ key: JobKey, _ control: JobControl) -> ConcurrencyGroups.Standing {
        guard let settings else { return .mayRun }
        return enter(settings, identity(key)) {
            control.cancel(.asked(reason: "a newer job of the concurrency group took its place"))
        }
    }

    func leave(_ key: JobKey) {
        leave(identity(key))
    }

    func leaveAll() {
        for member in entered.withLock({ Array($0.keys) }) { leave(member) }
    }

    private func identity(_ key: JobKey) -> String {
        "\(identity) \(key)"
    }

    private func enter(_ settings: ConcurrencySettings, _ member: String, _ stop: @escaping @Sendable () -> Void)
        -> ConcurrencyGroups.Standing
    {
        entered.withLock { $0[member] = settings.group }
        return groups.enter(
            settings.group,
            ConcurrencyGroups.Member(
                identity: member, cancelsInProgress: settings.cancelsInProgress, queuesAll: settings.queuesAll, stop: stop, wake: wake))
    }

    private func leave(_ member: String) {
        guard let group = entered.withLock({ $0.removeValue(forKey: member) }) else { return }
        groups.leave(group, identity: member)
    }
}
