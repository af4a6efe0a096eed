import GitRepositories
import Glibc
import LinuxSystem

/// Gets names and commits of one repository from its sources.
struct RepositoryFetch {
    let transport: GitTransport
    let layout: StoreLayout
    /// `OWNER/NAME`
    let name: String
    /// At least one.
    let urls: [String]

    /// A name as a server has it.
    struct Resolved {
        var commit: String
        /// The full name of the ref, and the URL it is at; nothing for a commit's own id.
        var origin: (url: String, ref: String)?
    }

    /// The commit that a tag or branch names, at the first source that has it.
    func resolve(_ ref: String) async throws(ActionError) -> Resolved {
        var problems: [String] = []
        var nearest: String?
        for url in urls {
            let listing = try await list(url, names: RemoteRefs.candidates(ref).flatMap { [$0, $0 + "^{}"] })
            guard listing.isSuccess else {
                problems.append("\(Credentials.masked(url)): \(listing.complaint)")
                continue
            }
            if let found = RemoteRefs(listing: listing.text).resolve(ref) {
                guard Commit.isID(found.commit) else { throw unsupportedHash(url) }
                return Resolved(commit: found.commit, origin: (url, found.name))
            }
            problems.append("\(Credentials.masked(url)) has no tag or branch of that name")
            let all = try await list(url, names: ["refs/heads/*", "refs/tags/*"])
            nearest = nearest ?? RemoteRefs(listing: all.text).nearest(to: ref)
        }
        let isShort = (4..<40).contains(ref.utf8.count) && ref.utf8.count >= 7 && ref.allSatisfy { $0.isHexDigit && $0.isASCII }
        let remedy = nearest.map { "did you mean \"\($0)\"?" } ?? (isShort ? "write all 40 digits of a commit's id" : Self.sourceRemedy)
        throw ActionError("cannot find \"\(ref)\" of \"\(name)\": \(problems.joined(separator: "; "))", remedy: remedy)
    }

    static let sourceRemedy =
        "check its name; --actions-source says where repositories come from, GITHUB_TOKEN gives access to private ones"

    private func list(_ url: String, names: [String]) async throws(ActionError) -> GitTransport.Output {
        let call = GitTransport.Call(arguments: ["ls-remote", "--end-of-options", url] + names, url: url)
        return try await transport.run(call, scratch: layout.folder(of: name))
    }

    /// Puts the files of a commit into the store; the caller holds the lock.
    ///
    /// They are written beside their place and renamed there when the disk has them, so they are there whole or not at all.
    func store(_ resolved: Resolved) async throws(ActionError) {
        try await inTemporary { temporary throws(ActionError) in
            try await fetch(resolved, into: "\(temporary)/repository.git", scratch: temporary)
            try await install(resolved.commit, from: temporary)
        }
    }

    /// Works in a new folder beside the trees, which is removed then; the caller holds the lock.
    func inTemporary<Value: Sendable>(_ body: (String) async throws(ActionError) -> Value) async throws(ActionError) -> Value {
        layout.removeLeftovers(of: name)
        let temporary: String
        do throws(SystemError) {
            temporary = try layout.makeTemporary(name)
        } catch {
            throw ActionError("cannot write to the action store: \(error)")
        }
        let result: Result<Value, ActionError>
        do throws(ActionError) {
            result = .success(try await body(temporary))
        } catch {
            result = .failure(error)
        }
        await BlockingWork.run { try? removeTree(temporary) }
        return try result.get()
    }

    // MARK: Transport

    private func fetch(_ resolved: Resolved, into folder: String, scratch: String) async throws(ActionError) {
        var problems: [String] = []
        for url in resolved.origin.map({ [$0.url] }) ?? urls {
            try await start(folder, scratch: scratch)
            var complaint = ""
            // By name first: not every server gives out a commit that it is only told the id of.
            for wanted in [resolved.origin?.ref, resolved.commit].compactMap({ $0 }) {
                complaint = try await fetch(wanted, from: url, into: folder, scratch: scratch)
                if try await transport.has(resolved.commit, in: folder, scratch: scratch) { return }
            }
            if resolved.origin == nil, Self.wantsNames(complaint) {
                complaint = try await fetchEverything(from: url, into: folder, scratch: scratch)
                if try await transport.has(resolved.commit, in: folder, scratch: scratch) { return }
            }
            let reason = complaint.isEmpty ? "the commit is not there" : complaint
            problems.append("\(Credentials.masked(url)): \(reason)")
        }
        throw ActionError("cannot fetch \(resolved.commit) of \"\(name)\": \(problems.joined(separator: "; "))", remedy: Self.sourceRemedy)
    }

    func start(_ folder: String, scratch: String) async throws(ActionError) {
        await BlockingWork.run { try? removeTree(folder) }
        try await transport.makeRepository(folder, scratch: scratch)
    }

    /// - Returns: What git complained about; empty for success.
    private func fetch(_ wanted: String, from url: String, into folder: String, scratch: String) async throws(ActionError) -> String {
        let options = ["--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--end-of-options"]
        let arguments = ["--git-dir=\(folder)", "fetch"] + options + [url, "+\(wanted):refs/runner/wanted"]
        return try await transport.run(.init(arguments: arguments, url: url, folder: folder), scratch: scratch).reasonOfFailure
    }

    /// All branches and tags, for servers that don't give out commits by their ids.
    func fetchEverything(
        from url: String, into folder: String, scratch: String, options more: [String] = []
    ) async throws(ActionError) -> String {
        let options = more + ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--end-of-options"]
        let arguments =
            ["--git-dir=\(folder)", "fetch"] + options + [url, "+refs/heads/*:refs/runner/heads/*", "+refs/tags/*:refs/runner/tags/*"]
        return try await transport.run(.init(arguments: arguments, url: url, folder: folder), scratch: scratch).reasonOfFailure
    }

    private static func wantsNames(_ complaint: String) -> Bool {
        ["unadvertised", "not our ref", "does not allow request", "couldn't find remote ref"].contains { complaint.contains($0) }
    }

    private func unsupportedHash(_ url: String) -> ActionError {
        ActionError(
            "\"\(name)\" is a SHA-256 repository, which this runner can't read: \(Credentials.masked(url))",
            remedy: "use a repository with SHA-1 ids")
    }

    // MARK: Files

    private func install(_ commit: String, from temporary: String) async throws(ActionError) {
        let (limits, target, name) = (transport.limits, layout.tree(of: name, commit: commit), name)
        try await BlockingWork.run { () throws(ActionError) in
            do {
                let repository = try GitRepository.discover(from: "\(temporary)/repository.git")
                var check = TreeCheck(limits: limits)
                if let refusal = check.refusal(of: try repository.files(ofCommit: commit, limit: limits.entries)) {
                    throw ActionError("\"\(name)\" at \(commit) is refused: \(refusal.reason)", remedy: refusal.remedy)
                }
                var request = CopyRequest(root: temporary)
                request.subfolder = "tree"
                request.history = .none
                _ = try repository.checkOut(commit: commit, request)
                try makeFolders("\(temporary)/tree")
                try AtomicFile.synchronizeFileSystem(of: temporary)
                guard rename("\(temporary)/tree", target) == 0 else { throw SystemError.last("rename", target) }
                try AtomicFile.synchronizeFolder(of: target)
            } catch let error as ActionError {
                throw error
            } catch let error as GitError {
                throw ActionError("\"\(name)\" at \(commit) is refused: \(error.reason)", remedy: "use another version of it")
            } catch {
                throw ActionError("cannot write to the action store: \(error)")
            }
        }
    }
}
