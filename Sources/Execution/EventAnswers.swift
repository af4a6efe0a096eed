package import Events
package import GitRepositories

extension EventRequest {
    /// Answers from a repository what depends on the payload's file: commits of refs, merges of pull requests. Blocks when the event is made.
    package mutating func ask(_ repository: GitRepository) {
        commit = { Self.commit($0, in: repository) }
        mergeCommit = { merge throws(EventError) in try Self.merge(merge, in: repository) }
    }

    /// A branch that is only here as the remote's counts, too.
    private static func commit(_ name: String, in repository: GitRepository) -> String? {
        guard name.hasPrefix("refs/") else { return repository.hasCommit(name) ? name : nil }
        let remote = name.hasPrefix("refs/heads/") ? "refs/remotes/origin/" + name.dropFirst("refs/heads/".count) : name
        return [name, remote].first { repository.objectID(ofRef: $0) != nil }.flatMap { try? repository.resolve($0) }
    }

    private static func merge(_ merge: PullRequestMerge, in repository: GitRepository) throws(EventError) -> String? {
        let result: MergeResult
        do {
            result = try repository.mergeCommit(of: merge.headSHA, into: merge.baseSHA)
        } catch {
            throw EventError(message: "the pull request can't be merged: \(error)")
        }
        switch result {
        case .merged(let sha): return sha
        case .nothingToMerge: return nil
        case .conflict(let paths):
            let shown = paths.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ") + (paths.count > 5 ? ", …" : "")
            throw EventError(
                message: "the pull request can't be merged: \"\(merge.headRef)\" and \"\(merge.baseRef)\" conflict in \(shown)",
                remedy: "merge or rebase onto \"\(merge.baseRef)\"; GitHub runs no pull_request workflows on conflicts either")
        }
    }
}
