import FoundationEssentials
import LinuxSystem
import Synchronization
package import Workflows

/// The files of a repository at a commit.
package struct StoredRepository: Sendable, Hashable {
    /// `OWNER/NAME` as it was asked for.
    package var name: String
    /// As it was asked for.
    package var ref: String
    /// The branch or tag that it is: `refs/tags/v1`; nothing for a commit, or where that is not known.
    package var fullRef: String?
    /// 40 hexadecimal digits.
    package var commit: String
    /// The tree of the commit on the host, without `.git`. It belongs to all runs: to be read or copied, never written to.
    package var folder: String

    package init(name: String, ref: String, fullRef: String? = nil, commit: String, folder: String) {
        self.name = name
        self.ref = ref
        self.fullRef = fullRef
        self.commit = commit
        self.folder = folder
    }
}

/// The repositories of actions and called workflows, kept by commit and shared by jobs and processes.
///
/// A commit is fetched once and for all. A tag or branch is looked up once by each store object, so make one for each command.
package final class ActionStore: Sendable {
    /// On the host.
    package let folder: String
    package let sources: ActionSources
    /// Nothing is fetched; names are what they were when they were last looked up.
    package let isOffline: Bool
    /// What the lock file says; nothing without one, or for a workflow that it does not name.
    package let pins: ActionPins?

    let layout: StoreLayout
    let transport: GitTransport
    private let shared: Shared

    /// What the stores of one command know together.
    private final class Shared: Sendable {
        let turns = Turns()
        let results = Mutex<[String: Result<StoredRepository, ActionError>]>([:])
    }

    /// - Parameters:
    ///   - folder: `STATE/actions`; made when something is fetched.
    ///   - token: For repositories of github.com; sent nowhere else.
    ///   - environment: What git gets to know of: proxies, credential helpers, ssh agents.
    package convenience init(
        folder: String, sources: ActionSources = .init(), isOffline: Bool = false, token: String? = nil, limits: FetchLimits = .init(),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.init(
            folder: folder, sources: sources, isOffline: isOffline, pins: nil,
            transport: GitTransport(environment: environment, limits: limits, token: token), shared: Shared())
    }

    private init(
        folder: String, sources: ActionSources, isOffline: Bool, pins: ActionPins?, transport: GitTransport, shared: Shared
    ) {
        self.folder = folder
        self.sources = sources
        self.isOffline = isOffline
        self.pins = pins
        self.transport = transport
        self.shared = shared
        layout = StoreLayout(root: folder)
    }

    /// The same store, which holds one workflow to the lock file.
    package func pinned(to pins: ActionPins?) -> ActionStore {
        ActionStore(folder: folder, sources: sources, isOffline: isOffline, pins: pins, transport: transport, shared: shared)
    }

    /// The files that a reference means; its path is not looked at.
    ///
    /// - Throws: `ActionError`; of the kind `.missing` where nothing may be fetched, `.locked` where the lock file says otherwise.
    package func repository(_ reference: RepositoryReference) async throws(ActionError) -> StoredRepository {
        let name = reference.name.lowercased()
        let key = "\(name)@\(reference.isCommit ? reference.ref.lowercased() : reference.ref)"
        await shared.turns.begin(name)
        let result: Result<StoredRepository, ActionError>
        if let known = shared.results.withLock({ $0[key] }) {
            result = known
        } else {
            do throws(ActionError) {
                result = .success(try await find(reference))
            } catch {
                result = .failure(error)
            }
            // Who was cancelled has not learnt anything.
            if !Task.isCancelled { shared.results.withLock { $0[key] = result } }
        }
        await shared.turns.end(name)
        var found = try result.get()
        try pins?.check(reference, commit: found.commit)
        found.name = reference.name
        found.ref = reference.ref
        return found
    }

    // MARK: Finding

    private func find(_ reference: RepositoryReference) async throws(ActionError) -> StoredRepository {
        guard !reference.isCommit || reference.ref.utf8.count == 40 else {
            throw ActionError(
                "\"\(reference.text)\" is a commit of a SHA-256 repository, which this runner can't read",
                remedy: "use a repository with SHA-1 ids")
        }
        return isOffline ? try findOffline(reference) : try await findOnline(reference)
    }

    private func findOffline(_ reference: RepositoryReference) throws(ActionError) -> StoredRepository {
        guard let found = atHand(reference) else { throw Self.missingError([reference]) }
        return stored(reference, found.commit, fullRef: found.fullRef)
    }

    /// What the store has of a reference, without asking a server whether its tag or branch is still that commit; nor is the lock file
    /// asked.
    package func atHand(_ reference: RepositoryReference) -> StoredRepository? {
        let known = reference.isCommit ? nil : layout.refs(of: reference.name).first { $0.ref == reference.ref }
        guard let commit = reference.isCommit ? reference.ref.lowercased() : known?.commit,
            layout.hasTree(of: reference.name, commit: commit)
        else { return nil }
        return StoredRepository(
            name: reference.name, ref: reference.ref, fullRef: known?.fullName, commit: commit,
            folder: layout.tree(of: reference.name, commit: commit))
    }

    /// What to say of references that would have to be fetched.
    package static func missingError(_ references: [RepositoryReference]) -> ActionError {
        let list = references.map { "\"\($0.name)@\($0.ref)\"" }.joined(separator: ", ")
        return ActionError(
            "not in the action store, and --offline forbids to fetch: \(list)",
            remedy: "run \"runner actions fetch\" with a network, or leave --offline away", kind: .missing)
    }

    private func findOnline(_ reference: RepositoryReference) async throws(ActionError) -> StoredRepository {
        if reference.isCommit, layout.hasTree(of: reference.name, commit: reference.ref.lowercased()) {
            return stored(reference, reference.ref.lowercased())
        }
        let urls = sources.urls(for: reference.name)
        guard !urls.isEmpty else {
            throw ActionError(
                "no source has repositories of the owner of \"\(reference.name)\"",
                remedy: "give --actions-source a URL without an owner in front, too")
        }
        let fetch = RepositoryFetch(transport: transport, layout: layout, name: reference.name, urls: urls)
        let lock = try await layout.lock(reference.name)
        defer { lock.release() }
        var resolved = RepositoryFetch.Resolved(commit: reference.ref.lowercased())
        if !reference.isCommit { resolved = try await fetch.resolve(reference.ref) }
        if !layout.hasTree(of: reference.name, commit: resolved.commit) { try await fetch.store(resolved) }
        if !reference.isCommit { try remember(reference, resolved) }
        return stored(reference, resolved.commit, fullRef: resolved.origin?.ref)
    }

    private func remember(_ reference: RepositoryReference, _ resolved: RepositoryFetch.Resolved) throws(ActionError) {
        let time = wallClockMicroseconds() / 1_000_000
        do throws(SystemError) {
            try layout.remember(
                .init(ref: reference.ref, commit: resolved.commit, time: time, fullName: resolved.origin?.ref), of: reference.name)
        } catch {
            throw ActionError("cannot write to the action store: \(error)")
        }
    }

    private func stored(_ reference: RepositoryReference, _ commit: String, fullRef: String? = nil) -> StoredRepository {
        layout.touch(reference.name, commit: commit)
        return StoredRepository(
            name: reference.name, ref: reference.ref, fullRef: fullRef, commit: commit,
            folder: layout.tree(of: reference.name, commit: commit))
    }
}
