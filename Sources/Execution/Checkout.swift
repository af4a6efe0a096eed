import Events
import GitRepositories
import LinuxSystem
import Planning

/// One checkout: the repository, then its submodules.
struct Checkout: Sendable {
    typealias Problem = CheckoutInputs.Problem

    let wish: CheckoutInputs
    let scope: JobScope
    let log: StepLog

    struct Done: Sendable {
        /// The output: what was asked for, or the event's ref; empty for a commit.
        var ref: String
        var commit: String
    }

    /// A repository whose files are in the workspace now.
    struct Source: Sendable {
        var repository: GitRepository
        var commit: String
        /// Where its files are.
        var copy: CopyRequest
        /// The files are those of the work tree, uncommitted changes included.
        var isWorkTree: Bool
        /// For submodules with relative URLs.
        var origin: String?
    }

    /// On the host: for what is fetched, until its files are in the workspace.
    let clones: String

    init(wish: CheckoutInputs, scope: JobScope, log: StepLog) {
        (self.wish, self.scope, self.log) = (wish, scope, log)
        clones = "\(scope.folders.scratch)/clones-\(UInt64.random(in: 0 ... .max))"
    }

    func run() async throws(Problem) -> Done {
        if wish.filter != nil { log.say("\"filter\" saves nothing here: all objects are fetched or copied.") }
        let result: Result<Done, Problem>
        do throws(Problem) {
            result = .success(try await checkOut())
        } catch {
            result = .failure(error)
        }
        let folder = clones
        await BlockingWork.value { try? removeTree(folder) }
        return try result.get()
    }

    private func checkOut() async throws(Problem) -> Done {
        let source: Source
        var ref = CheckoutRef.isCommitID(wish.ref) ? "" : wish.ref
        if wish.repository != nil || wish.server != nil {
            let other = try await otherRepository(wish.repository ?? scope.request.plan.repository.fullName)
            source = other.0
            if wish.ref.isEmpty { ref = other.ref ?? "" }
        } else {
            source = try await ownRepository()
            if wish.ref.isEmpty { ref = scope.request.plan.event.ref }
        }
        if wish.submodules != .none {
            try await SubmoduleCheckout(wish: wish, scope: scope, log: log, clones: clones).run(in: source, depth: 0)
        }
        return Done(ref: ref, commit: source.commit)
    }

    /// Where the files go, and how much of what goes along.
    func copyRequest() -> CopyRequest {
        var request = CopyRequest(root: scope.folders.work)
        let name = scope.folders.repositoryName
        request.subfolder = "\(name)/\(name)" + (wish.path.isEmpty ? "" : "/\(wish.path)")
        request.history = wish.history
        request.isClean = wish.isClean
        request.sparse = wish.sparse
        return request
    }

    // MARK: The run's own repository

    private func ownRepository() async throws(Problem) -> Source {
        guard let repository = scope.request.repository else {
            throw Problem(input: nil, text: "there is no git repository to check out: \"\(scope.request.workTree)\" is in none")
        }
        let result = await BlockingWork.value { () -> Result<(Source, [String]), Problem> in
            do {
                return .success(try copy(repository))
            } catch let problem as Problem {
                return .failure(problem)
            } catch {
                return .failure(Problem(input: "ref", text: "\(error)"))
            }
        }
        let (source, lines) = try result.get()
        log.say(lines)
        return source
    }

    /// Blocks.
    private func copy(_ repository: GitRepository) throws -> (Source, lines: [String]) {
        let head = try repository.head().sha ?? ""
        let ref = try CheckoutRef.resolve(wish.ref, scope.request.plan.event, head: head, repository)
        let commit = ref.commit
        // A pull request whose base has nothing of its own changes no file: what is checked out is what it comes to.
        let isHead = commit == head || repository.isMade(commit) && repository.haveSameTree(commit, head)
        var request = copyRequest()
        request.ref = ref.name
        request.leavingOut = scope.request.pathsOutOfCopies
        var source = Source(
            repository: repository, commit: commit, copy: request, isWorkTree: isHead, origin: repository.remoteURL("origin"))
        if scope.request.bindsWorkTree {
            try checkBound(commit, isHead: isHead)
            return (source, ["Using the work tree in place (--bind), as it is, at \(commit)"])
        }
        if isHead {
            request.commit = commit
            source.copy = request
            let report = try repository.copyWorkTree(request)
            return (source, ["Copied \(report.files) files of the work tree, uncommitted changes included, at \(commit)"])
        }
        if wish.wantsLargeFiles { throw Self.largeFiles("of the checked-out commit only, as they are in the work tree") }
        let report = try repository.checkOut(commit: commit, request)
        var lines = ["Checked out \(report.files) files at \(commit)"]
        if repository.isMade(commit) { lines.append("Uncommitted changes are left out: this is the merge of two commits.") }
        return (source, lines)
    }

    private func checkBound(_ commit: String, isHead: Bool) throws(Problem) {
        guard isHead else { throw Problem(input: "ref", text: "with --bind only the commit of the work tree can be used, not \(commit)") }
        guard wish.path.isEmpty else { throw Problem(input: "path", text: "with --bind \"path\" can't be honoured") }
        guard wish.sparse == nil else { throw Problem(input: "sparse-checkout", text: "with --bind \"sparse-checkout\" can't be honoured") }
    }

    static func largeFiles(_ where: String) -> Problem {
        Problem(
            input: "lfs",
            text: "\"lfs\" is supported for files \(`where`); leave it out and run `git lfs pull` in a step, or use --real-actions")
    }
}
