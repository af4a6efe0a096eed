import CLinux

/// Builds the sandbox's root, record by record, in the launcher's own mount namespace.
struct Tree {
    private let sources: Sources
    private var store: Store
    private let report: Report
    /// Whether an ordinary user's kernel rights are all there is.
    private let isOrdinary: Bool
    private var root: Int32 = -1
    private var lowers: UInt64 = 0
    private var memories: UInt64 = 0

    init(_ sources: Sources, _ store: Store, _ report: Report, isOrdinary: Bool) {
        self.sources = sources
        self.store = store
        self.report = report
        self.isOrdinary = isOrdinary
    }

    mutating func build(_ specification: Specification) throws(LaunchFailure) {
        root = linux_open("/tmp/root", PATH_ONLY | O_CLOEXEC, 0)
        for index in specification.records.indices {
            try add(specification.records[index], source: sources.descriptors[index])
        }
    }

    private mutating func add(_ record: Record, source: Int32) throws(LaunchFailure) {
        switch record.verb {
        case .overlay where source >= 0: try overlay(record, source)
        case .bind where source >= 0: try attach(source, at: record.second)
        case .program where source >= 0: try attach(linux_duplicate(source), at: record.first)
        case .empty: try empty(record)
        case .memory: try memory(record)
        case .folder: close(try makeFolder(record.first, mode: mode_t(number(record.second, base: 8))))
        case .file:
            do throws(LaunchFailure) {
                try file(record)
            } catch {
                // What an ordinary user may not replace can't be read either, or is harmless.
                guard isOrdinary else { throw error }
                report.warn(error)
            }
        case .link: try link(record)
        case .remove: try remove(record.first)
        case .mask: try mask(record.first)
        case .device: try device(record.first)
        default: break
        }
    }

    // MARK: - Kinds of records

    private mutating func overlay(_ record: Record, _ source: Int32) throws(LaunchFailure) {
        let lower = joined("/tmp/low/", lowers)
        lowers += 1
        guard mkdir(lower, 0o755) == 0, linux_attach_mount_at(source, lower) == 0 else {
            throw LaunchFailure("place a folder", detail: record.first)
        }
        let target = record.second
        let isRoot = matches(target, "/")
        let place = isRoot ? CText(OpaquePointer(Store.root.utf8Start)) : joined("/tmp/root", target)
        if !isRoot { close(try makeFolder(target)) }
        // The upper folder gives the merged one its mode and owner.
        let options = overlayOptions(lower, upper: try store.makeFolder(mode: mode(of: source)), work: try store.makeFolder(mode: 0o700))
        if linux_mount("overlay", place, UInt64(MOUNT_NO_DEVICES), options) == 0 {
            if isRoot {
                close(root)
                root = linux_open("/tmp/root", PATH_ONLY | O_CLOEXEC, 0)
            }
            return
        }
        let failure = LaunchFailure("overlay a folder", detail: record.first)
        guard MountFlags(record.fourth).has("f") else { throw failure }
        let bare = linux_clone_mount(AT_FDCWD, lower, 1)
        guard bare >= 0, linux_change_mount(bare, UInt64(MOUNT_READ_ONLY | MOUNT_NO_SETUID | MOUNT_NO_DEVICES), -1, 1) == 0 else {
            throw failure
        }
        try attach(bare, at: target)
    }

    private func overlayOptions(_ lower: CText, upper: CText, work: CText) -> CText {
        var options = TextBuilder()
        options.append("lowerdir=")
        options.append(lower)
        options.append(",upperdir=")
        options.append(upper)
        options.append(",workdir=")
        options.append(work)
        // volatile: all of it is thrown away, nothing need reach the disk. redirect_dir: renaming a folder of the host works.
        options.append(isOrdinary ? ",volatile,userxattr" : ",volatile,redirect_dir=on")
        return options.kept()
    }

    private mutating func empty(_ record: Record) throws(LaunchFailure) {
        let path = try store.makeFolder(mode: mode_t(number(record.second, base: 8)))
        let mount = linux_clone_mount(AT_FDCWD, path, 0)
        guard mount >= 0, linux_change_mount(mount, MountFlags(record.third).attributes, -1, 0) == 0 else {
            throw LaunchFailure("mount an empty folder", detail: record.first)
        }
        try attach(mount, at: record.first)
    }

    private mutating func memory(_ record: Record) throws(LaunchFailure) {
        let path = joined("/tmp/memory/", memories)
        memories += 1
        guard mkdir(path, 0o755) == 0, linux_mount("tmpfs", path, MountFlags(record.third).attributes, record.second) == 0 else {
            throw LaunchFailure("mount a file system in memory", detail: record.first)
        }
        let mount = linux_clone_mount(AT_FDCWD, path, 0)
        guard mount >= 0 else { throw LaunchFailure("mount a file system in memory", detail: record.first) }
        try attach(mount, at: record.first)
    }

    private func file(_ record: Record) throws(LaunchFailure) {
        let (folder, name) = try openParent(of: record.first)
        defer { close(folder) }
        unlinkat(folder, name, 0)
        let mode = mode_t(number(record.second, base: 8))
        let descriptor = linux_openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw LaunchFailure("write a file", detail: record.first) }
        defer { close(descriptor) }
        let count = strlen(record.fourth)
        // For an ordinary user there is one group only.
        let group = store.owner.group + (isOrdinary ? 0 : gid_t(number(record.third)))
        guard write(descriptor, record.fourth, count) == count, fchown(descriptor, store.owner.user, group) == 0,
            fchmod(descriptor, mode) == 0
        else { throw LaunchFailure("write a file", detail: record.first) }
    }

    private func link(_ record: Record) throws(LaunchFailure) {
        let (folder, name) = try openParent(of: record.first)
        defer { close(folder) }
        guard symlinkat(record.second, folder, name) == 0 || linux_errno() == EEXIST else {
            throw LaunchFailure("make a link", detail: record.first)
        }
        fchownat(folder, name, store.owner.user, store.owner.group, AT_SYMLINK_NOFOLLOW)
    }

    /// Takes a file away where there is one; what can't be taken away is masked.
    private func remove(_ path: CText) throws(LaunchFailure) {
        let there = open(path, PATH_ONLY)
        guard there >= 0 else { return }
        close(there)
        let (folder, name) = try openParent(of: path)
        defer { close(folder) }
        guard unlinkat(folder, name, 0) != 0, linux_errno() != ENOENT else { return }
        try mask(path)
    }

    private func mask(_ path: CText) throws(LaunchFailure) {
        let there = open(path, PATH_ONLY)
        guard there >= 0 else { return }
        defer { close(there) }
        guard hide(there) else { throw LaunchFailure("hide a path", detail: path) }
    }

    private func device(_ name: CText) throws(LaunchFailure) {
        let source = linux_clone_mount(AT_FDCWD, joined("/dev/", name), 0)
        guard source >= 0 else { return report.warn(LaunchFailure("open a device", detail: name)) }
        try attach(source, at: joined("/dev/", name))
    }

    // MARK: - Paths inside the growing root

    private func open(_ path: CText, _ flags: Int32) -> Int32 {
        linux_openat2(root, path, flags | O_CLOEXEC, 0, UInt64(RESOLVE_INSIDE))
    }

    private func mode(of descriptor: Int32) -> mode_t {
        var information = stat()
        return fstat(descriptor, &information) == 0 ? information.st_mode & 0o7777 : 0o755
    }

    /// Puts a mount at a path, which is made if it isn't there.
    private func attach(_ mount: Int32, at path: CText) throws(LaunchFailure) {
        var target = open(path, PATH_ONLY)
        if target < 0 {
            if linux_is_folder(mount, "") == 1 {
                target = try makeFolder(path)
            } else {
                let (folder, name) = try openParent(of: path)
                defer { close(folder) }
                let made = linux_openat(folder, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
                guard made >= 0 else { throw LaunchFailure("make a file", detail: path) }
                close(made)
                target = open(path, PATH_ONLY)
            }
        }
        defer {
            close(target)
            close(mount)
        }
        guard linux_attach_mount(mount, target) == 0 else { throw LaunchFailure("place a mount", detail: path) }
    }

    /// Makes a folder and those above it where missing, the sandbox's own; returns it open.
    private func makeFolder(_ path: CText, mode: mode_t = 0o755) throws(LaunchFailure) -> Int32 {
        let there = open(path, PATH_ONLY | O_DIRECTORY)
        if there >= 0 { return there }
        guard linux_errno() == ENOENT else { throw LaunchFailure("make a folder", detail: path) }
        let (folder, name) = try openParent(of: path)
        defer { close(folder) }
        guard mkdirat(folder, name, mode) == 0 || linux_errno() == EEXIST else { throw LaunchFailure("make a folder", detail: path) }
        fchownat(folder, name, store.owner.user, store.owner.group, AT_SYMLINK_NOFOLLOW)
        let made = open(path, PATH_ONLY | O_DIRECTORY)
        guard made >= 0 else { throw LaunchFailure("make a folder", detail: path) }
        return made
    }

    /// The folder that `path` lies in, made where missing, and the name there.
    private func openParent(of path: CText) throws(LaunchFailure) -> (folder: Int32, name: CText) {
        guard let slash = strrchr(path, 47 /* slash */) else { throw LaunchFailure("understand a path", error: EINVAL, detail: path) }
        let name = CText(slash) + 1
        let length = CText(slash) - path
        if length == 0 { return (try makeFolder("/"), name) }
        let parent = UnsafeMutablePointer<CChar>.allocate(capacity: length + 1)
        defer { parent.deallocate() }
        parent.initialize(from: path, count: length)
        parent[length] = 0
        // Kept when it fails: the report names it.
        return (try makeFolder(joined("", CText(parent))), name)
    }
}

/// Covers what `target` is open at: a folder with an empty one, anything else with /dev/null.
func hide(_ target: Int32) -> Bool {
    let isFolder = linux_is_folder(target, "") == 1
    let cover = linux_clone_mount(AT_FDCWD, isFolder ? "/tmp/void" : "/dev/null", 0)
    guard cover >= 0 else { return false }
    defer { close(cover) }
    return linux_change_mount(cover, UInt64(MOUNT_READ_ONLY), -1, 0) == 0 && linux_attach_mount(cover, target) == 0
}
