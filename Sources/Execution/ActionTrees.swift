import Actions
import Events
import GitRepositories
import LinuxSystem
import Planning
import Workflows

/// The files of an action's repository in a job's folder, which the job may write to.
struct ActionTree: Sendable {
    /// Below the work folder.
    var folder: String
    /// With the ref that was asked for; nothing where the own repository has no name for it.
    var repository: RepositoryReference?
    var commit: String
}

/// Brings repositories of actions into a job's folder: each once, from the action store or the run's own repository.
actor ActionTrees {
    /// How many are brought at once.
    private static let limit = 4

    private let request: RunRequest
    private let folders: JobFolders
    private let permits = Permits(limit)
    private var tasks: [String: Task<ActionTree, any Error>] = [:]
    private var hasEnded = false

    init(_ request: RunRequest, folders: JobFolders) {
        self.request = request
        self.folders = folders
    }

    /// Starts to bring a repository that `tree` will be asked for.
    func start(_ reference: RepositoryReference) {
        _ = task(for: reference)
    }

    /// The files of a repository.
    ///
    /// - Throws: A failure at the place of the `uses`.
    func tree(
        of reference: RepositoryReference, _ used: UsedAction, _ place: JobActions.Whereabouts
    ) async throws(EvaluationFailure) -> ActionTree {
        try await value(used, place) { $0.task(for: reference) }
    }

    /// The files of the run's own repository at the run's commit; at the one checked out the work tree as it is.
    func own(_ used: UsedAction, _ place: JobActions.Whereabouts) async throws(EvaluationFailure) -> ActionTree {
        try await value(used, place) { $0.ownTask() }
    }

    /// Gives up what goes on, and waits for it to end.
    func end() async {
        hasEnded = true
        for task in tasks.values { task.cancel() }
        for task in tasks.values { _ = await task.result }
    }

    /// Where `own` puts the files.
    nonisolated var ownRoot: FoundAction.Root {
        .downloaded(folder: "_actions/\(request.plan.repository.fullName)/\(request.plan.event.sha)")
    }

    /// `_actions/OWNER/NAME/REF`, as on GitHub's machines.
    static func folder(of reference: RepositoryReference) -> String {
        "_actions/\(reference.name)/\(reference.ref)"
    }

    private func ownTask() -> Task<ActionTree, any Error> {
        let task = tasks["$"] ?? Task { [self] in try await makeOwn() }
        tasks["$"] = task
        return task
    }

    private func task(for reference: RepositoryReference) -> Task<ActionTree, any Error> {
        let folder = Self.folder(of: reference)
        if let task = tasks[folder] { return task }
        let task = Task { [self] in try await make(reference, folder) }
        tasks[folder] = task
        return task
    }

    private func make(_ reference: RepositoryReference, _ folder: String) async throws -> ActionTree {
        guard let store = request.actions else {
            throw ActionError("there is no action store to get \"\(reference.name)@\(reference.ref)\" from")
        }
        await permits.take()
        let result: Result<ActionTree, any Error>
        do {
            try Task.checkCancellation()
            let stored = try await store.repository(reference)
            let work = folders.work
            try await BlockingWork.run { _ = try FolderCopy.copy(stored.folder, to: work, subfolder: folder) }
            result = .success(ActionTree(folder: folder, repository: reference, commit: stored.commit))
        } catch {
            result = .failure(error)
        }
        await permits.giveBack()
        return try result.get()
    }

    private func makeOwn() async throws -> ActionTree {
        let (name, commit) = (request.plan.repository.fullName, request.plan.event.sha)
        guard case .downloaded(let folder) = ownRoot, let repository = request.repository, !commit.isEmpty else {
            throw ActionError("the run belongs to no git repository with a commit")
        }
        var copy = CopyRequest(root: folders.work)
        copy.subfolder = folder
        copy.history = .none
        copy.leavingOut = request.pathsOutOfCopies
        let wish = copy
        try await BlockingWork.run {
            if try repository.head().sha == commit {
                _ = try repository.copyWorkTree(wish)
            } else {
                _ = try repository.checkOut(commit: commit, wish)
            }
        }
        return ActionTree(folder: folder, repository: RepositoryReference(name: name, path: "", ref: commit), commit: commit)
    }

    /// Whoever is ended while it waits ends the work; who else waits for it, or asks later, begins it anew.
    private func value(
        _ used: UsedAction, _ place: JobActions.Whereabouts, start: (isolated ActionTrees) -> Task<ActionTree, any Error>
    ) async throws(EvaluationFailure) -> ActionTree {
        while true {
            let task = start(self)
            do {
                return try await withTaskCancellationHandler {
                    try await task.value
                } onCancel: {
                    task.cancel()
                }
            } catch {
                if task.isCancelled, !hasEnded {
                    tasks = tasks.filter { $0.value != task }
                    if !Task.isCancelled { continue }
                }
                let failure = error as? ActionError
                throw EvaluationFailure(
                    place: place.place(of: used), message: failure?.message ?? "\(error)", remedy: failure?.remedy)
            }
        }
    }
}
