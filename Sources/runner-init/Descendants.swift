import CLinux

/// All processes that descend from this one, each with the child of ours through which it does.
///
/// A process whose parent has ended becomes our child: as process 1 of a namespace or as sub-reaper.
struct Descendants {
    struct Member {
        var process: linux_process
        /// The child of ours it descends from, or is.
        var root: linux_process
    }

    private(set) var members: [Member] = []

    /// Nil where there is no /proc.
    init?() {
        guard let processes = Descendants.processes() else { return nil }
        let own = getpid()
        // For each process the index of its root; -1 unknown, -2 none or being looked for.
        var roots = [Int](repeating: -1, count: processes.count)
        var path: [Int] = []
        for start in processes.indices {
            var index = start
            path.removeAll(keepingCapacity: true)
            var root = -2
            while true {
                if roots[index] != -1 {
                    root = roots[index]
                    break
                }
                roots[index] = -2
                path.append(index)
                if processes[index].parent == own {
                    root = index
                    break
                }
                guard let parent = Descendants.index(of: processes[index].parent, in: processes) else { break }
                index = parent
            }
            for step in path { roots[step] = root }
            if root >= 0 { members.append(Member(process: processes[start], root: processes[root])) }
        }
    }

    /// All processes by rising pid.
    private static func processes() -> [linux_process]? {
        var capacity = 256
        while true {
            var count = -1
            let list = [linux_process](unsafeUninitializedCapacity: capacity) { buffer, initialized in
                count = linux_processes(buffer.baseAddress, capacity)
                initialized = max(0, min(count, capacity))
            }
            if count < 0 { return nil }
            if count <= capacity { return list.sorted { $0.pid < $1.pid } }
            capacity = count + count / 2
        }
    }

    private static func index(of pid: pid_t, in processes: [linux_process]) -> Int? {
        var low = 0
        var high = processes.count
        while low < high {
            let middle = (low + high) / 2
            if processes[middle].pid < pid { low = middle + 1 } else { high = middle }
        }
        return low < processes.count && processes[low].pid == pid ? low : nil
    }

    /// Kills all that `selects` picks, until a look finds none that is alive.
    ///
    /// By groups: the kernel signals a group at once, so that none of it forks away. Who still shows after that is stopped before it is killed,
    /// because each one that dies makes room in a full process table for a fork of another.
    ///
    /// - Parameter selects: Must agree for all members of a group.
    /// - Returns: False where there is no /proc.
    static func killAll(where selects: (Member) -> Bool) -> Bool {
        var signal = SIGKILL
        // A bound against what waits for a disk and doesn't die until that answers.
        for look in 0..<100 {
            guard let descendants = Descendants() else { return false }
            let alive = descendants.members.filter { $0.isAlive && selects($0) }
            if alive.isEmpty { return true }
            if look > 0 { signal = alive.contains { !$0.isStopped } ? SIGSTOP : SIGKILL }
            signalGroups(of: alive, signal)
            // Time to die, for those that run on another processor.
            if look > 2 { _ = poll(nil, 0, 1) }
        }
        return true
    }

    private static func signalGroups(of members: [Member], _ signal: Int32) {
        let own = getpgrp()
        var last: pid_t = 0
        for member in members.sorted(by: { $0.process.group < $1.process.group }) {
            let group = member.process.group
            if group <= 1 || group == own {
                _ = kill(member.process.pid, signal)
            } else if group != last {
                _ = kill(-group, signal)
                last = group
            }
        }
    }
}

extension Descendants.Member {
    fileprivate var isAlive: Bool { process.state != CChar(truncatingIfNeeded: Unicode.Scalar("Z").value) }

    fileprivate var isStopped: Bool {
        // "T" stopped, "t" stopped by a tracer.
        process.state | 0x20 == CChar(truncatingIfNeeded: Unicode.Scalar("t").value)
    }
}

/// Kills all that descends from this process, and reaps it.
func killDescendants(signals: Int32) {
    // The end of process 1 kills its whole namespace at once.
    guard getpid() != 1 else { return }
    // A bound for what can't be killed: a process that waits for a dead network disk, or one of another user.
    let patience = linux_monotonic_nanoseconds() + 60_000_000_000
    var code: Int32 = 0
    var signal: Int32 = 0
    repeat {
        _ = Descendants.killAll { _ in true }
        var reaped = linux_reap(&code, &signal)
        while reaped > 0 { reaped = linux_reap(&code, &signal) }
        if reaped < 0 { return }
        var waiting = pollfd(fd: signals, events: Int16(POLLIN), revents: 0)
        _ = poll(&waiting, 1, 10)
        linux_drain_signals(signals)
    } while linux_monotonic_nanoseconds() < patience
}
