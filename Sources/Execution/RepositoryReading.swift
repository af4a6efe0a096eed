package import Events
package import GitRepositories

/// Reads from a git repository what events are made of. Blocks, as the repository does.
package enum RepositoryReading {
    /// How many commits a payload lists, as GitHub's.
    private static let commitLimit = 2048

    /// The facts of a repository as if what is checked out, or another ref, had just been pushed.
    ///
    /// The ref was at the branch's upstream before, where the branch is ahead of one; else at the first parent of the last commit.
    ///
    /// - Parameters:
    ///   - ref: A branch or tag in short or full form; nothing: what is checked out.
    ///   - now: Seconds since 1970, UTC.
    package static func facts(
        of repository: GitRepository, ref: String? = nil, now: Int64
    ) throws(GitError) -> RepositoryFacts {
        let identity = identity(of: repository)
        let head = if let ref { try named(ref, in: repository) } else { try repository.head() }
        var facts = RepositoryFacts(identity: identity, ref: head.ref ?? head.tag)
        facts.time = now
        facts.user = Person(name: repository.userName() ?? "", email: repository.userEmail() ?? "")
        facts.defaultBranchSHA =
            ["refs/remotes/origin/", "refs/heads/"].lazy
            .compactMap { repository.objectID(ofRef: $0 + identity.defaultBranch) }.first
        guard let sha = head.sha else { return facts }
        if let tag = head.tag { facts.tagAtHead = tag } else { facts.tagAtHead = try repository.tags(at: sha).last }
        let commit = try repository.commit(sha)
        facts.head = CommitFacts(commit)
        if facts.ref?.hasPrefix("refs/tags/") == true { return facts }
        let upstream = ref == nil ? repository.upstream().flatMap { repository.objectID(ofRef: $0) } : nil
        let base = upstream.flatMap { repository.mergeBase($0, sha) }
        let isAhead = upstream != nil && base != nil && base != sha
        facts.before = isAhead ? upstream : commit.parents.first { repository.hasCommit($0) }
        facts.isForced = isAhead && base != upstream
        let new = try repository.commits(to: sha, excluding: facts.before.map { [$0] } ?? [], limit: commitLimit)
        facts.commits = new.reversed().map { CommitFacts($0) }
        return facts
    }

    /// A branch or tag by its short or full name, as if it were checked out; of a remote's branch the branch.
    private static func named(_ name: String, in repository: GitRepository) throws(GitError) -> Head {
        if name.hasPrefix("refs/") { return Head(sha: try repository.resolve(name), ref: name) }
        for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/origin/"] where repository.objectID(ofRef: prefix + name) != nil {
            let full = (prefix == "refs/tags/" ? prefix : "refs/heads/") + name
            return Head(sha: try repository.resolve(prefix + name), ref: full)
        }
        throw GitError(kind: .notFound, operation: "find", path: name, reason: "there is no branch or tag of that name")
    }

    /// The repository's name: that of its remote `origin`, else `local/FOLDER`.
    package static func identity(of repository: GitRepository) -> RepositoryIdentity {
        let branch = repository.defaultBranch()
        if let url = repository.remoteURL("origin"), let identity = RepositoryIdentity(remoteURL: url, defaultBranch: branch) {
            return identity
        }
        let folder = (repository.workTree ?? repository.gitFolder).split(separator: "/").last.map(String.init) ?? "repository"
        return RepositoryIdentity(fullName: "local/\(folder)", defaultBranch: branch)
    }

    /// The paths that an event changed, for path filters.
    ///
    /// - Parameter includingWorkTree: Count what is not committed yet, where the event is about the commit checked out.
    /// - Returns: Nothing where that can't be known: other events, tags, commits that are not in the repository.
    package static func changedPaths(
        of event: Event, in repository: GitRepository, includingWorkTree: Bool
    ) throws(GitError) -> [String]? {
        let from: String?
        let end: String
        switch event.pathComparison {
        case .none: return nil
        case .commits(let before, let to):
            guard repository.hasCommit(to), before.map(repository.hasCommit) ?? true else { return nil }
            let parents = try repository.commit(to).parents
            from = before ?? parents.first { repository.hasCommit($0) }
            end = to
        case .mergeBase(let base, let head):
            guard let common = repository.mergeBase(base, head) else { return nil }
            from = common
            end = head
        }
        if includingWorkTree, repository.workTree != nil, try repository.head().sha == end {
            return try repository.changedPathsInWorkTree(from: from)
        }
        return try repository.changedPaths(from: from, to: end)
    }
}

extension CommitFacts {
    /// As git holds the commit.
    package init(_ commit: CommitInfo) {
        let author = Person(name: commit.author.name, email: commit.author.email)
        self.init(sha: commit.sha, treeID: commit.treeID, message: commit.message, author: author)
        committer = Person(name: commit.committer.name, email: commit.committer.email)
        time = commit.committer.time
        offset = commit.committer.offset
    }
}
