import CGit2
import Dispatch
import Glibc
import Synchronization

/// Writes the files of a commit, several at once.
struct CommitWriter {
    let repository: GitRepository
    /// In hex.
    let commit: String
    /// Files are written as they are stored, without a look at attributes.
    let convertsNothing: Bool

    private static let portion = 128

    /// Writes what is not left out, and notes the state of each file.
    func write(_ entries: inout [CommitEntry], into target: Folder) throws(GitError) -> CopyReport {
        // Folders first, so that no two threads make the same one.
        var folders = FolderCursor(root: target)
        for entry in entries where !entry.isLeftOut {
            _ = try folders.enter(entry.mode == GIT_FILEMODE_COMMIT ? entry.folders + [Array(entry.name)] : entry.folders)
        }
        let all = entries
        let portions = (all.count + Self.portion - 1) / Self.portion
        let results = Mutex((written: [WrittenFile](), error: GitError?.none))
        let next = Mutex(0)
        let handles = try handles(atMost: portions)
        let (commit, convertsNothing) = (try repository.oid(commit), convertsNothing)
        DispatchQueue.concurrentPerform(iterations: handles.count) { number in
            var writer = PortionWriter(repository: handles[number], commit: commit, convertsNothing: convertsNothing, target: target)
            do throws(GitError) {
                while let portion = Self.take(next, below: portions), results.withLock({ $0.error == nil }) {
                    for place in (portion * Self.portion)..<min(all.count, (portion + 1) * Self.portion) where !all[place].isLeftOut {
                        try writer.write(all[place], place: place)
                    }
                }
            } catch {
                results.withLock { $0.error = $0.error ?? error }
            }
            let written = writer.written
            results.withLock { $0.written += written }
        }
        let (written, error) = results.withLock { $0 }
        if let error { throw error }
        for file in written { entries[file.place].status = file.status }
        return CopyReport(files: written.count, bytes: written.reduce(0) { $0 + $1.bytes })
    }

    private static func take(_ next: borrowing Mutex<Int>, below end: Int) -> Int? {
        next.withLock { next in
            guard next < end else { return nil }
            next += 1
            return next - 1
        }
    }

    /// A handle for each thread, as the library wants it; commits that are in memory are known to their own one only.
    private func handles(atMost count: Int) throws(GitError) -> [GitRepository] {
        var handles = [repository]
        guard !repository.isMade(commit) else { return handles }
        while handles.count < min(count, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))), 8) {
            handles.append(try GitRepository.openBare(repository.commonFolder))
        }
        return handles
    }
}

/// A file that is on disk now.
private struct WrittenFile {
    /// In the list of entries.
    var place: Int
    var status: stat?
    var bytes: Int
}

/// What one thread writes.
private struct PortionWriter {
    let repository: GitRepository
    let commit: git_oid
    let convertsNothing: Bool
    var cursor: FolderCursor
    var written: [WrittenFile] = []

    init(repository: GitRepository, commit: git_oid, convertsNothing: Bool, target: Folder) {
        self.repository = repository
        self.commit = commit
        self.convertsNothing = convertsNothing
        cursor = FolderCursor(root: target)
    }

    mutating func write(_ entry: CommitEntry, place: Int) throws(GitError) {
        guard entry.mode != GIT_FILEMODE_COMMIT else { return }
        let folder = try cursor.enter(entry.folders)
        let bytes = try writeBlob(entry, into: folder)
        written.append(WrittenFile(place: place, status: folder.status(Array(entry.name)), bytes: bytes))
    }

    private func writeBlob(_ entry: CommitEntry, into folder: Folder) throws(GitError) -> Int {
        var wanted = entry.id
        var blob: OpaquePointer?
        try repository.check(git_blob_lookup(&blob, repository.pointer, &wanted), "read \"\(entry.text)\"")
        defer { git_blob_free(blob) }
        let raw = UnsafeRawBufferPointer(start: git_blob_rawcontent(blob), count: Int(git_blob_rawsize(blob)))
        let name = Array(entry.name)
        if entry.mode == GIT_FILEMODE_LINK {
            try folder.makeLink(name, to: Array(raw))
            return raw.count
        }
        let mode: mode_t = entry.mode == GIT_FILEMODE_BLOB_EXECUTABLE ? 0o755 : 0o644
        if convertsNothing {
            try folder.write(raw, to: name, mode: mode)
            return raw.count
        }
        var options = git_blob_filter_options()
        git_blob_filter_options_init(&options, UInt32(GIT_BLOB_FILTER_OPTIONS_VERSION))
        options.flags |= GIT_BLOB_FILTER_ATTRIBUTES_FROM_COMMIT.rawValue
        options.attr_commit_id = commit
        var buffer = git_buf()
        let code = Folder.withCString(entry.path) { git_blob_filter(&buffer, blob, $0, &options) }
        try repository.check(code, "convert \"\(entry.text)\"")
        defer { git_buf_dispose(&buffer) }
        let content = UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size)
        try folder.write(content, to: name, mode: mode)
        return content.count
    }
}

extension CommitEntry {
    fileprivate var text: String {
        String(decoding: path, as: UTF8.self)
    }
}

/// A place in a tree, with the folders on the way to it kept open; they are made if need be.
struct FolderCursor {
    let root: Folder
    private var open: [(name: Folder.Name, folder: Folder)] = []

    init(root: Folder) {
        self.root = root
    }

    mutating func enter(_ parts: [Folder.Name]) throws(GitError) -> Folder {
        let shared = zip(open, parts).prefix { $0.name == $1 }.count
        open.removeLast(open.count - shared)
        for part in parts[shared...] {
            open.append((part, try (open.last?.folder ?? root).madeChild(part)))
        }
        return open.last?.folder ?? root
    }
}
