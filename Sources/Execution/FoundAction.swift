import Diagnostics
import Workflows

/// An action that a step uses: where it is, and what its file says.
struct FoundAction: Sendable {
    /// Where the files of an action's repository are.
    enum Root: Sendable, Hashable {
        case workspace
        /// `_actions/OWNER/NAME/REF` in the work folder.
        case downloaded(folder: String)
        /// The runner has it itself; there are no files.
        case builtIn
    }

    /// As a message names it: `actions/setup-node@v4`, `./path`.
    var title: String
    var root: Root
    /// Below the root; empty for the root itself.
    var path: String
    /// `OWNER/NAME` and the ref that the step names; nothing for an action of the workspace.
    var repository: RepositoryReference?
    var metadata: ActionMetadata

    /// The same for two uses of the same action.
    var identity: String {
        switch root {
        case .workspace: "./\(path)"
        case .downloaded(let folder): "\(folder)//\(path)"
        case .builtIn: "built-in:\(title)"
        }
    }

    var isBuiltIn: Bool { root == .builtIn }

    /// An action of the runner's own.
    static func builtIn(_ metadata: ActionMetadata) -> FoundAction {
        FoundAction(title: metadata.path, root: .builtIn, path: "", repository: nil, metadata: metadata)
    }

    /// The root on the host.
    func hostRoot(_ folders: JobFolders) -> String {
        switch root {
        case .workspace, .builtIn: folders.workspace
        case .downloaded(let folder): "\(folders.work)/\(folder)"
        }
    }

    /// The action's folder inside the sandbox: `github.action_path`.
    func folder(_ paths: InsidePaths) -> String {
        let root =
            switch self.root {
            case .workspace, .builtIn: paths.workspace
            case .downloaded(let folder): "\(paths.root)/\(folder)"
            }
        return path.isEmpty ? root : "\(root)/\(path)"
    }

    /// A failure at a place in the action's file.
    func failure(_ range: SourceRange, _ message: String) -> EvaluationFailure {
        EvaluationFailure(place: Place(metadata.path, range).description, message: message)
    }
}
