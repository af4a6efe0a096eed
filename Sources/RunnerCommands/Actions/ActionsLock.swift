import Actions
import Diagnostics
import LinuxSystem
import OptionParsing
import Workflows

/// `runner actions lock`: writes down which commit each action is.
enum ActionsLock: Command {
    private static let names = Positional.rest(
        "WORKFLOW", help: "the workflows to hold to the file; without any all in .github/workflows", completion: .files)
    private static let check = OptionKey(flag: "--check", help: "write nothing, and end with status 1 where something would change")

    static let spec = CommandSpec("lock", summary: "write down in \(ActionLock.path) which commit each action is") {
        $0.positionals = [names]
        $0.options = [check.definition] + ActionOptions.ofFetches + [ExecOptions.configuration.definition]
        $0.details = """
            Looks up all tags and branches anew, those of composite actions and called workflows as well. A workflow that the file names \
            runs only while each of its actions is the commit that is written down.
            """
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        try call.checkActionSources()
        let repository = try RepositoryWorkflows(call, names: call.arguments[names])
        let path = joined(repository.root, ActionLock.path)
        let old = try readLock(path, call)
        let store = call.actionStore(state: call.stateFolder, try ExecConfiguration(call), token: call.gitHubToken)
        var lock = ActionLock()
        lock.version = old.version
        // Workflows that are not asked for keep what they have, unless they are gone.
        if !call.arguments[names].isEmpty { lock = old }
        var walk = DependencyWalk(store: store, root: repository.root)
        for workflow in repository.workflows {
            let uses = await walk.add(workflow)
            lock.workflows[workflow.path] = uses
            noteUnpinned(workflow, root: repository.root, call)
        }
        let problems = await walk.problems + strangers(among: walk.dependencies, old, store, call)
        guard problems.isEmpty else {
            call.show(problems)
            call.console.writeError("runner: the lock file is as it was\n")
            return .failed
        }
        lock.add(walk.dependencies, known: old)
        lock.removeUnused()
        try call.console.write(changes(from: old, to: lock))
        if lock == old {
            try call.console.write("\(ActionLock.path) is up to date\n")
            return .success
        }
        if call.arguments[check] { return .failed }
        try makeFolders(joined(repository.root, WorkflowFiles.usualFolder))
        try AtomicFile.write(Array(lock.text.utf8), to: path)
        let (actions, workflows) = (lock.dependencies.count, lock.workflows.count)
        try call.console.write(
            "\(actions) \(actions == 1 ? "action" : "actions") of \(workflows) \(workflows == 1 ? "workflow" : "workflows") locked in \(ActionLock.path)\n"
        )
        return .success
    }

    /// Commits that are new in the lock and belong to no branch and no tag of their repository: anybody with a fork can make those.
    private static func strangers(
        among found: [String: DependencyWalk.Dependency], _ old: ActionLock, _ store: ActionStore, _ call: CommandCall
    ) async -> [DependencyWalk.Problem] {
        var problems: [DependencyWalk.Problem] = []
        for (key, dependency) in found.sorted(by: { $0.key < $1.key }) {
            let repository = dependency.repository
            guard !store.isOffline, old.dependencies[key]?.commit != repository.commit else { continue }
            if repository.fullRef?.hasPrefix("refs/heads/") == true { continue }
            do throws(ActionError) {
                switch try await store.holder(of: repository) {
                case .branch: continue
                case .tag:
                    call.console.writeError("runner: note: \"\(key)\" is on a tag, but on no branch; GitHub's own tool refuses that\n")
                case .nothing:
                    throw ActionError(
                        "\"\(key)\" is on no branch and no tag of its repository: such a commit can be anybody's, by way of a fork",
                        remedy: "name a tag, a branch, or a commit of one of them")
                }
            } catch  where repository.fullRef != nil {
                // The repository itself names the commit.
                call.console.writeError("runner: note: \(PrintableText.visible(error.message))\n")
            } catch {
                problems.append(.init(reference: key, error: error))
            }
        }
        return problems
    }

    /// Tells of actions that a step can change before they run.
    private static func noteUnpinned(_ workflow: Workflow, root: String, _ call: CommandCall) {
        for step in workflow.jobs.flatMap(\.steps) {
            guard case .uses(let used) = step.action, case .local(let path)? = ActionReference(used.reference.value),
                ["action.yml", "action.yaml"].contains(where: { (try? readFile("\(path)/\($0)", inside: root, limit: 4 << 20)) != nil })
            else { continue }
            let start = used.reference.range.start
            call.console.writeError(
                "runner: note: \(workflow.path):\(start.line):\(start.column): \"./\(path)\" is what the workspace holds by then; \"$/\(path)\" is pinned to the commit\n"
            )
        }
    }

    private static func readLock(_ path: String, _ call: CommandCall) throws -> ActionLock {
        guard let bytes = try? readFile(path, limit: 16 << 20) else { return ActionLock() }
        return ActionLock.read(bytes).lock ?? ActionLock()
    }

    private static func changes(from old: ActionLock, to new: ActionLock) -> String {
        Set(old.dependencies.keys).union(new.dependencies.keys).sorted().map { key in
            switch (old.dependencies[key]?.commit, new.dependencies[key]?.commit) {
            case (let before?, let after?) where before != after: "~ \(key)  \(before) -> \(after)\n"
            case (nil, let after?): "+ \(key)  \(after)\n"
            case (_?, nil): "- \(key)\n"
            default: ""
            }
        }.joined()
    }
}

extension ActionLock {
    /// Takes in what was found; GitHub's numbers stay, which only GitHub knows.
    fileprivate mutating func add(_ found: [String: DependencyWalk.Dependency], known: ActionLock) {
        for (key, dependency) in found {
            let before = known.dependencies[key]
            dependencies[key] = Dependency(
                ref: dependency.repository.ref, commit: dependency.repository.commit, ownerID: before?.ownerID,
                repositoryID: before?.repositoryID, uses: dependency.uses)
        }
    }

    /// Leaves only what a workflow needs.
    fileprivate mutating func removeUnused() {
        var waiting = workflows.values.flatMap { $0 }.compactMap { text -> String? in
            if case .repository(let reference)? = ActionReference(text) { Self.key(reference) } else { nil }
        }
        var used: Set<String> = []
        while let key = waiting.popLast() {
            if used.insert(key).inserted { waiting += dependencies[key]?.uses ?? [] }
        }
        dependencies = dependencies.filter { used.contains($0.key) }
    }
}
