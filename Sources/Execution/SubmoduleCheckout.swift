import Actions
import Events
import GitRepositories
import Glibc
import LinuxSystem
import Planning
import Workflows

/// The submodules of a checkout: from the work tree, from `.git/modules`, else from their servers.
struct SubmoduleCheckout: Sendable {
    typealias Problem = CheckoutInputs.Problem

    let wish: CheckoutInputs
    let scope: JobScope
    let log: StepLog
    /// On the host: for what is fetched; the caller removes it.
    let clones: String

    /// Repositories inside repositories: a repository that has itself as a submodule never ends.
    private static let depthLimit = 10

    /// - Parameter depth: 0 for the submodules of the checkout itself.
    func run(in parent: Checkout.Source, depth: Int) async throws(Problem) {
        // In place they are as they are.
        if scope.request.bindsWorkTree { return }
        guard depth < Self.depthLimit else {
            throw Problem(input: "submodules", text: "submodules are nested more than \(Self.depthLimit) deep, or contain each other")
        }
        for submodule in try await blocking({ try parent.repository.submodules(at: parent.commit) }) {
            if let sparse = parent.copy.sparse, !sparse.holds(submodule.path) { continue }
            let source = try await checkOut(submodule, of: parent)
            if wish.submodules == .recursive { try await run(in: source, depth: depth + 1) }
        }
    }

    private func checkOut(_ submodule: Submodule, of parent: Checkout.Source) async throws(Problem) -> Checkout.Source {
        var request = CopyRequest(root: parent.copy.root)
        request.subfolder = "\(parent.copy.subfolder)/\(submodule.path)"
        request.history = wish.history
        let copy = request
        let source: Checkout.Source
        var known = submodule
        if let (local, isWorkTree) = await BlockingWork.value({ Self.local(submodule, of: parent) }) {
            let report = try await blocking {
                isWorkTree ? try local.copyWorkTree(copy) : try local.checkOut(commit: submodule.commit, copy)
            }
            known.url = local.remoteURL("origin") ?? submodule.url
            log.say("Submodule \"\(submodule.path)\": \(report.files) files of \(isWorkTree ? "the work tree" : submodule.commit)")
            source = Checkout.Source(
                repository: local, commit: submodule.commit, copy: copy, isWorkTree: isWorkTree, origin: known.url)
        } else {
            let url = try address(of: submodule, parent)
            let clone = CheckoutClone(wish: wish, scope: scope, folder: clones, input: "submodules")
            let fetched = try await clone.fetch(place(of: url), ref: submodule.commit, origin: url)
            let (report, copied) = try await clone.copy(fetched, copy)
            known.url = url
            log.say("Submodule \"\(submodule.path)\": \(report.files) files of \(submodule.commit), fetched from \(url)")
            source = Checkout.Source(
                repository: fetched.repository, commit: submodule.commit, copy: copied, isWorkTree: false, origin: url)
        }
        let (registered, parentCopy) = (known, parent.copy)
        try await blocking { try GitRepository.register([registered], in: parentCopy) }
        return source
    }

    private func address(of submodule: Submodule, _ parent: Checkout.Source) throws(Problem) -> String {
        let shown = "submodule \"\(submodule.path)\""
        guard let url = submodule.url else {
            throw Problem(input: "submodules", text: "\(shown) has no url in \".gitmodules\", and is not here")
        }
        do throws(SubmoduleAddress.Refusal) {
            return try SubmoduleAddress.resolved(url, origin: parent.origin.map(GitRepository.withoutCredentials))
        } catch {
            throw Problem(
                input: "submodules",
                text: "\(shown) is not fetched from \"\(GitRepository.withoutCredentials(url))\": \(error.reason)"
                    + "; `git submodule update --init` brings it to your work tree, from where it is copied")
        }
    }

    /// Repositories of the run's own server come from the sources of actions, which may be mirrors.
    private func place(of url: String) -> CloneRequest.Place {
        let server = scope.request.plan.repository.serverURL + "/"
        guard url.hasPrefix(server) else { return .url(url) }
        let parts = url.dropFirst(server.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let owner = parts.first, var name = parts.last else { return .url(url) }
        if name.hasSuffix(".git") { name = name.dropLast(4) }
        let whole = "\(owner)/\(name)"
        return RepositoryReference.isName(whole) ? .repository(whole) : .url(url)
    }

    /// The submodule's repository on this machine, where it is here. Blocks.
    private static func local(_ submodule: Submodule, of parent: Checkout.Source) -> (GitRepository, isWorkTree: Bool)? {
        if let tree = parent.repository.workTree, let found = repository(at: "\(tree)/\(submodule.path)") {
            // Changes that are not committed count inside a submodule as they do outside.
            if parent.isWorkTree { return (found, true) }
            if found.hasCommit(submodule.commit) { return (found, false) }
        }
        let kept = "\(parent.repository.commonFolder)/modules/\(submodule.name)"
        guard let found = try? GitRepository.openBare(kept), found.hasCommit(submodule.commit) else { return nil }
        return (found, false)
    }

    /// The repository at a folder itself, not at one above it or at the end of a link.
    private static func repository(at path: String) -> GitRepository? {
        guard access(path + "/.git", F_OK) == 0, let found = try? GitRepository.discover(from: path), let tree = found.workTree,
            let real = try? canonicalPath(path), let there = try? canonicalPath(tree)
        else { return nil }
        var status = stat()
        let isFolder = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        return isFolder && real == there ? found : nil
    }

    private func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws(Problem) -> Value {
        let result = await BlockingWork.value { () -> Result<Value, Problem> in
            do {
                return .success(try body())
            } catch {
                return .failure(Problem(input: "submodules", text: "\(error)"))
            }
        }
        return try result.get()
    }
}
