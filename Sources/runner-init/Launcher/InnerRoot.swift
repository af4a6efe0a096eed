import CLinux

/// What only a process inside the new namespaces can do: mount their own file systems, and step into the root.
struct InnerRoot {
    let specification: Specification
    let report: Report

    func enter() throws(LaunchFailure) {
        for record in specification.records {
            switch record.verb {
            case .mountInside: try mount(record)
            case .maskInside: try cover(record.first)
            case .freezeInside: try freeze(record.first)
            default: break
            }
        }
        // The mounts came here locked to each other; a copy of them is one piece that can become the root.
        let root = linux_clone_mount(AT_FDCWD, "/tmp/root", 1)
        guard root >= 0, linux_attach_mount_at(root, "/tmp/root") == 0, linux_enter_root("/tmp/root") == 0 else {
            throw LaunchFailure("enter the sandbox's root")
        }
        close(root)
    }

    private func mount(_ record: Record) throws(LaunchFailure) {
        let flags = MountFlags(record.fourth)
        let options = record.third.pointee == 0 ? nil : record.third
        guard linux_mount(record.first, joined("/tmp/root", record.second), flags.attributes, options) != 0 else { return }
        let failure = LaunchFailure("mount a file system", detail: record.second)
        guard flags.has("o") else { throw failure }
        report.warn(failure)
    }

    private func cover(_ path: CText) throws(LaunchFailure) {
        let target = linux_open(joined("/tmp/root", path), PATH_ONLY | O_CLOEXEC, 0)
        guard target >= 0 else { return }
        defer { close(target) }
        guard hide(target) else { throw LaunchFailure("hide a path", detail: path) }
    }

    private func freeze(_ path: CText) throws(LaunchFailure) {
        let place = joined("/tmp/root", path)
        let mount = linux_clone_mount(AT_FDCWD, place, 0)
        guard mount >= 0 else { return }
        defer { close(mount) }
        guard linux_change_mount(mount, UInt64(MOUNT_READ_ONLY), -1, 0) == 0, linux_attach_mount_at(mount, place) == 0 else {
            throw LaunchFailure("make a path read-only", detail: path)
        }
    }
}
