import Events
import GitRepositories

/// What the events and runs of a repository need to know of it, read in one go; blocks.
struct RepositoryReading {
    /// The root of the work tree, or the folder itself where there is no repository.
    var root: String
    var facts: RepositoryFacts
    /// Nothing in a folder without a repository.
    var repository: GitRepository?
    /// Something the user should know: no repository, no commit.
    var notes: [String] = []

    /// Beyond these the payload's list of commits ends, as GitHub's does.
    private static let commitLimit = 2048

    /// - Parameters:
    ///   - folder: Any folder in the work tree, absolute.
    ///   - ref: A branch or tag in short or full form, instead of the one checked out.
    ///   - now: Seconds since 1970.
    /// - Throws: `GitError` when the repository can't be read or doesn't have the ref.
    init(folder: String, ref: String?, now: Int64) throws {
        do {
            let repository = try GitRepository.discover(from: folder)
            root = repository.workTree ?? repository.gitFolder
            facts = try Self.facts(of: repository, root: root, ref: ref)
            self.repository = repository
        } catch let error as GitError where error.kind == .notARepository {
            root = folder
            facts = RepositoryFacts(identity: RepositoryIdentity(fullName: "local/" + Self.lastPart(folder)))
            notes.append("\(folder) is in no git repository: there is no commit, and path filters don't apply")
        }
        facts.time = now
        if repository != nil, facts.head == nil { notes.append("the repository has no commit yet: github.sha is all zeros") }
    }

    private static func facts(of repository: GitRepository, root: String, ref: String?) throws -> RepositoryFacts {
        let head = try repository.head()
        let fullRef = try ref.map { try full($0, in: repository) } ?? head.ref ?? head.tag
        let sha = try ref == nil ? head.sha : fullRef.map { try repository.resolve($0) }
        var facts = RepositoryFacts(identity: identity(of: repository, root: root), ref: fullRef)
        facts.user = Person(name: repository.userName() ?? "", email: repository.userEmail() ?? "")
        let defaultRef = "refs/heads/" + facts.identity.defaultBranch
        facts.defaultBranchSHA = try? repository.resolve(defaultRef)
        guard let sha else { return facts }
        facts.head = commit(try repository.commit(sha))
        // What a push would send: the commits that the remote's branch lacks.
        if ref == nil, let upstream = repository.upstream(), let before = try? repository.resolve(upstream) {
            facts.before = before == sha ? try repository.commit(sha).parents.first : before
            facts.isForced = repository.mergeBase(before, sha) != before
        } else {
            facts.before = try repository.commit(sha).parents.first
        }
        facts.commits = try repository.commits(to: sha, excluding: [facts.before].compactMap { $0 }, limit: commitLimit).map(commit)
        return facts
    }

    /// The full name of a branch or tag given in short form.
    private static func full(_ ref: String, in repository: GitRepository) throws -> String {
        if ref.hasPrefix("refs/") {
            _ = try repository.resolve(ref)
            return ref
        }
        for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/origin/"] where repository.objectID(ofRef: prefix + ref) != nil {
            return (prefix == "refs/tags/" ? "refs/tags/" : "refs/heads/") + ref
        }
        throw GitError(kind: .notFound, operation: "find", path: ref, reason: "there is no branch or tag of that name")
    }

    /// Owner and name out of the URL of `origin`: `https://HOST/OWNER/NAME.git`, `git@HOST:OWNER/NAME`, else the folder's name.
    private static func identity(of repository: GitRepository, root: String) -> RepositoryIdentity {
        let branch = repository.defaultBranch()
        if let url = repository.remoteURL("origin"), let remote = RemoteAddress(url) {
            return RepositoryIdentity(fullName: remote.fullName, serverURL: remote.serverURL, defaultBranch: branch)
        }
        return RepositoryIdentity(fullName: "local/" + lastPart(root), defaultBranch: branch)
    }

    private static func lastPart(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? "root"
    }

    private static func commit(_ info: CommitInfo) -> CommitFacts {
        var facts = CommitFacts(
            sha: info.sha, treeID: info.treeID, message: info.message, author: Person(name: info.author.name, email: info.author.email))
        facts.committer = Person(name: info.committer.name, email: info.committer.email)
        (facts.time, facts.offset) = (info.committer.time, info.committer.offset)
        return facts
    }
}

/// Where a remote lives: server, owner and name.
struct RemoteAddress: Equatable {
    var serverURL: String
    /// `owner/name`; of deeper paths the last two parts.
    var fullName: String

    /// Nothing for local paths and what has no owner.
    init?(_ url: String) {
        var rest = url[...]
        var host = ""
        if let scheme = rest.firstRange(of: "://") {
            let isWeb = ["http", "https"].contains(rest[..<scheme.lowerBound])
            guard rest[..<scheme.lowerBound] != "file" else { return nil }
            rest = rest[scheme.upperBound...]
            let slash = rest.firstIndex(of: "/") ?? rest.endIndex
            host = String(rest[..<slash])
            rest = rest[slash...].dropFirst()
            if let at = host.lastIndex(of: "@") { host = String(host[host.index(after: at)...]) }
            if !isWeb, let colon = host.firstIndex(of: ":") { host = String(host[..<colon]) }
        } else if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
            host = String(rest[..<colon])
            if let at = host.lastIndex(of: "@") { host = String(host[host.index(after: at)...]) }
            rest = rest[rest.index(after: colon)...]
        } else {
            return nil
        }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        if rest.hasSuffix(".git") { rest = rest.dropLast(4) }
        let parts = rest.split(separator: "/")
        guard parts.count >= 2, !host.isEmpty else { return nil }
        fullName = parts.suffix(2).joined(separator: "/")
        serverURL = "https://" + host
    }
}

extension RepositoryReading {
    /// What path filters look at; uncommitted changes count, they would be pushed as well.
    ///
    /// - Parameter isCheckedOut: The event is about what is checked out, so the work tree tells.
    func changedPaths(of event: Event, isCheckedOut: Bool) -> [String]? {
        guard let repository else { return nil }
        switch event.pathComparison {
        case .none: return nil
        case .commits(let from, let to):
            let before = from ?? (try? repository.commit(to))?.parents.first
            return isCheckedOut ? try? repository.changedPathsInWorkTree(from: before) : try? repository.changedPaths(from: before, to: to)
        case .mergeBase(let base, let head):
            let from = repository.mergeBase(base, head) ?? base
            return isCheckedOut ? try? repository.changedPathsInWorkTree(from: from) : try? repository.changedPaths(from: from, to: head)
        }
    }
}
