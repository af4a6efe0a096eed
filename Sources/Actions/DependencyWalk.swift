import Diagnostics
import LinuxSystem
package import Workflows

/// Follows what workflows use, through composite actions and called workflows, to all repositories that they need.
///
/// What can't be had or read is a problem, and the rest is followed nevertheless.
package struct DependencyWalk {
    /// A repository at a ref.
    package struct Dependency: Sendable {
        package var repository: StoredRepository
        /// What its actions and workflows use themselves, as `OWNER/NAME@REF`; only of those that are in use.
        package var uses: [String] = []
    }

    /// What could not be followed.
    package struct Problem: Sendable {
        /// As it is written.
        package var reference: String
        package var error: ActionError

        package init(reference: String, error: ActionError) {
            self.reference = reference
            self.error = error
        }
    }

    /// Where something is written.
    private enum Origin {
        case workTree
        case stored(StoredRepository)
    }

    /// More repositories than people can look through.
    private static let most = 1000

    private let store: ActionStore
    private let root: String
    private let isWanted: @Sendable (RepositoryReference) -> Bool
    private var visited: Set<String> = []
    /// By `OWNER/NAME@REF`.
    package private(set) var dependencies: [String: Dependency] = [:]
    package private(set) var problems: [Problem] = []

    /// - Parameters:
    ///   - root: The work tree, which `./` is below.
    ///   - isWanted: Which repositories to get at all; the built-in actions need none.
    package init(store: ActionStore, root: String, isWanted: @escaping @Sendable (RepositoryReference) -> Bool = { _ in true }) {
        self.store = store
        self.root = root
        self.isWanted = isWanted
    }

    /// Follows a workflow of the work tree.
    ///
    /// - Returns: The repositories that it uses itself, or through actions and workflows beside it, as written, each once.
    package mutating func add(_ workflow: Workflow) async -> [String] {
        visited = visited.filter { !$0.hasPrefix("./") }
        return Self.unique(await uses(of: workflow, in: .workTree))
    }

    /// Follows one reference.
    package mutating func add(_ reference: RepositoryReference) async {
        await visitAction(reference)
    }

    // MARK: Workflows

    private mutating func uses(of workflow: Workflow, in origin: Origin) async -> [String] {
        var found: [String] = []
        for job in workflow.jobs {
            if let call = job.call { found += await visitCall(call.uses.value, in: origin) }
            found += await uses(of: job.steps, in: origin)
        }
        return found
    }

    private mutating func visitCall(_ text: String, in origin: Origin) async -> [String] {
        switch ActionReference(text) {
        case .local(let path), .selfRepository(let path):
            return await visitWorkflow(path, text: text, in: origin)
        case .repository(let reference):
            guard let stored = await stored(reference) else { return [reference.text] }
            let inner = await visitWorkflow(reference.path, text: text, in: .stored(stored))
            note(inner, of: reference)
            return [reference.text]
        case .image, nil: return []
        }
    }

    private mutating func visitWorkflow(_ path: String, text: String, in origin: Origin) async -> [String] {
        guard visited.insert(key(path, in: origin)).inserted else { return [] }
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try readFile(path, inside: folder(of: origin), limit: 4 << 20)
        } catch {
            problems.append(Problem(reference: text, error: ActionError("cannot read \"\(path)\": \(SystemError.text(of: error.errno))")))
            return []
        }
        var options = ReadingOptions()
        options.ignoresRemote = true
        let document = WorkflowReader(options: options).read(bytes, path: path)
        guard let workflow = document.workflow else {
            let first = document.diagnostics.first { $0.severity == .error }?.message ?? "it has no jobs"
            problems.append(Problem(reference: text, error: ActionError("\"\(path)\" is not a valid workflow: \(first)")))
            return []
        }
        return await uses(of: workflow, in: origin)
    }

    // MARK: Actions

    private mutating func uses(of steps: [Step], in origin: Origin) async -> [String] {
        var found: [String] = []
        for action in steps.usedActions { found += await visit(action.reference.value, in: origin) }
        return found
    }

    private mutating func visit(_ text: String, in origin: Origin) async -> [String] {
        switch ActionReference(text) {
        // In the workspace, wherever it is written; what is not there yet may be made by a step.
        case .local(let path): return await visitFolder(path, text: text, in: .workTree, isCertain: false)
        case .selfRepository(let path): return await visitFolder(path, text: text, in: origin, isCertain: true)
        case .repository(let reference):
            guard isWanted(reference) else { return [] }
            await visitAction(reference)
            return [reference.text]
        case .image, nil: return []
        }
    }

    private mutating func visitAction(_ reference: RepositoryReference) async {
        guard let stored = await stored(reference) else { return }
        let inner = await visitFolder(reference.path, text: reference.text, in: .stored(stored), isCertain: true)
        note(inner, of: reference)
    }

    private mutating func visitFolder(_ path: String, text: String, in origin: Origin, isCertain: Bool) async -> [String] {
        guard visited.insert(key(path, in: origin)).inserted else { return [] }
        do throws(ActionError) {
            let action = try ActionStore.metadata(in: folder(of: origin), path: path, shownAs: text)
            guard case .composite(let steps) = action.runs else { return [] }
            return await uses(of: steps, in: origin)
        } catch {
            if isCertain || !error.findings.isEmpty { problems.append(Problem(reference: text, error: error)) }
            return []
        }
    }

    // MARK: Repositories

    private mutating func stored(_ reference: RepositoryReference) async -> StoredRepository? {
        let key = ActionLock.key(reference)
        if let known = dependencies[key] { return known.repository }
        guard dependencies.count < Self.most, !problems.contains(where: { $0.reference == key }) else { return nil }
        do throws(ActionError) {
            let found = try await store.repository(reference)
            dependencies[key] = Dependency(repository: found)
            return found
        } catch {
            problems.append(Problem(reference: key, error: error))
            return nil
        }
    }

    private mutating func note(_ uses: [String], of reference: RepositoryReference) {
        let keys = uses.compactMap { text -> String? in
            if case .repository(let inner)? = ActionReference(text) { ActionLock.key(inner) } else { nil }
        }
        let key = ActionLock.key(reference)
        let known = dependencies[key]?.uses ?? []
        dependencies[key]?.uses = Self.unique(known + keys)
    }

    private func key(_ path: String, in origin: Origin) -> String {
        switch origin {
        case .workTree: "./\(path)"
        case .stored(let repository): "\(repository.name.lowercased())@\(repository.commit)/\(path)"
        }
    }

    private func folder(of origin: Origin) -> String {
        if case .stored(let repository) = origin { repository.folder } else { root }
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
