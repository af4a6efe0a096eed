import CGit2
import Glibc

/// What becomes of merging one commit into another.
package enum MergeResult: Sendable, Hashable {
    /// The merge commit's id.
    case merged(String)
    /// The base has the head already, or the two have no history in common, or one of them is not here.
    case nothingToMerge
    /// Both changed the same lines of these paths, in byte order.
    case conflict(paths: [String])
}

/// An object that is in no folder of the repository.
struct MadeObject {
    var id: git_oid
    var type: git_object_t
    var bytes: [UInt8]
}

extension GitRepository {
    /// Merges one commit into another as GitHub does for a pull request: a commit of both, even where the base has nothing of its own.
    ///
    /// The repository on disk stays as it is: what is new lives in this object only, and goes along with its copies. The same two
    /// commits always give the same merge.
    ///
    /// - Parameters:
    ///   - head: The commit to merge, in hex.
    ///   - base: The commit to merge into, in hex.
    package func mergeCommit(of head: String, into base: String) throws(GitError) -> MergeResult {
        try lock.withLock { () throws(GitError) in
            guard let ancestor = mergeBase(base, head), ancestor != head else { return .nothingToMerge }
            try keepWritesInMemory()
            let ours = try lookUpCommit(base)
            defer { git_commit_free(ours) }
            let theirs = try lookUpCommit(head)
            defer { git_commit_free(theirs) }
            var options = git_merge_options()
            git_merge_options_init(&options, UInt32(GIT_MERGE_OPTIONS_VERSION))
            var index: OpaquePointer?
            try check(git_merge_commits(&index, pointer, ours, theirs, &options), "merge \"\(head)\" into \"\(base)\"")
            defer { git_index_free(index) }
            if git_index_has_conflicts(index) != 0 { return .conflict(paths: conflicts(in: index)) }
            var treeID = git_oid()
            try check(git_index_write_tree_to(&treeID, index, pointer), "make the tree of a merge")
            let id = try makeCommit(treeID, message: "Merge \(head) into \(base)", parents: [ours, theirs])
            try remember(commit: id, tree: treeID)
            return .merged(id.hex)
        }
    }

    /// Whether a commit was made here, and so is in no folder of the repository.
    package func isMade(_ sha: String) -> Bool {
        lock.withLock { madeObjects.contains { $0.id.hex == sha } }
    }

    /// Whether two commits hold the same files.
    package func haveSameTree(_ one: String, _ other: String) -> Bool {
        guard let first = try? commit(one), let second = try? commit(other) else { return false }
        return first.treeID == second.treeID
    }

    /// Puts the objects that were made here into a folder of objects.
    func copyMadeObjects(into objects: Folder) throws(GitError) {
        guard !madeObjects.isEmpty else { return }
        var database: OpaquePointer?
        try check(git_odb_new(&database), "open the copy's objects")
        defer { git_odb_free(database) }
        var files: UnsafeMutablePointer<git_odb_backend>?
        // By its descriptor: what the path names may be another folder by now.
        try check(git_odb_backend_loose(&files, "/proc/self/fd/\(objects.descriptor)", -1, 0, 0, 0), "open the copy's objects")
        try check(git_odb_add_backend(database, files, 1), "open the copy's objects")
        for object in madeObjects {
            var id = git_oid()
            let code = object.bytes.withUnsafeBytes { git_odb_write(&id, database, $0.baseAddress, $0.count, object.type) }
            try check(code, "write an object")
        }
    }

    /// From now on, what is written to the repository's objects stays in memory.
    private func keepWritesInMemory() throws(GitError) {
        guard !writesToMemory else { return }
        var database: OpaquePointer?
        try check(git_repository_odb(&database, pointer), "open the objects")
        defer { git_odb_free(database) }
        var memory: UnsafeMutablePointer<git_odb_backend>?
        try check(git_mempack_new(&memory), "keep objects in memory")
        // Before the folders of the repository, whose priorities are 1 and 2.
        try check(git_odb_add_backend(database, memory, 999), "keep objects in memory")
        writesToMemory = true
    }

    private func conflicts(in index: OpaquePointer?) -> [String] {
        var iterator: OpaquePointer?
        guard git_index_conflict_iterator_new(&iterator, index) == 0 else { return [] }
        defer { git_index_conflict_iterator_free(iterator) }
        var paths: Set<String> = []
        var sides: (UnsafePointer<git_index_entry>?, UnsafePointer<git_index_entry>?, UnsafePointer<git_index_entry>?)
        while git_index_conflict_next(&sides.0, &sides.1, &sides.2, iterator) == 0 {
            if let path = (sides.1 ?? sides.2 ?? sides.0)?.pointee.path { paths.insert(String(cString: path)) }
        }
        return paths.sorted()
    }

    private func makeCommit(_ treeID: git_oid, message: String, parents: [OpaquePointer]) throws(GitError) -> git_oid {
        // GitHub's own signature, at the head's time: a merge of the same commits is the same commit.
        var signature: UnsafeMutablePointer<git_signature>?
        let time = parents.map { git_commit_time($0) }.max() ?? 0
        try check(git_signature_new(&signature, "GitHub", "noreply@github.com", time, 0), "make a signature")
        defer { git_signature_free(signature) }
        var treeID = treeID
        var tree: OpaquePointer?
        try check(git_tree_lookup(&tree, pointer, &treeID), "read the tree of a merge")
        defer { git_tree_free(tree) }
        var id = git_oid()
        var list: [OpaquePointer?] = parents
        let code = git_commit_create(&id, pointer, nil, signature, signature, nil, message, tree, list.count, &list)
        try check(code, "make the commit of a merge")
        return id
    }

    /// Notes the objects of a merge that are in no folder.
    private func remember(commit: git_oid, tree: git_oid) throws(GitError) {
        var all: OpaquePointer?
        try check(git_repository_odb(&all, pointer), "open the objects")
        defer { git_odb_free(all) }
        var stored: OpaquePointer?
        try check(git_odb_open(&stored, commonFolder + "/objects"), "open the objects")
        defer { git_odb_free(stored) }
        var waiting = [commit, tree]
        while var id = waiting.popLast() {
            if git_odb_exists(stored, &id) == 1 || madeObjects.contains(where: { $0.id.hex == id.hex }) { continue }
            var object: OpaquePointer?
            try check(git_odb_read(&object, all, &id), "read an object of a merge")
            defer { git_odb_object_free(object) }
            let bytes = Array(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object)))
            madeObjects.append(MadeObject(id: id, type: git_odb_object_type(object), bytes: bytes))
            if git_odb_object_type(object) == GIT_OBJECT_TREE { waiting += try entries(ofTree: id) }
        }
    }

    private func entries(ofTree id: git_oid) throws(GitError) -> [git_oid] {
        var id = id
        var tree: OpaquePointer?
        try check(git_tree_lookup(&tree, pointer, &id), "read a tree of a merge")
        defer { git_tree_free(tree) }
        return (0..<git_tree_entrycount(tree)).compactMap { place in
            guard let entry = git_tree_entry_byindex(tree, place) else { return nil }
            return git_tree_entry_filemode(entry) == GIT_FILEMODE_COMMIT ? nil : git_tree_entry_id(entry)?.pointee
        }
    }
}
