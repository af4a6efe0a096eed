import Diagnostics
package import Workflows
import YAML

/// `.github/workflows/actions.lock`: which commit each action of a workflow was when somebody last looked.
///
/// GitHub's format, of which the versions `v0.0.2` and `v0.0.3` are known, with the same members. A workflow is held to the file when the file names it.
package struct ActionLock: Sendable, Hashable {
    /// An action or a repository with called workflows.
    package struct Dependency: Sendable, Hashable {
        /// The ref as the server has it, or as it is written in `uses`.
        package var ref: String
        /// 40 hexadecimal digits.
        package var commit: String
        /// Numbers of GitHub's; nothing where they are not known.
        package var ownerID: Int?
        package var repositoryID: Int?
        /// What it uses itself, as `OWNER/NAME@REF`.
        package var uses: [String]

        package init(ref: String, commit: String, ownerID: Int? = nil, repositoryID: Int? = nil, uses: [String] = []) {
            self.ref = ref
            self.commit = commit
            self.ownerID = ownerID
            self.repositoryID = repositoryID
            self.uses = uses
        }
    }

    /// The first is that of new files.
    package static let versions = ["v0.0.2", "v0.0.3"]
    /// Where it lies in a repository.
    package static let path = ".github/workflows/actions.lock"

    /// One of `versions`; a file keeps its own.
    package var version = versions[0]
    /// What each workflow that is held to the file uses itself, as written, by the workflow's path.
    package var workflows: [String: [String]]
    /// By `OWNER/NAME@REF`, as written first.
    package var dependencies: [String: Dependency]

    package init(workflows: [String: [String]] = [:], dependencies: [String: Dependency] = [:]) {
        self.workflows = workflows
        self.dependencies = dependencies
    }

    /// How dependencies are called: without the path, which does not matter for the commit.
    package static func key(_ reference: RepositoryReference) -> String {
        "\(reference.name)@\(reference.ref)"
    }

    /// What a workflow is held to; nothing when the file does not name it.
    package func pins(forWorkflow path: String) -> ActionPins? {
        workflows[path] == nil ? nil : ActionPins(lock: self, workflow: path)
    }
}

/// The lock file as it binds one workflow.
package struct ActionPins: Sendable {
    private let commits: [String: String]
    private let workflow: String
    private let used: Set<String>

    init(lock: ActionLock, workflow: String) {
        self.workflow = workflow
        commits = Dictionary(lock.dependencies.map { (Self.normal($0.key), $0.value.commit) }, uniquingKeysWith: { first, _ in first })
        used = Set(
            (lock.workflows[workflow] ?? []).compactMap(ActionReference.init).compactMap { reference in
                if case .repository(let reference) = reference { Self.normal(ActionLock.key(reference)) } else { nil }
            })
    }

    /// Case does not distinguish repositories, but refs.
    private static func normal(_ key: String) -> String {
        let parts = key.split(separator: "@", maxSplits: 1)
        return parts.count == 2 ? "\(parts[0].lowercased())@\(parts[1])" : key
    }

    /// The commit that the file has.
    package func commit(of reference: RepositoryReference) -> String? {
        commits[Self.normal(ActionLock.key(reference))]
    }

    /// The workflow's own list names it, and the file has a commit for it.
    package func has(_ reference: RepositoryReference) -> Bool {
        used.contains(Self.normal(ActionLock.key(reference))) && commit(of: reference) != nil
    }

    /// - Throws: `ActionError` of the kind `.locked` when the file has no commit for the reference, or another one.
    package func check(_ reference: RepositoryReference, commit found: String) throws(ActionError) {
        let key = ActionLock.key(reference)
        guard let locked = commit(of: reference) else {
            throw ActionError(
                "\"\(key)\" is not in \"\(ActionLock.path)\", which \"\(workflow)\" is held to",
                remedy: "run \"runner actions lock\" and look at what it adds", kind: .locked)
        }
        guard locked == found else {
            throw ActionError(
                "\"\(key)\" has moved: \"\(ActionLock.path)\" has commit \(locked), but it is \(found) now",
                remedy: "find out why; to accept the new commit, run \"runner actions lock\"", kind: .locked)
        }
    }
}
