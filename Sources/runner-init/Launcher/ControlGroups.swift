import CLinux

/// The control groups of one sandbox: made before it, removed after it.
struct ControlGroups {
    private var made: [CText] = []

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

    /// Puts a process, and all it will start, under the limits.
    func add(_ pid: pid_t, _ specification: Specification) throws(LaunchFailure) {
        let text = joined("", UInt64(pid))
        for record in specification.records where record.verb == .join {
            guard overwrite(record.first, text) else { throw LaunchFailure("enter a control group", detail: record.first) }
        }
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
