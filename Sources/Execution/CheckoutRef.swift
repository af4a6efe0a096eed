import Events
import GitRepositories

/// What a checkout's `ref` names in the run's repository.
struct CheckoutRef: Sendable, Hashable {
    var commit: String
    /// Its full name in the copy, where HEAD is on it when it is a branch; nothing for a commit.
    var name: String?

    /// Looks a `ref` up as GitHub does: a full ref, a full commit id, a branch, a tag. Blocks.
    ///
    /// - Parameters:
    ///   - text: Empty, or the event's own ref: what the event is about.
    ///   - head: The commit of the work tree; events made up for a repository without commits have none of their own.
    /// - Throws: `GitError`
    static func resolve(_ text: String, _ event: Event, head: String, _ repository: GitRepository) throws -> CheckoutRef {
        if text.isEmpty || text == event.ref {
            let isMadeUp = event.sha.allSatisfy { $0 == "0" }
            return CheckoutRef(commit: isMadeUp ? head : try repository.resolve(event.sha), name: inCopy(event.ref))
        }
        if isCommitID(text) { return CheckoutRef(commit: try repository.resolve(text)) }
        if text.hasPrefix("refs/") {
            if let found = try named(text, repository) { return found }
        } else {
            for folder in ["heads", "tags", "remotes/origin"] {
                guard var found = try named("refs/\(folder)/\(text)", repository) else { continue }
                if folder != "tags" { found.name = "refs/heads/\(text)" }
                return found
            }
        }
        throw GitError(
            kind: .notFound, operation: "find the branch, tag or commit \"\(text)\"", path: repository.workTree ?? repository.gitFolder,
            reason: "there is none here; `git fetch origin \(text)` may bring it, a commit needs its full id")
    }

    private static func named(_ ref: String, _ repository: GitRepository) throws -> CheckoutRef? {
        guard repository.objectID(ofRef: ref) != nil else { return nil }
        return CheckoutRef(commit: try repository.resolve(ref), name: inCopy(ref))
    }

    /// Merges of pull requests are kept apart, as on GitHub.
    private static func inCopy(_ ref: String) -> String {
        ref.hasPrefix("refs/pull/") ? "refs/remotes/" + ref.dropFirst("refs/".count) : ref
    }

    /// Whether a text is a full id.
    static func isCommitID(_ text: String) -> Bool {
        [40, 64].contains(text.utf8.count) && text.allSatisfy(\.isHexDigit)
    }
}
