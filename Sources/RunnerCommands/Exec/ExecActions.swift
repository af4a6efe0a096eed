import Actions
import Diagnostics
import Execution
import LinuxSystem
import OptionParsing
import Planning
import Workflows

/// What an earlier look at the same command line found out, so that nothing is asked for twice.
struct ExecRemotes {
    /// Repositories of called workflows.
    var known: [RepositoryReference: RemoteRepository] = [:]
    var values: ExecValues?
    /// Where to look for repositories that are not known yet; nothing where they have to be fetched.
    var store: (@Sendable () -> ActionStore)?

    func repository(_ reference: RepositoryReference) -> RemoteRepository? {
        known[reference] ?? store?().atHand(reference).map { .folder($0.folder, commit: $0.commit, ref: $0.fullRef) }
    }

    /// Called workflows that are not known yet can't call further ones, so this many looks see all (GitHub's limit of levels, and one more).
    static let mostLooks = 11
}

/// The repository's lock file of actions.
struct ExecLock {
    private(set) var lock: ActionLock?
    private(set) var findings: [Diagnostic] = []
    /// Its text, by its name in findings.
    private(set) var source: [String: String] = [:]

    init(root: String) {
        let bytes: [UInt8]
        do {
            bytes = try readFile(ActionLock.path, inside: root, limit: 16 << 20)
        } catch {
            if error.isAbsence { return }
            findings = [
                Diagnostic(
                    file: ActionLock.path, range: nil, kind: .action,
                    message: "cannot read the lock file: \(SystemError.text(of: error.errno))",
                    remedy: "check the file and its permissions")
            ]
            return
        }
        (lock, findings) = ActionLock.read(bytes)
        source = [ActionLock.path: String(decoding: bytes, as: UTF8.self)]
    }

    /// What a workflow uses and the lock file does not have.
    func findings(in file: WorkflowFile) -> [Diagnostic] {
        guard let workflow = file.document.workflow, let pins = lock?.pins(forWorkflow: workflow.path) else { return [] }
        return workflow.references.compactMap { used in
            guard case .repository(let reference)? = ActionReference(used.value), !pins.has(reference) else { return nil }
            return Diagnostic(
                file: file.shownPath, range: used.range, kind: .action,
                message: "\"\(used.value)\" is not in \"\(ActionLock.path)\", which this workflow is held to",
                remedy: "run `runner actions lock` and look at what it adds")
        } + calledFindings(in: file, pins)
    }

    /// Called workflows of other repositories that are another commit now.
    private func calledFindings(in file: WorkflowFile, _ pins: ActionPins) -> [Diagnostic] {
        file.document.called.compactMap { called in
            guard let name = called.source.repository, let ref = called.source.ref, let commit = called.source.commit,
                let reference = RepositoryReference(name: name, path: "", ref: ref)
            else { return nil }
            do throws(ActionError) {
                try pins.check(reference, commit: commit)
                return nil
            } catch {
                return Diagnostic(file: file.shownPath, range: nil, kind: .action, message: error.message, remedy: error.remedy)
            }
        }
    }
}

extension SystemError {
    /// There is no such file.
    fileprivate var isAbsence: Bool { SystemError.absences.contains(errno) }
    /// ENOENT, ENOTDIR
    private static let absences: Set<Int32> = [2, 20]
}

extension Workflow {
    /// What its steps and calls name, with the places.
    fileprivate var references: [Located<String>] {
        jobs.flatMap { job -> [Located<String>] in
            let called = job.call.map { [$0.uses] } ?? []
            return called + job.steps.usedActions.map(\.reference)
        }
    }
}

extension ExecPreparation {
    /// Whether the actions themselves run where the runner has built-in ones.
    var usesRealActions: Bool {
        call.arguments[ActionOptions.realActions] || configuration.usesRealActions
    }

    /// Where actions and called workflows come from; one for the whole command.
    func makeStore() -> ActionStore {
        call.actionStore(state: call.stateFolder(root: reading.root), configuration, token: values.secrets["GITHUB_TOKEN"])
    }

    /// Fetches the called workflows of other repositories that were missing, for another look.
    func fetched(_ remotes: ExecRemotes, from store: ActionStore) async -> ExecRemotes {
        var remotes = remotes
        remotes.values = values
        for reference in files.flatMap(\.document.missing) where remotes.known[reference] == nil {
            do throws(ActionError) {
                let found = try await store.repository(reference)
                remotes.known[reference] = .folder(found.folder, commit: found.commit, ref: found.fullRef)
            } catch {
                remotes.known[reference] = .unavailable(message: error.message, remedy: error.remedy)
            }
        }
        return remotes
    }

    /// Sees before anything runs whether all is there that jobs use.
    ///
    /// - Throws: `CommandFailure` that names all that is missing, where nothing may be fetched.
    func checkOffline(_ store: ActionStore) async throws {
        guard store.isOffline else { return }
        let takesAll = usesRealActions
        var walk = DependencyWalk(store: store, root: reading.root) { BuiltInAction.meant(by: $0.text, usesReal: takesAll) == nil }
        for planned in planning.planned {
            var workflow = planned.plan.workflow
            workflow.jobs = planned.plan.jobs.map(\.job)
            _ = await walk.add(workflow)
        }
        let missing = walk.problems.filter { $0.error.kind == .missing }.compactMap { problem -> RepositoryReference? in
            if case .repository(let reference)? = ActionReference(problem.reference) { reference } else { nil }
        }
        guard !missing.isEmpty else { return }
        let error = ActionStore.missingError(missing)
        throw CommandFailure(error.message, remedy: error.remedy)
    }

    /// What JavaScript actions run with.
    var nodeRuntimes: NodeRuntimes {
        NodeRuntimes(folder: call.arguments[ActionOptions.node].map(call.absolute) ?? configuration.node, tools: call.toolsFolder)
    }
}
