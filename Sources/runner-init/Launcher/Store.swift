import CLinux

/// Where everything that the sandbox writes outside of its mounts lands: a file system in memory of a fixed size, or a folder on disk.
///
/// One for all of it, so that one number limits it. It is at /tmp/store in the launcher's own mount namespace, where /tmp is hidden
/// by a staging file system; the new root grows at /tmp/root.
struct Store {
    /// The root's place while it grows.
    static let root: StaticString = "/tmp/root"
    /// An empty folder that stands for what is masked.
    static let void: StaticString = "/tmp/void"

    let owner: (user: uid_t, group: gid_t)
    private var count: UInt64 = 0

    /// Mounts the store and makes the folders of the staging file system.
    init(_ specification: Specification) throws(LaunchFailure) {
        // Before /tmp is hidden: it may lie there.
        let folder = specification.first(.storeInFolder).map { linux_clone_mount(AT_FDCWD, $0.first, 0) }
        let record = specification.first(.owner)
        owner = record.map { (uid_t(number($0.first)), gid_t(number($0.second))) } ?? (0, 0)
        var options = TextBuilder()
        options.append("mode=755,size=")
        if let memory = specification.first(.storeInMemory) {
            options.append(memory.first)
            options.append(",nr_inodes=")
            options.append(memory.second)
        } else {
            options.append("1m")
        }
        guard linux_mount("tmpfs", "/tmp", UInt64(MOUNT_NO_SETUID | MOUNT_NO_DEVICES), options.kept()) == 0 else {
            throw LaunchFailure("mount a file system in memory", detail: "/tmp")
        }
        for path in ["/tmp/store", "/tmp/root", "/tmp/void", "/tmp/low", "/tmp/memory"] as [StaticString] {
            guard mkdir(CText(OpaquePointer(path.utf8Start)), 0o755) == 0 else { throw LaunchFailure("make a folder") }
        }
        guard let folder else { return }
        guard folder >= 0, linux_attach_mount_at(folder, "/tmp/store") == 0 else { throw LaunchFailure("use the scratch folder") }
        close(folder)
    }

    /// Makes an empty folder in the store, the sandbox's own; returns its path.
    mutating func makeFolder(mode: mode_t) throws(LaunchFailure) -> CText {
        let path = joined("/tmp/store/", count)
        count += 1
        guard mkdir(path, mode) == 0, chown(path, owner.user, owner.group) == 0, chmod(path, mode) == 0 else {
            throw LaunchFailure("make a folder", detail: path)
        }
        return path
    }
}
