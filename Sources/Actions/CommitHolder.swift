import LinuxSystem

/// What of a repository holds a commit.
///
/// Servers of forks in common, GitHub's among them, give out a fork's commits by their ids as if they were the repository's own: a
/// commit that no branch and no tag holds may be anybody's.
package enum CommitHolder: Sendable, Hashable {
    case branch
    /// A tag, and no branch.
    case tag
    case nothing
}

extension ActionStore {
    /// Asks the repository's source what holds a commit that came from it; fetches the history for it, without files.
    package func holder(of repository: StoredRepository) async throws(ActionError) -> CommitHolder {
        let fetch = RepositoryFetch(
            transport: transport, layout: layout, name: repository.name, urls: sources.urls(for: repository.name))
        let lock = try await layout.lock(repository.name)
        defer { lock.release() }
        return try await fetch.holder(of: repository.commit)
    }
}

extension RepositoryFetch {
    /// The caller holds the lock.
    fileprivate func holder(of commit: String) async throws(ActionError) -> CommitHolder {
        try await inTemporary { temporary throws(ActionError) in
            let folder = "\(temporary)/repository.git"
            var problems: [String] = []
            for url in urls {
                try await start(folder, scratch: temporary)
                let complaint = try await fetchEverything(from: url, into: folder, scratch: temporary, options: ["--filter=tree:0"])
                guard complaint.isEmpty else {
                    problems.append("\(Credentials.masked(url)): \(complaint)")
                    continue
                }
                guard try await transport.has(commit, in: folder, scratch: temporary) else { return .nothing }
                for (holder, refs) in [(CommitHolder.branch, "refs/runner/heads"), (.tag, "refs/runner/tags")] {
                    let arguments = ["--git-dir=\(folder)", "for-each-ref", "--count=1", "--contains=\(commit)", refs]
                    let output = try await transport.run(.init(arguments: arguments), scratch: temporary)
                    if output.isSuccess, !output.text.isEmpty { return holder }
                }
                return .nothing
            }
            throw ActionError(
                "cannot look at the branches of \"\(name)\": \(problems.joined(separator: "; "))", remedy: Self.sourceRemedy)
        }
    }
}
