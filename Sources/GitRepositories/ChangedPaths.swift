import CGit2

extension GitRepository {
    /// The paths that differ between two commits, relative to the root, in byte order. A rename counts as both its paths.
    ///
    /// - Parameter from: The older commit; nothing: compare with the empty tree, so every path of `to`.
    package func changedPaths(from: String?, to: String) throws(GitError) -> [String] {
        try lock.withLock { () throws(GitError) in
            let old = try from.map { (sha) throws(GitError) in try tree(of: sha) }
            defer { git_tree_free(old) }
            let new = try tree(of: to)
            defer { git_tree_free(new) }
            var options = try diffOptions()
            var diff: OpaquePointer?
            try check(git_diff_tree_to_tree(&diff, pointer, old, new, &options), "compare commits")
            defer { git_diff_free(diff) }
            return Self.paths(of: diff)
        }
    }

    /// The paths that differ between a commit and the work tree as it is on disk, untracked files included and ignored ones not.
    ///
    /// - Parameter from: The commit; nothing: the empty tree.
    package func changedPathsInWorkTree(from: String?) throws(GitError) -> [String] {
        try lock.withLock { () throws(GitError) in
            let old = try from.map { (sha) throws(GitError) in try tree(of: sha) }
            defer { git_tree_free(old) }
            var options = try diffOptions()
            options.flags |= GIT_DIFF_INCLUDE_UNTRACKED.rawValue | GIT_DIFF_RECURSE_UNTRACKED_DIRS.rawValue
            // What is modified inside a submodule is not a change of this repository.
            options.ignore_submodules = GIT_SUBMODULE_IGNORE_DIRTY
            var diff: OpaquePointer?
            try check(git_diff_tree_to_workdir_with_index(&diff, pointer, old, &options), "compare the work tree")
            defer { git_diff_free(diff) }
            return Self.paths(of: diff)
        }
    }

    /// The tree of a commit; the caller frees it.
    func tree(of sha: String) throws(GitError) -> OpaquePointer {
        let commit = try lookUpCommit(sha)
        defer { git_commit_free(commit) }
        var tree: OpaquePointer?
        try check(git_commit_tree(&tree, commit), "read the tree of \"\(sha)\"")
        guard let tree else { throw LibGit.error("read the tree of \"\(sha)\"", path: gitFolder, code: -1) }
        return tree
    }

    private func diffOptions() throws(GitError) -> git_diff_options {
        var options = git_diff_options()
        try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), "compare commits")
        options.flags |= GIT_DIFF_INCLUDE_TYPECHANGE.rawValue | GIT_DIFF_SKIP_BINARY_CHECK.rawValue
        return options
    }

    private static func paths(of diff: OpaquePointer?) -> [String] {
        var paths: [String] = []
        for index in 0..<git_diff_num_deltas(diff) {
            guard let delta = git_diff_get_delta(diff, index)?.pointee else { continue }
            let file = delta.status == GIT_DELTA_DELETED ? delta.old_file : delta.new_file
            // A folder that is a repository of its own ends with a slash; it is not a file of this one.
            guard let path = file.path.map({ String(cString: $0) }), !path.hasSuffix("/") else { continue }
            if paths.last != path { paths.append(path) }
        }
        return paths
    }
}
