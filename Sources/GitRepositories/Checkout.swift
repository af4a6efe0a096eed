import CGit2
import Glibc

extension GitRepository {
    /// Writes the files of a commit, and a `.git` with which git works there at that commit.
    ///
    /// Line ends and `$Id$` are converted as `.gitattributes` of the commit asks; other filters (LFS) are not run, so their files
    /// hold what the repository stores. Submodules become empty folders.
    ///
    /// - Parameters:
    ///   - commit: Any revision: an id, a ref, a tag.
    ///   - request: Its `ref` is what HEAD will name; nothing: HEAD is detached.
    package func checkOut(commit revision: String, _ request: CopyRequest) throws(GitError) -> CopyReport {
        try lock.withLock { () throws(GitError) in
            let sha = try resolve(revision)
            let root = try tree(of: sha)
            defer { git_tree_free(root) }
            let target = try Self.target(of: request)
            var writer = try TreeWriter(repository: self, sha: sha, leavingOut: request.leavingOut)
            try writer.write(root, into: target, prefix: [], depth: 0)
            if request.history != .none {
                try copyGitFolder(into: target, request, head: Head(sha: sha, ref: nil))
                try writer.writeIndex(into: try target.madeChild(Array(".git".utf8)))
            }
            return writer.report
        }
    }
}

/// Writes the tree of a commit to disk.
private struct TreeWriter {
    let repository: GitRepository
    let commit: git_oid
    let leavingOut: Set<String>
    var report = CopyReport()
    private var entries: [(path: [UInt8], entry: git_index_entry)] = []

    init(repository: GitRepository, sha: String, leavingOut: Set<String>) throws(GitError) {
        self.repository = repository
        self.leavingOut = leavingOut
        commit = try repository.oid(sha)
    }

    mutating func write(_ tree: OpaquePointer, into folder: Folder, prefix: [UInt8], depth: Int) throws(GitError) {
        guard depth < 256 else {
            throw GitError(kind: .unsupported, operation: "check out", path: folder.path, reason: "folders are nested too deeply")
        }
        for place in 0..<git_tree_entrycount(tree) {
            guard let entry = git_tree_entry_byindex(tree, place), let text = git_tree_entry_name(entry) else { continue }
            let name = Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
            // A tree made by hand may hold names that lead elsewhere or into `.git`.
            guard Self.isSafe(name) else {
                throw GitError(
                    kind: .failed, operation: "check out", path: folder.path,
                    reason: "the commit holds a file name that is not allowed: \"\(String(decoding: name, as: UTF8.self))\"")
            }
            let path = prefix + name
            if leavingOut.contains(String(decoding: path, as: UTF8.self)) { continue }
            try write(entry, path: path, name: name, into: folder, depth: depth)
        }
    }

    private mutating func write(
        _ entry: OpaquePointer, path: [UInt8], name: Folder.Name, into folder: Folder, depth: Int
    ) throws(GitError) {
        guard let id = git_tree_entry_id(entry)?.pointee else { return }
        let mode = git_tree_entry_filemode(entry)
        switch mode {
        case GIT_FILEMODE_TREE:
            var wanted = id
            var inner: OpaquePointer?
            try repository.check(git_tree_lookup(&inner, repository.pointer, &wanted), "read a tree")
            defer { git_tree_free(inner) }
            if let inner { try write(inner, into: try folder.madeChild(name), prefix: path + [0x2F], depth: depth + 1) }
            return
        case GIT_FILEMODE_COMMIT:
            _ = try folder.madeChild(name)
        default:
            try writeBlob(id, path: path, name: name, mode: mode, into: folder)
        }
        entries.append((path, indexEntry(id, mode: mode, status: folder.status(name))))
    }

    private mutating func writeBlob(
        _ id: git_oid, path: [UInt8], name: Folder.Name, mode: git_filemode_t, into folder: Folder
    ) throws(GitError) {
        var wanted = id
        var blob: OpaquePointer?
        try repository.check(git_blob_lookup(&blob, repository.pointer, &wanted), "read \"\(String(decoding: path, as: UTF8.self))\"")
        defer { git_blob_free(blob) }
        let raw = UnsafeRawBufferPointer(start: git_blob_rawcontent(blob), count: Int(git_blob_rawsize(blob)))
        report.files += 1
        if mode == GIT_FILEMODE_LINK {
            try folder.makeLink(name, to: Array(raw))
            report.bytes += raw.count
            return
        }
        var options = git_blob_filter_options()
        git_blob_filter_options_init(&options, UInt32(GIT_BLOB_FILTER_OPTIONS_VERSION))
        options.flags |= GIT_BLOB_FILTER_ATTRIBUTES_FROM_COMMIT.rawValue
        options.attr_commit_id = commit
        var buffer = git_buf()
        let code = Folder.withCString(path) { git_blob_filter(&buffer, blob, $0, &options) }
        try repository.check(code, "convert \"\(String(decoding: path, as: UTF8.self))\"")
        defer { git_buf_dispose(&buffer) }
        let content = UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size)
        try folder.write(content, to: name, mode: mode == GIT_FILEMODE_BLOB_EXECUTABLE ? 0o755 : 0o644)
        report.bytes += content.count
    }

    /// Writes the index, with the state of the files just written, so that git sees them unchanged.
    func writeIndex(into git: Folder) throws(GitError) {
        // The library writes by path; the target may be written to by others, so it writes in a folder of ours.
        var template = Array("/tmp/runner-index-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Folder.systemError("make folder", "/tmp") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let scratch = try Folder.open(path)
        defer {
            try? scratch.removeContents()
            rmdir(path)
        }
        var index: OpaquePointer?
        try repository.check(git_index_open(&index, path + "/index"), "make an index")
        defer { git_index_free(index) }
        for (path, entry) in entries {
            let code = Folder.withCString(path) { text in
                var entry = entry
                entry.path = text
                return git_index_add(index, &entry)
            }
            try repository.check(code, "add \"\(String(decoding: path, as: UTF8.self))\" to the index")
        }
        try repository.check(git_index_write(index), "write the index")
        _ = try git.copyFile(Array("index".utf8), from: scratch)
    }

    private func indexEntry(_ id: git_oid, mode: git_filemode_t, status: stat?) -> git_index_entry {
        var entry = git_index_entry()
        entry.id = id
        entry.mode = mode.rawValue
        guard let status, mode != GIT_FILEMODE_COMMIT else { return entry }
        entry.file_size = UInt32(truncatingIfNeeded: status.st_size)
        entry.mtime = git_index_time(
            seconds: Int32(truncatingIfNeeded: status.st_mtim.tv_sec), nanoseconds: UInt32(truncatingIfNeeded: status.st_mtim.tv_nsec))
        entry.ctime = git_index_time(
            seconds: Int32(truncatingIfNeeded: status.st_ctim.tv_sec), nanoseconds: UInt32(truncatingIfNeeded: status.st_ctim.tv_nsec))
        entry.ino = UInt32(truncatingIfNeeded: status.st_ino)
        entry.uid = status.st_uid
        entry.gid = status.st_gid
        return entry
    }

    private static func isSafe(_ name: Folder.Name) -> Bool {
        let text = String(decoding: name, as: UTF8.self).lowercased()
        return !name.isEmpty && !name.contains(0x2F) && ![".", "..", ".git"].contains(text)
    }
}
