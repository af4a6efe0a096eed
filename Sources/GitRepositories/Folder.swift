import Glibc

/// A folder held open for work below it, from which no symbolic link can lead away: names are looked up one at a time, and a
/// link is never followed. So files can be written where an untrusted process writes too.
///
/// A name is the bytes of one path component, since file names need not be UTF-8.
final class Folder: Sendable {
    typealias Name = [UInt8]

    struct Entry {
        enum Kind {
            case file, folder, link, other
        }

        var name: Name
        var kind: Kind
    }

    let descriptor: Int32
    /// For messages only.
    let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Opens a folder that the caller vouches for: links in its path are followed.
    static func open(_ path: String) throws(GitError) -> Folder {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError("open folder", path) }
        return Folder(descriptor: descriptor, path: path)
    }

    /// The entries but `.` and `..`, in byte order.
    func entries() throws(GitError) -> [Entry] {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else { throw Self.systemError("read folder", path) }
        defer { closedir(stream) }
        var found: [Entry] = []
        while let entry = readdir(stream) {
            let name = Self.name(of: entry)
            if name == [0x2E] || name == [0x2E, 0x2E] { continue }
            found.append(Entry(name: name, kind: kind(ofType: Int(entry.pointee.d_type), name: name)))
        }
        return found.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    /// What `lstat` says of an entry; nothing when there is none.
    func status(_ name: Name) -> stat? {
        var status = stat()
        let code = Self.withCString(name) { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
        return code == 0 ? status : nil
    }

    /// An existing folder below; nothing when there is none of that name, or it is not a folder (a link to one is not).
    func child(_ name: Name) -> Folder? {
        let opened = Self.withCString(name) { openat(descriptor, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        return opened < 0 ? nil : Folder(descriptor: opened, path: childPath(name))
    }

    /// A folder below, made if need be; what is there and is not a folder is removed first.
    func madeChild(_ name: Name, mode: mode_t = 0o755) throws(GitError) -> Folder {
        if let present = child(name) { return present }
        if Self.withCString(name, { mkdirat(descriptor, $0, mode) }) != 0 {
            guard errno == EEXIST else { throw Self.systemError("make folder", childPath(name)) }
            try remove(name)
            guard Self.withCString(name, { mkdirat(descriptor, $0, mode) }) == 0 else {
                throw Self.systemError("make folder", childPath(name))
            }
        }
        guard let made = child(name) else { throw Self.systemError("open folder", childPath(name)) }
        return made
    }

    /// A folder several levels below, made if need be; `path` is relative and may not climb.
    func madeDescendant(_ path: String) throws(GitError) -> Folder {
        var folder = self
        for part in path.utf8.split(separator: 0x2F) where Array(part) != [0x2E] {
            guard Array(part) != [0x2E, 0x2E] else {
                throw GitError(kind: .failed, operation: "open folder \"\(path)\"", path: self.path, reason: "the path leads out of it")
            }
            folder = try folder.madeChild(Array(part))
        }
        return folder
    }

    /// Removes an entry and all below it; that there is none is fine.
    func remove(_ name: Name) throws(GitError) {
        if Self.withCString(name, { unlinkat(descriptor, $0, 0) }) == 0 || errno == ENOENT { return }
        guard let folder = child(name) else { throw Self.systemError("remove", childPath(name)) }
        try folder.removeContents()
        guard Self.withCString(name, { unlinkat(descriptor, $0, AT_REMOVEDIR) }) == 0 || errno == ENOENT else {
            throw Self.systemError("remove", childPath(name))
        }
    }

    /// Removes everything in the folder.
    func removeContents() throws(GitError) {
        for entry in try entries() { try remove(entry.name) }
    }

    func childPath(_ name: Name) -> String {
        path + "/" + String(decoding: name, as: UTF8.self)
    }

    static func systemError(_ operation: String, _ path: String, _ code: Int32 = errno) -> GitError {
        GitError(kind: .failed, operation: operation, path: path, reason: String(cString: strerror(code)))
    }

    static func withCString<Result>(_ name: Name, _ body: (UnsafePointer<CChar>) -> Result) -> Result {
        body(name.map { CChar(bitPattern: $0) } + [0])
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> Name {
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: UInt8.self, capacity: 256) { Array(UnsafeBufferPointer(start: $0, count: strlen($0))) }
        }
    }

    private func kind(ofType type: Int, name: Name) -> Entry.Kind {
        switch type {
        case DT_REG: return .file
        case DT_DIR: return .folder
        case DT_LNK: return .link
        case DT_UNKNOWN:
            switch (status(name)?.st_mode ?? 0) & S_IFMT {
            case S_IFREG: return .file
            case S_IFDIR: return .folder
            case S_IFLNK: return .link
            default: return .other
            }
        default: return .other
        }
    }
}
