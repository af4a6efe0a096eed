import CGit2

/// A commit, as git holds it.
package struct CommitInfo: Sendable, Hashable {
    /// Who, and when.
    package struct Signature: Sendable, Hashable {
        package var name: String
        package var email: String
        /// Seconds since 1970, UTC.
        package var time: Int64
        /// The author's distance from UTC in minutes, east positive.
        package var offset: Int

        package init(name: String, email: String, time: Int64, offset: Int) {
            self.name = name
            self.email = email
            self.time = time
            self.offset = offset
        }
    }

    package var sha: String
    package var treeID: String
    package var parents: [String]
    /// Whole, with its last newline.
    package var message: String
    package var author: Signature
    package var committer: Signature
}

extension GitRepository {
    /// A commit by its full id.
    package func commit(_ sha: String) throws(GitError) -> CommitInfo {
        try lock.withLock { () throws(GitError) in
            let commit = try lookUpCommit(sha)
            defer { git_commit_free(commit) }
            return CommitInfo(
                sha: sha, treeID: git_commit_tree_id(commit)?.pointee.hex ?? "",
                parents: (0..<git_commit_parentcount(commit)).compactMap { git_commit_parent_id(commit, $0)?.pointee.hex },
                message: git_commit_message(commit).map { String(cString: $0) } ?? "",
                author: Self.signature(git_commit_author(commit)), committer: Self.signature(git_commit_committer(commit)))
        }
    }

    /// The commits that `to` has and `excluded` have not, newest first, at most `limit`.
    ///
    /// Excluded ids that are not in the repository (the old tip after a forced push) are passed over.
    package func commits(to: String, excluding excluded: [String], limit: Int) throws(GitError) -> [CommitInfo] {
        try lock.withLock { () throws(GitError) in
            var walk: OpaquePointer?
            try check(git_revwalk_new(&walk, pointer), "walk the history")
            defer { git_revwalk_free(walk) }
            git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue)
            var id = try oid(to)
            try check(git_revwalk_push(walk, &id), "walk the history of \"\(to)\"")
            for sha in excluded {
                if var hidden = git_oid(hex: sha) { _ = git_revwalk_hide(walk, &hidden) }
            }
            var found: [CommitInfo] = []
            var next = git_oid()
            while found.count < limit, git_revwalk_next(&next, walk) == 0 {
                found.append(try commit(next.hex))
            }
            return found
        }
    }

    /// The best common ancestor of two commits; nothing where there is none, or where one isn't in the repository.
    package func mergeBase(_ one: String, _ other: String) -> String? {
        lock.withLock {
            guard var first = git_oid(hex: one), var second = git_oid(hex: other) else { return nil }
            var base = git_oid()
            return git_merge_base(&base, pointer, &first, &second) == 0 ? base.hex : nil
        }
    }

    /// Whether the repository has the commit.
    package func hasCommit(_ sha: String) -> Bool {
        lock.withLock {
            guard let commit = try? lookUpCommit(sha) else { return false }
            git_commit_free(commit)
            return true
        }
    }

    func lookUpCommit(_ sha: String) throws(GitError) -> OpaquePointer {
        var id = try oid(sha)
        var commit: OpaquePointer?
        try check(git_commit_lookup(&commit, pointer, &id), "read commit \"\(sha)\"")
        guard let commit else { throw LibGit.error("read commit \"\(sha)\"", path: gitFolder, code: -1) }
        return commit
    }

    func oid(_ sha: String) throws(GitError) -> git_oid {
        guard let id = git_oid(hex: sha) else {
            let reason = sha.utf8.count == 64 ? "SHA-256 ids are not supported" : "it is not 40 hex digits"
            throw GitError(kind: .unsupported, operation: "read commit \"\(sha)\"", path: gitFolder, reason: reason)
        }
        return id
    }

    private static func signature(_ pointer: UnsafePointer<git_signature>?) -> CommitInfo.Signature {
        guard let raw = pointer?.pointee else { return CommitInfo.Signature(name: "", email: "", time: 0, offset: 0) }
        return CommitInfo.Signature(
            name: raw.name.map { String(cString: $0) } ?? "", email: raw.email.map { String(cString: $0) } ?? "",
            time: raw.when.time, offset: Int(raw.when.offset))
    }
}
