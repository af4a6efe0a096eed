import Diagnostics
import Expressions
import LinuxSystem
import Planning
import Workflows

/// The actions that a job uses: found where its steps say, and read.
actor JobActions {
    /// What a step is written in.
    struct Whereabouts: Sendable {
        /// Its path, for messages.
        var file: String
        /// The composite actions around, the outermost first.
        var actions: [FoundAction] = []
    }

    private let request: RunRequest
    private let folders: JobFolders

    init(_ request: RunRequest, folders: JobFolders) {
        self.request = request
        self.folders = folders
    }

    /// The action that a step uses.
    ///
    /// - Parameter log: Told of what has to be downloaded for it.
    func action(_ used: UsedAction, in place: Whereabouts, log: StepLog) async throws(EvaluationFailure) -> FoundAction {
        let text = used.reference.value
        let found: FoundAction
        switch ActionReference(text) {
        case .local(let path):
            found = try await read(text, in: .workspace, path: path, used, place)
        case .selfRepository(let path):
            guard let outer = place.actions.last else { throw Self.failure(used, place, "\"\(text)\"") }
            found = try await read(text, in: outer.root, path: path, used, place)
        case .repository: throw Self.failure(used, place, "\"\(text)\"")
        case .image:
            throw Self.failure(
                used, place, "the action \"\(text)\" is a container; those come with the engine \"docker\" of a later version")
        case nil:
            throw Self.failure(used, place, "\"\(text)\" is not an action; one is named as owner/repo@ref, ./path or docker://image:tag")
        }
        if case .composite = found.metadata.runs { try Self.checkNesting(found, used, place) }
        return found
    }

    /// Downloads what the steps of a composite action use, before any of them runs.
    func prepare(_ steps: [Step], in place: Whereabouts, log: StepLog) async throws(EvaluationFailure) {
    }

    /// The steps whose actions have something to run before all others.
    func withPre(_ steps: [Step], in place: Whereabouts) async throws(EvaluationFailure) -> [(step: Step, action: FoundAction)] {
        []
    }

    private func read(
        _ title: String, in root: FoundAction.Root, path: String, _ used: UsedAction, _ place: Whereabouts
    ) async throws(EvaluationFailure) -> FoundAction {
        let folder =
            switch root {
            case .workspace: folders.workspace
            case .downloaded(let folder): "\(folders.work)/\(folder)"
            }
        let result = await BlockingWork.value { ActionFile.read(path, in: folder) }
        switch result {
        case .success(let metadata): return FoundAction(title: title, root: root, path: path, repository: nil, metadata: metadata)
        case .failure(let problem): throw Self.failure(used, place, problem.message, remedy: problem.remedy)
        }
    }

    /// Composite actions may be nested to a bound, and not use themselves.
    private static func checkNesting(_ found: FoundAction, _ used: UsedAction, _ place: Whereabouts) throws(EvaluationFailure) {
        if let start = place.actions.firstIndex(where: { $0.identity == found.identity }) {
            let chain = (place.actions[start...].map(\.title) + [found.title]).joined(separator: " -> ")
            throw failure(used, place, "composite actions use each other in a circle: \(chain)")
        }
        if place.actions.count > StepPlace.deepest {
            throw failure(used, place, "composite actions are nested deeper than \(StepPlace.deepest) below the first")
        }
    }

    private static func failure(
        _ used: UsedAction, _ place: Whereabouts, _ message: String, remedy: String? = nil
    ) -> EvaluationFailure {
        EvaluationFailure(place: Place(place.file, used.reference.range).description, message: message, remedy: remedy)
    }
}

/// Reads the file of an action.
enum ActionFile {
    struct Problem: Error {
        var message: String
        var remedy: String?
    }

    /// Bytes; a longer file is refused.
    private static let limit = 1 << 20

    /// Blocks.
    static func read(_ path: String, in root: String) -> Result<ActionMetadata, Problem> {
        for name in ["action.yml", "action.yaml"] {
            let file = path.isEmpty ? name : "\(path)/\(name)"
            switch FileInTree.look(for: file, in: root) {
            case .missing: continue
            case .outside, .other: return .failure(Problem(message: "\"\(file)\" is no file of the action's repository"))
            case .file: return parse(file, in: root)
            }
        }
        return .failure(
            Problem(
                message: "Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '\(path)'",
                remedy: "an action of the own repository needs actions/checkout before it"))
    }

    private static func parse(_ file: String, in root: String) -> Result<ActionMetadata, Problem> {
        do throws(SystemError) {
            let document = ActionReader().read(try readFile("\(root)/\(file)", limit: limit), path: file)
            if let metadata = document.metadata { return .success(metadata) }
            let errors = document.diagnostics.filter { $0.severity == .error }
            return .failure(Problem(message: errors.map { "\(Place($0.file, $0.range)): \($0.message)" }.joined(separator: "; ")))
        } catch {
            return .failure(Problem(message: "\(error)"))
        }
    }
}
