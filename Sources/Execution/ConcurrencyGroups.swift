import Synchronization

/// The `concurrency` groups of one command: of a group, one member runs at a time.
///
/// GitHub's groups span all runs of a repository; these span the runs and jobs of one process (docs/compatibility.md, "Jobs").
/// Names are compared ignoring case.
package final class ConcurrencyGroups: Sendable {
    /// A member's standing after it asked to go.
    package enum Standing: Sendable, Hashable {
        case mayRun
        /// Asks again when it is told that something changed.
        case waits
        /// A newer member took its place in the queue: it ends as cancelled.
        case superseded
    }

    /// A run or a job that belongs to a group.
    package struct Member: Sendable {
        package var identity: String
        package var cancelsInProgress: Bool
        /// `queue: max`: waiting members are not superseded by newer ones.
        package var queuesAll: Bool
        /// Called when a newer member with `cancel-in-progress` wants the group: end soon.
        package var stop: @Sendable () -> Void
        /// Called when it is worth asking again.
        package var wake: @Sendable () -> Void

        package init(
            identity: String, cancelsInProgress: Bool, queuesAll: Bool, stop: @escaping @Sendable () -> Void,
            wake: @escaping @Sendable () -> Void
        ) {
            self.identity = identity
            self.cancelsInProgress = cancelsInProgress
            self.queuesAll = queuesAll
            self.stop = stop
            self.wake = wake
        }
    }

    private struct Group {
        var holder: Member?
        var waiting: [Member] = []
        var superseded: Set<String> = []
    }

    private let groups = Mutex<[String: Group]>([:])

    package init() {}

    /// Asks for the group; asking again with the same identity is how a waiting member finds out that it is its turn.
    package func enter(_ name: String, _ member: Member) -> Standing {
        let key = name.lowercased()
        let (standing, calls) = groups.withLock { groups in
            var group = groups[key] ?? Group()
            defer { groups[key] = group }
            return Self.admit(member, to: &group)
        }
        for call in calls { call() }
        return standing
    }

    /// Leaves the group, whether running or waiting, and wakes the next.
    package func leave(_ name: String, identity: String) {
        let key = name.lowercased()
        let next: Member? = groups.withLock { groups in
            guard var group = groups[key] else { return nil }
            group.superseded.remove(identity)
            group.waiting.removeAll { $0.identity == identity }
            if group.holder?.identity == identity { group.holder = nil }
            let isEmpty = group.holder == nil && group.waiting.isEmpty && group.superseded.isEmpty
            groups[key] = isEmpty ? nil : group
            return group.holder == nil ? group.waiting.first : nil
        }
        next?.wake()
    }

    private static func admit(_ member: Member, to group: inout Group) -> (Standing, [@Sendable () -> Void]) {
        if group.holder?.identity == member.identity { return (.mayRun, []) }
        if group.superseded.contains(member.identity) { return (.superseded, []) }
        if group.holder == nil, group.waiting.first.map({ $0.identity == member.identity }) ?? true {
            group.waiting.removeAll { $0.identity == member.identity }
            group.holder = member
            return (.mayRun, [])
        }
        if group.waiting.contains(where: { $0.identity == member.identity }) { return (.waits, []) }
        var calls: [@Sendable () -> Void] = []
        if !member.queuesAll || member.cancelsInProgress {
            for older in group.waiting {
                group.superseded.insert(older.identity)
                calls.append(older.wake)
            }
            group.waiting = []
        }
        if member.cancelsInProgress, let holder = group.holder { calls.append(holder.stop) }
        group.waiting.append(member)
        return (.waits, calls)
    }
}
