import GitRepositories
import LinuxSystem

/// What a checkout wants of a repository that isn't here.
package struct CloneRequest: Sendable {
    /// Where the repository is.
    package enum Place: Sendable, Hashable {
        /// `OWNER/NAME`, from the store's sources.
        case repository(String)
        /// A git URL, which the caller vouches for.
        case url(String)
    }

    package var place: Place
    /// A branch, a tag, a full ref or a full commit id; empty for the default branch.
    package var ref = ""
    /// Commits of history, at least 1; nothing for all of it, with all branches and tags.
    package var depth: Int? = 1
    package var fetchesTags = false
    /// For github.com, instead of the store's own.
    package var token: String?
    /// A folder on the host that is not there yet; the caller removes it.
    package var folder: String

    package init(_ place: Place, folder: String) {
        self.place = place
        self.folder = folder
    }
}

/// A bare repository with what was asked for: branches as those of a remote `origin`.
package struct ClonedRepository: Sendable, Hashable {
    /// On the host.
    package var folder: String
    /// In hex.
    package var commit: String
    /// The full name of the branch or tag; nothing for a commit.
    package var ref: String?
    /// The HTTP header that it was fetched with; nothing where no token was sent. A secret.
    package var authorization: String?
}

extension ActionStore {
    /// Fetches a repository with its history for a checkout; it is not kept in the store.
    ///
    /// - Throws: `ActionError`; also for files beyond the limits of a fetch, and where nothing may be fetched.
    package func clone(_ request: CloneRequest) async throws(ActionError) -> ClonedRepository {
        let (name, urls) =
            switch request.place {
            case .repository(let name): (name, sources.urls(for: name))
            case .url(let url): (Credentials.masked(url), [url])
            }
        if isOffline {
            throw ActionError(
                "\"\(name)\" would have to be fetched, and --offline forbids it", remedy: "leave --offline away", kind: .missing)
        }
        guard !urls.isEmpty, urls.allSatisfy({ GitTransport.protocols(of: $0) != nil }) else {
            throw ActionError("no source has \"\(name)\"", remedy: "--actions-source says where repositories come from")
        }
        let used = GitTransport(environment: transport.environment, limits: transport.limits, token: request.token ?? transport.token)
        var problems: [String] = []
        for url in urls {
            let clone = RepositoryClone(transport: used, request: request, name: name, url: url)
            switch try await clone.run() {
            case .success(let cloned): return cloned
            case .failure(let problem): problems.append("\(Credentials.masked(url)): \(problem.reason)")
            }
        }
        let what = request.ref.isEmpty ? "\"\(name)\"" : "\"\(request.ref)\" of \"\(name)\""
        throw ActionError("cannot fetch \(what): \(problems.joined(separator: "; "))", remedy: RepositoryFetch.sourceRemedy)
    }
}

/// One source of one clone.
private struct RepositoryClone {
    let transport: GitTransport
    let request: CloneRequest
    /// For messages.
    let name: String
    let url: String

    struct Problem: Error {
        var reason: String
    }

    /// What to fetch, and where it is put.
    private struct Wanted {
        /// Nothing for a commit that no name stands for.
        var ref: String?
        var commit: String
    }

    func run() async throws(ActionError) -> Result<ClonedRepository, Problem> {
        try await start()
        switch try await find() {
        case .failure(let problem): return .failure(problem)
        case .success(let wanted):
            if let problem = try await fetch(wanted) { return .failure(problem) }
            try await check(wanted.commit)
            let header = transport.authorization(for: .init(arguments: [], url: url))
            return .success(ClonedRepository(folder: request.folder, commit: wanted.commit, ref: wanted.ref, authorization: header))
        }
    }

    private func start() async throws(ActionError) {
        let folder = request.folder
        try await BlockingWork.run { () throws(ActionError) in
            do throws(SystemError) {
                try? removeTree(folder)
                try makeFolders(folder, mode: 0o700)
            } catch {
                throw ActionError("cannot make a folder for a clone: \(error)")
            }
        }
        try await transport.makeRepository(folder, scratch: folder)
    }

    // MARK: Names

    /// A branch wins over a tag, as in actions/checkout.
    private func find() async throws(ActionError) -> Result<Wanted, Problem> {
        if Commit.isID(request.ref.lowercased()) { return .success(Wanted(commit: request.ref.lowercased())) }
        var names = ["refs/heads/\(request.ref)", "refs/tags/\(request.ref)"]
        if request.ref.hasPrefix("refs/") { names = [request.ref] }
        if request.ref.isEmpty { names = ["HEAD"] }
        let options = request.ref.isEmpty ? ["--symref"] : []
        let arguments = ["ls-remote"] + options + ["--end-of-options", url] + names.flatMap { [$0, $0 + "^{}"] }
        let output = try await git(arguments)
        guard output.isSuccess else { return .failure(Problem(reason: output.complaint)) }
        let refs = RemoteRefs(listing: output.text)
        guard let found = refs.first(of: names), Commit.isID(found.commit) else {
            return .failure(Problem(reason: "there is no branch or tag of that name"))
        }
        return .success(Wanted(ref: found.name == "HEAD" ? refs.head : found.name, commit: found.commit))
    }

    // MARK: Objects

    private func fetch(_ wanted: Wanted) async throws(ActionError) -> Problem? {
        let all = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"]
        var names = request.depth == nil ? all : request.fetchesTags ? [all[1]] : []
        if let ref = wanted.ref {
            let isNamed = request.depth == nil && (ref.hasPrefix("refs/heads/") || ref.hasPrefix("refs/tags/"))
            if !isNamed { names.append("+\(ref):\(Self.place(of: ref))") }
        } else if request.depth != nil {
            names.append(wanted.commit)
        }
        var complaint = try await fetch(names, depth: request.depth)
        if try await has(wanted.commit) { return nil }
        // A commit that the server gives out by no name, or a name that has moved on meanwhile.
        if !complaint.isEmpty || wanted.ref == nil || request.depth == nil {
            complaint = try await fetch([wanted.commit], depth: request.depth)
            if try await has(wanted.commit) { return nil }
            _ = try await fetch(all, depth: nil)
            if try await has(wanted.commit) { return nil }
        }
        return Problem(reason: complaint.isEmpty ? "the commit \(wanted.commit) is not there" : complaint)
    }

    /// Where a ref of the server's is kept, as the real action keeps it.
    private static func place(of ref: String) -> String {
        if ref.hasPrefix("refs/heads/") { return "refs/remotes/origin/" + ref.dropFirst("refs/heads/".count) }
        if ref.hasPrefix("refs/pull/") { return "refs/remotes/pull/" + ref.dropFirst("refs/pull/".count) }
        return ref.hasPrefix("refs/") ? ref : "refs/remotes/origin/\(ref)"
    }

    /// - Returns: What git complained about; empty for success.
    private func fetch(_ names: [String], depth: Int?) async throws(ActionError) -> String {
        let options =
            ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"] + (depth.map { ["--depth=\($0)"] } ?? [])
        return try await git(["--git-dir=\(request.folder)", "fetch"] + options + ["--end-of-options", url] + names).reasonOfFailure
    }

    private func has(_ commit: String) async throws(ActionError) -> Bool {
        try await transport.has(commit, in: request.folder, scratch: request.folder)
    }

    private func git(_ arguments: [String]) async throws(ActionError) -> GitTransport.Output {
        try await transport.run(.init(arguments: arguments, url: url, folder: request.folder), scratch: request.folder)
    }

    /// Refuses what is too large before any of it is written to a workspace; its links are the reader's own business, as in any clone.
    private func check(_ commit: String) async throws(ActionError) {
        let (limits, folder, name) = (transport.limits, request.folder, name)
        try await BlockingWork.run { () throws(ActionError) in
            do {
                let files = try GitRepository.discover(from: folder).files(ofCommit: commit, limit: limits.entries)
                guard let large = files.first(where: { $0.size > limits.file }) else { return }
                throw ActionError(
                    "\"\(name)\" at \(commit) is refused: \(limits.complaint(file: large.path, large.size))",
                    remedy: "allow more with --fetch-limit")
            } catch let error as GitError {
                throw ActionError("\"\(name)\" at \(commit) is refused: \(error.reason)")
            } catch let error as ActionError {
                throw error
            } catch {
                throw ActionError("\"\(name)\" at \(commit) is refused: \(error)")
            }
        }
    }
}
