import Glibc
import LinuxSystem
import Synchronization

/// Names of control groups, which tell to which process they belong: `runner-PID-START-NUMBER`.
enum ControlGroupName {
    private static let last = Atomic<Int>(0)

    static func next() -> String {
        let number = last.add(1, ordering: .relaxed).newValue
        return "runner-\(getpid())-\(startOfProcess(getpid()) ?? "0")-\(number)"
    }

    /// Whether the process that made a group of this name runs no more; false for names that are not ours.
    static func isStray(_ name: String) -> Bool {
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count == 4, words[0] == "runner", let pid = Int32(words[1]) else { return false }
        return startOfProcess(pid) != String(words[2])
    }

    /// In ticks since the machine's start: a number may be another process's by now, number and start together not.
    private static func startOfProcess(_ pid: Int32) -> String? {
        guard let text = try? readText("/proc/\(pid)/stat", limit: 4096), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[end...].split(separator: " ")
        return fields.count > 20 ? String(fields[20]) : nil
    }
}

/// Removes the groups of runners that were killed together with their launchers.
func removeStrayGroups(in groups: ControlGroupFacts) {
    for folder in groups.folders {
        for name in (try? listFolder(folder)) ?? [] where ControlGroupName.isStray(name) { rmdir("\(folder)/\(name)") }
    }
}

/// Removes what a launcher that was killed left behind.
func removeLeftovers(_ layout: SandboxLayout, group: String) {
    for folder in layout.host.controlGroups.folders {
        // Its processes have been killed, not all may have gone: for that moment the group is busy.
        for _ in 0..<400 {
            if rmdir("\(folder)/\(group)") == 0 || errno != EBUSY { break }
            usleep(5000)
        }
    }
    guard case .folder(let store) = layout.store else { return }
    for name in (try? listFolder(store)) ?? [] { try? removeTree("\(store)/\(name)") }
}
