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
            let target = try Self.target(of: request)
            var entries = try CommitListing(repository: self, request).entries(of: sha)
            let writer = CommitWriter(repository: self, commit: sha, convertsNothing: try convertsNothing(entries))
            let report = try writer.write(&entries, into: target)
            if request.history != .none {
                try copyGitFolder(into: target, request, head: Head(sha: sha, ref: nil), copiesIndex: false)
                let git = try target.madeChild(Array(".git".utf8))
                try IndexFile(repository: self).write(entries.map { ($0.path, $0.indexEntry) }, into: git)
            }
            return report
        }
    }

    /// Whether files are on disk as they are stored: no attributes, no conversion of line ends.
    private func convertsNothing(_ entries: [CommitEntry]) throws(GitError) -> Bool {
        let attributes = Array(".gitattributes".utf8)
        if entries.contains(where: { $0.name.elementsEqual(attributes) }) { return false }
        if access(commonFolder + "/info/attributes", F_OK) == 0 || setting("core.attributesFile") != nil { return false }
        let usual = [
            getenv("XDG_CONFIG_HOME").map { String(cString: $0) + "/git" }, getenv("HOME").map { String(cString: $0) + "/.config/git" },
        ]
        if (usual.compactMap { $0 } + ["/etc"]).contains(where: {
            access($0 + ($0 == "/etc" ? "/gitattributes" : "/attributes"), F_OK) == 0
        }) {
            return false
        }
        return (setting("core.autocrlf") ?? "false").lowercased() == "false"
    }
}

/// A file, link or submodule of a commit, or a folder that is not written.
struct CommitEntry {
    /// From the root, `/` between parts.
    var path: [UInt8]
    var id: git_oid
    var mode: git_filemode_t
    /// Outside of a sparse work tree: in the index only.
    var isLeftOut = false
    /// Of the file, once it is written.
    var status: stat?

    var folders: [Folder.Name] {
        path.split(separator: 0x2F).dropLast().map { Array($0) }
    }

    var name: ArraySlice<UInt8> {
        path[((path.lastIndex(of: 0x2F) ?? -1) + 1)...]
    }

    /// With the state of the file just written, so that git sees it unchanged.
    var indexEntry: git_index_entry {
        var entry = git_index_entry()
        entry.id = id
        entry.mode = mode.rawValue
        if isLeftOut { IndexFile.leaveOut(&entry) }
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
}

/// Lists what a commit holds.
private struct CommitListing {
    let repository: GitRepository
    let leavingOut: Set<String>
    var filter: SparseFilter?
    var found: [CommitEntry] = []

    init(repository: GitRepository, _ request: CopyRequest) {
        self.repository = repository
        leavingOut = request.leavingOut
        filter = request.sparse.map { SparseFilter($0) }
    }

    func entries(of sha: String) throws(GitError) -> [CommitEntry] {
        let root = try repository.tree(of: sha)
        defer { git_tree_free(root) }
        var listing = self
        try listing.visit(root, prefix: [], depth: 0)
        return listing.found
    }

    private mutating func visit(_ tree: OpaquePointer, prefix: [UInt8], depth: Int) throws(GitError) {
        guard depth < 256 else { throw problem("folders are nested too deeply") }
        // A folder may be in a tree any number of times: a few objects can stand for more files than a disk holds.
        guard found.count < 5_000_000 else { throw problem("it has more than 5,000,000 files") }
        for place in 0..<git_tree_entrycount(tree) {
            guard let entry = git_tree_entry_byindex(tree, place), let text = git_tree_entry_name(entry), let id = git_tree_entry_id(entry)
            else { continue }
            let name = Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
            // A tree made by hand may hold names that lead elsewhere or into `.git`.
            guard Self.isSafe(name) else {
                throw problem("the commit holds a file name that is not allowed: \"\(String(decoding: name, as: UTF8.self))\"")
            }
            let path = prefix + name
            if !leavingOut.isEmpty, leavingOut.contains(String(decoding: path, as: UTF8.self)) { continue }
            let mode = git_tree_entry_filemode(entry)
            if mode == GIT_FILEMODE_TREE {
                var wanted = id.pointee
                var inner: OpaquePointer?
                try repository.check(git_tree_lookup(&inner, repository.pointer, &wanted), "read a tree")
                defer { git_tree_free(inner) }
                if let inner { try visit(inner, prefix: path + [0x2F], depth: depth + 1) }
            } else {
                found.append(CommitEntry(path: path, id: id.pointee, mode: mode, isLeftOut: filter?.holds(path) == false))
            }
        }
    }

    private func problem(_ reason: String) -> GitError {
        GitError(kind: .failed, operation: "check out", path: repository.workTree ?? repository.gitFolder, reason: reason)
    }

    private static func isSafe(_ name: Folder.Name) -> Bool {
        let text = String(decoding: name, as: UTF8.self).lowercased()
        return !name.isEmpty && !name.contains(0x2F) && ![".", "..", ".git"].contains(text)
    }
}
