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

    /// A job or call that waits for a group which what it belongs to holds: neither would ever end.
    struct Deadlock: Error {
        var reason: String
    }

    /// Asks for the workflow's group; without one the run may go.
    func enter(_ concurrency: Concurrency?, _ evaluation: TemplateEvaluation) throws(EvaluationFailure) -> ConcurrencyGroups.Standing {
        guard let concurrency else { return .mayRun }
        return enter(try ConcurrencySettings(concurrency, evaluation: evaluation), identity, stop)
    }

    /// What a job is told to end for.
    static let newerJob = "a newer job of the concurrency group took its place"

    /// Asks for a job's group; without one the job may go.
    func enter(_ settings: ConcurrencySettings?, _ key: JobKey, _ control: JobControl) throws(Deadlock) -> ConcurrencyGroups.Standing {
        guard let settings else { return .mayRun }
        try check(settings, key)
        return enter(settings, identity(key)) {
            control.cancel(.asked(reason: Self.newerJob))
        }
    }

    /// Asks for the groups of a calling job and of the workflow that it calls, one after the other.
    ///
    /// - Parameter stop: Called when a newer job or call wants one of them.
    func enter(
        _ settings: ConcurrencySettings?, called: ConcurrencySettings?, _ key: JobKey, stop: @escaping @Sendable () -> Void
    ) throws(Deadlock) -> ConcurrencyGroups.Standing {
        if let settings, let called, settings.group.lowercased() == called.group.lowercased() {
            throw Deadlock(
                reason: "a deadlock for the concurrency group \"\(called.group)\": job \"\(key)\" and the workflow that it calls ask for it"
            )
        }
        for (settings, member) in [(settings, identity(key)), (called, calledIdentity(key.description))] {
            guard let settings else { continue }
            try check(settings, key)
            let standing = enter(settings, member, stop)
            if standing != .mayRun { return standing }
        }
        return .mayRun
    }

    /// GitHub cancels what would wait for a group of the workflow or call that it belongs to.
    private func check(_ settings: ConcurrencySettings, _ key: JobKey) throws(Deadlock) {
        var holders = [(identity, "the workflow")]
        var caller = key.caller
        while let outer = JobKey(caller) {
            holders += [(identity(outer), "job \"\(outer)\""), (calledIdentity(caller), "the workflow that \"\(outer)\" calls")]
            caller = outer.caller
        }
        let entered = entered.withLock { $0 }
        guard let holder = holders.first(where: { entered[$0.0]?.lowercased() == settings.group.lowercased() }) else { return }
        throw Deadlock(
            reason: "a deadlock for the concurrency group \"\(settings.group)\": \(holder.1) holds it, and job \"\(key)\" would wait for it"
        )
    }

    func leave(_ key: JobKey) {
        leave(identity(key))
        leave(calledIdentity(key.description))
    }

    /// Of the workflow that a job calls.
    private func calledIdentity(_ caller: String) -> String {
        "\(identity) \(caller) called"
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
