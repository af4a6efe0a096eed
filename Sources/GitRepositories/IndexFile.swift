import CGit2
import Glibc

/// Writes the index of a copy.
struct IndexFile {
    let repository: GitRepository

    /// The flag of a file that a sparse work tree leaves out.
    static func leaveOut(_ entry: inout git_index_entry) {
        entry.flags_extended |= UInt16(GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue)
    }

    /// Writes an index of these entries into a `.git`.
    func write(_ entries: [(path: [UInt8], entry: git_index_entry)], into git: Folder) throws(GitError) {
        try git.remove(Array("index".utf8))
        var index: OpaquePointer?
        // By its descriptor: what the path names may be another folder by now.
        try repository.check(git_index_open(&index, "/proc/self/fd/\(git.descriptor)/index"), "make an index")
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
    }

    /// Copies the work tree's own index into a `.git`; what a sparse copy leaves out is marked.
    func copy(into git: Folder, _ sparse: SparseCheckout?) throws(GitError) {
        let source = try Folder.open(repository.gitFolder)
        guard let sparse else {
            _ = try git.copyFile(Array("index".utf8), from: source)
            return
        }
        var index: OpaquePointer?
        try repository.check(git_index_open(&index, repository.gitFolder + "/index"), "read the index")
        defer { git_index_free(index) }
        var filter = SparseFilter(sparse)
        var entries: [(path: [UInt8], entry: git_index_entry)] = []
        for place in 0..<git_index_entrycount(index) {
            guard var entry = git_index_get_byindex(index, place)?.pointee, let text = entry.path else { continue }
            let path = Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
            if !filter.holds(path) { Self.leaveOut(&entry) }
            entries.append((path, entry))
        }
        try write(entries, into: git)
    }
}
