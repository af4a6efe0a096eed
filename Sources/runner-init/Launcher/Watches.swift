import CLinux

/// File systems that a sandbox shares with the host, and how much of each it must leave free.
///
/// A folder has no quota of its own on most hosts. Before a job fills the disk that the host lives on, it is ended.
struct Watches {
    private var list: [(folder: Int32, reserve: UInt64)] = []
    /// Milliseconds between looks: a fast disk takes a gigabyte in one.
    private static let interval: Int32 = 250

    init(_ specification: Specification) {
        for record in specification.records where record.verb == .watch {
            let folder = linux_open(record.first, PATH_ONLY | O_DIRECTORY | O_CLOEXEC, 0)
            if folder >= 0 { list.append((folder, number(record.second))) }
        }
    }

    /// Waits until the process has ended, and ends it when a disk runs full.
    func wait(for child: pid_t, _ report: Report) {
        let process = linux_pidfd_open(child)
        while !list.isEmpty, process >= 0, linux_wait_for(process, Self.interval) == 0 {
            guard list.contains(where: { linux_free_bytes($0.folder) < $0.reserve }) else { continue }
            report.ended("disk full")
            kill(child, SIGKILL)
            break
        }
        reap(child)
    }
}

/// Reaps all children: each has ended or been killed.
func reapAll() {
    var code: Int32 = 0
    var signal: Int32 = 0
    while true {
        let child = linux_reap(&code, &signal)
        if child < 0 { return }
        if child == 0 { linux_sleep(1) }
    }
}

/// Waits for the end of a child; how it ended is no matter.
func reap(_ child: pid_t) {
    var code: Int32 = 0
    var signal: Int32 = 0
    _ = linux_reap_one(child, &code, &signal)
}
