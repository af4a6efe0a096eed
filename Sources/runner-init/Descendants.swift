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

    private static func letter(_ letter: Unicode.Scalar) -> CChar {
        CChar(truncatingIfNeeded: letter.value)
    }

    /// Stops, then kills all that `selects` picks, until a look finds none that is alive.
    ///
    /// Stopped first, because each one that is killed makes room in a full process table for a fork of another.
    ///
    /// - Returns: False where there is no /proc.
    static func killAll(where selects: (Member) -> Bool) -> Bool {
        // A bound against what can't be stopped; 50 looks see through any fork bomb that a process limit holds.
        for _ in 0..<50 {
            guard let descendants = Descendants() else { return false }
            let alive = descendants.members.filter { $0.process.state != letter("Z") && selects($0) }
            if alive.isEmpty { return true }
            let running = alive.filter { $0.process.state != letter("T") && $0.process.state != letter("t") }
            if running.isEmpty {
                for member in alive { _ = kill(member.process.pid, SIGKILL) }
                return true
            }
            for member in running { _ = kill(member.process.pid, SIGSTOP) }
        }
        // Some wait for a disk and don't stop: they die when that answers.
        for member in Descendants()?.members ?? [] where selects(member) { _ = kill(member.process.pid, SIGKILL) }
        return true
    }
}

/// Kills all that descends from this process, and reaps it.
func killDescendants(signals: Int32) {
    // The end of process 1 kills its whole namespace at once.
    guard getpid() != 1 else { return }
    // A bound for what can't be killed, such as a process that waits for a dead network disk.
    let patience = linux_monotonic_nanoseconds() + 10_000_000_000
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
