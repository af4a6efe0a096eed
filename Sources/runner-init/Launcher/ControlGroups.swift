import CLinux

/// The control groups of one sandbox: made before it, removed after it.
struct ControlGroups {
    private var made: [CText] = []
    private var entries: [Int32] = []

    /// Makes the groups and sets their limits. A limit that the kernel refuses ends the launch; a wish only warns.
    mutating func make(_ specification: Specification, _ report: Report) throws(LaunchFailure) {
        for record in specification.records {
            switch record.verb {
            case .controlGroup:
                guard mkdir(record.first, 0o755) == 0 || linux_errno() == EEXIST else {
                    throw LaunchFailure("make a control group", detail: record.first)
                }
                made.append(record.first)
            case .limit where !overwrite(record.first, record.second):
                throw LaunchFailure("set a limit", detail: record.first)
            case .wish where !overwrite(record.first, record.second):
                report.warn(LaunchFailure("set a limit", detail: record.first))
            default: break
            }
        }
    }

    /// Opens what `enter` writes to: the rights to do so are those of who opened it.
    mutating func openEntries(_ specification: Specification) throws(LaunchFailure) {
        for record in specification.records where record.verb == .enter {
            let entry = linux_open(record.first, O_WRONLY | O_CLOEXEC, 0)
            guard entry >= 0 else { throw LaunchFailure("enter a control group", detail: record.first) }
            entries.append(entry)
        }
    }

    /// Puts the calling process, and all it will start, under the limits of version 1.
    ///
    /// By itself: a thread that moves itself is moved at once, whoever moves another process waits until every processor has come by,
    /// for milliseconds.
    func enter() throws(LaunchFailure) {
        for entry in entries where write(entry, "0", 1) != 1 { throw LaunchFailure("enter a control group") }
        closeEntries()
    }

    func closeEntries() {
        for entry in entries { close(entry) }
    }

    /// Forks into new namespaces and, with version 2, into the group: 0 in the child.
    func fork(into namespaces: UInt64, _ specification: Specification) throws(LaunchFailure) -> pid_t {
        guard let group = specification.first(.join) else { return linux_fork_into(namespaces, -1) }
        let folder = linux_open(group.first, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        defer { close(folder) }
        let born = linux_fork_into(namespaces, folder)
        guard born < 0 else { return born }
        // Before Linux 5.7 nobody is born in a group.
        let child = linux_fork_into(namespaces, -1)
        guard child > 0 else { return child }
        guard overwrite(group.second, joined("", UInt64(child))) else {
            let failure = LaunchFailure("enter a control group", detail: group.second)
            kill(child, SIGKILL)
            reap(child)
            throw failure
        }
        return child
    }

    /// Removes the groups, innermost first. The kernel says busy for a moment after the last process has gone.
    func remove() {
        for path in made.reversed() {
            for _ in 0..<200 {
                if rmdir(path) == 0 || linux_errno() != EBUSY { break }
                linux_sleep(1)
            }
        }
    }
}
