import Actions
import Diagnostics
import Expressions
import GitRepositories
import LinuxSystem
import Planning
import Workflows

/// The actions that a job uses: found where its steps say, downloaded once each, and read.
actor JobActions {
    /// More repositories than a job can mean to use.
    private static let mostTrees = 500

    private let trees: ActionTrees
    private let folders: JobFolders
    /// The repository of the called workflow that the job is written in; nothing for the run's own.
    private let home: RepositoryReference?
    /// What doesn't change in the job: all but the actions of the workspace. By place and path.
    private var known: [String: FoundAction] = [:]
    /// How deep composite actions were nested whose steps were looked through.
    private var depths: [String: Int] = [:]
    private let usesReal: Bool
    /// By name and ref.
    private var announced: Set<String> = []

    /// - Parameter source: The file of the called workflow that the job is written in; nothing for the run's own workflow.
    init(_ request: RunRequest, folders: JobFolders, source: WorkflowSource?) {
        usesReal = request.usesRealActions
        home = source?.home
        trees = ActionTrees(request, folders: folders)
        self.folders = folders
    }

    /// Downloads all that steps use, and what that uses in turn, before any of them runs. Actions of the workspace are left out, which
    /// may not be there yet.
    func prepare(_ steps: [Step], in place: Whereabouts, log: StepLog) async throws(EvaluationFailure) {
        let uses = steps.usedActions.filter { !$0.isBuiltIn(usesReal: usesReal) && !$0.isOfWorkspace(place) }
        let repositories = uses.compactMap { meaning(of: $0, in: place)?.repository }
        if repositories.contains(where: { !announced.contains(Self.key($0)) }) {
            log.say(["Prepare all required actions", "Getting action download info"])
        }
        let all = announced.union(repositories.map(Self.key))
        guard all.count <= Self.mostTrees else {
            throw EvaluationFailure(place: place.file, message: "the job uses more than \(Self.mostTrees) repositories")
        }
        for repository in repositories { await trees.start(repository) }
        for used in uses {
            let found = try await action(used, in: place, log: log)
            guard case .composite(let inner) = found.metadata.runs else { continue }
            let depth = place.actions.count + 1
            if let seen = depths[found.identity], seen >= depth { continue }
            try await prepare(inner, in: Whereabouts(file: found.metadata.path, actions: place.actions + [found]), log: log)
            depths[found.identity] = depth
        }
    }

    /// Gives up what is still being downloaded; the job's folder may be removed then.
    func end() async {
        await trees.end()
    }

    /// The action that a step uses.
    ///
    /// - Parameter log: Told of what is downloaded.
    func action(_ used: UsedAction, in place: Whereabouts, log: StepLog) async throws(EvaluationFailure) -> FoundAction {
        let found: FoundAction
        switch meaning(of: used, in: place) {
        case .local(let path): found = try await ofWorkspace(path, used, place)
        case .selfRepository(let path): found = try await ofSameRepository(path, used, place)
        case .repository(let reference): found = try await ofRepository(reference, used, place, log)
        case .image: throw Self.containerFailure(used, place)
        case nil:
            let message = "\"\(used.reference.value)\" is not an action; one is named as owner/repo@ref, ./path or docker://image:tag"
            throw EvaluationFailure(place: place.place(of: used), message: message)
        }
        switch found.metadata.runs {
        case .javaScript: break
        case .composite: try Self.checkNesting(found, used, place)
        case .docker: throw Self.containerFailure(used, place)
        }
        return found
    }

    /// The steps whose actions have something to run before all others: those that were downloaded, as on GitHub.
    func withPre(_ steps: [Step], in place: Whereabouts) -> [(step: Step, action: FoundAction)] {
        steps.flattened.compactMap { step in
            guard case .uses(let used) = step.action, let found = known(used, in: place) else { return nil }
            switch found.metadata.runs {
            case .javaScript(let action): return action.pre == nil ? nil : (step, found)
            case .composite(let inner): return withPre(inner, in: place.entering(found)).isEmpty ? nil : (step, found)
            case .docker: return nil
            }
        }
    }

    /// Whether any of the steps is a checkout, or of those inside downloaded actions.
    func checkOut(_ steps: [Step], in place: Whereabouts) -> Bool {
        steps.usedActions.contains { used in
            if BuiltInAction.meant(by: used.reference.value) == .checkout { return true }
            guard let found = known(used, in: place), case .composite(let inner) = found.metadata.runs else { return false }
            return checkOut(inner, in: place.entering(found))
        }
    }

    // MARK: Kinds

    /// What a step names: in a workflow of another repository, `$/` is that repository as it was called.
    private func meaning(of used: UsedAction, in place: Whereabouts) -> ActionReference? {
        let written = ActionReference(used.reference.value)
        guard case .selfRepository(let path)? = written, place.actions.isEmpty, var home else { return written }
        home.path = path
        return .repository(home)
    }

    private func ofWorkspace(_ path: String, _ used: UsedAction, _ place: Whereabouts) async throws(EvaluationFailure) -> FoundAction {
        let metadata = try await read(path, in: folders.workspace, used, place)
        return FoundAction(title: used.reference.value, root: .workspace, path: path, repository: nil, metadata: metadata)
    }

    /// `$/PATH`: of the action around, else of the run's own repository.
    private func ofSameRepository(
        _ path: String, _ used: UsedAction, _ place: Whereabouts
    ) async throws(EvaluationFailure) -> FoundAction {
        guard let outer = place.actions.last else {
            let tree = try await trees.own(used, place)
            return try await inTree(tree, path: path, used, place)
        }
        switch outer.root {
        case .workspace, .builtIn: return try await ofWorkspace(path, used, place)
        case .downloaded(let folder):
            return try await inTree(ActionTree(folder: folder, repository: outer.repository, commit: ""), path: path, used, place)
        }
    }

    private func ofRepository(
        _ reference: RepositoryReference, _ used: UsedAction, _ place: Whereabouts, _ log: StepLog
    ) async throws(EvaluationFailure) -> FoundAction {
        let key = Self.key(reference)
        let tree = try await trees.tree(of: reference, used, place)
        if announced.insert(key).inserted {
            log.say("Download action repository '\(reference.name)@\(reference.ref)' (SHA:\(tree.commit))")
        }
        return try await inTree(tree, path: reference.path, used, place)
    }

    private func inTree(
        _ tree: ActionTree, path: String, _ used: UsedAction, _ place: Whereabouts
    ) async throws(EvaluationFailure) -> FoundAction {
        let key = "\(tree.folder)//\(path)"
        if var found = known[key] {
            found.title = used.reference.value
            return found
        }
        var metadata = try await read(path, in: "\(folders.work)/\(tree.folder)", used, place)
        if let repository = tree.repository { metadata.path = "\(repository.name)@\(repository.ref)/\(metadata.path)" }
        let found = FoundAction(
            title: used.reference.value, root: .downloaded(folder: tree.folder), path: path, repository: tree.repository, metadata: metadata
        )
        known[key] = found
        return found
    }

    private func known(_ used: UsedAction, in place: Whereabouts) -> FoundAction? {
        switch meaning(of: used, in: place) {
        case .repository(let reference): return known["\(ActionTrees.folder(of: reference))//\(reference.path)"]
        case .selfRepository(let path):
            guard case .downloaded(let folder) = place.actions.last?.root ?? trees.ownRoot else { return nil }
            return known["\(folder)//\(path)"]
        case .local, .image, nil: return nil
        }
    }

    private func read(
        _ path: String, in folder: String, _ used: UsedAction, _ place: Whereabouts
    ) async throws(EvaluationFailure) -> ActionMetadata {
        let title = used.reference.value
        let result = await BlockingWork.value { () -> Result<ActionMetadata, ActionError> in
            do throws(ActionError) {
                return .success(try ActionStore.metadata(in: folder, path: path, shownAs: title))
            } catch {
                return .failure(error)
            }
        }
        do {
            return try result.get()
        } catch {
            throw EvaluationFailure(place: place.place(of: used), message: error.message, remedy: error.remedy)
        }
    }

    private static func key(_ reference: RepositoryReference) -> String {
        "\(reference.name.lowercased())@\(reference.ref)"
    }

    // MARK: Refusals

    /// Composite actions may be nested to a bound, and not use themselves.
    private static func checkNesting(_ found: FoundAction, _ used: UsedAction, _ place: Whereabouts) throws(EvaluationFailure) {
        if let start = place.actions.firstIndex(where: { $0.identity == found.identity }) {
            let chain = (place.actions[start...].map(\.title) + [found.title]).joined(separator: " -> ")
            let message = "composite actions use each other in a circle: \(chain)"
            throw EvaluationFailure(place: place.place(of: used), message: message)
        }
        if place.actions.count > StepPlace.deepest {
            let message = "composite actions are nested deeper than \(StepPlace.deepest) below the first"
            throw EvaluationFailure(place: place.place(of: used), message: message)
        }
    }

    private static func containerFailure(_ used: UsedAction, _ place: Whereabouts) -> EvaluationFailure {
        EvaluationFailure(place: place.place(of: used), message: ContainerRefusal.message(used.reference.value))
    }
}
