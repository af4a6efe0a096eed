/// What a workflow reader may look at, and its limits: the options of `runner check` (docs/cli).
package struct ReadingOptions: Sendable {
    /// What the token of a run may do where no `permissions` are written: GitHub's setting of a repository.
    package enum DefaultPermissions: String, Sendable {
        /// Reading of contents and packages.
        case restricted
        /// Everything.
        case permissive
    }

    /// Reads a whole file; nothing when there is none. Without this closure called workflows are not looked at.
    package var readFile: (@Sendable (_ path: String) -> [UInt8]?)?
    /// The folder of the repository, which `./paths` are resolved against; without it such calls are not looked at.
    package var root: String?
    /// The folder with called workflows of other repositories, as OWNER/REPO/PATH@REF.
    package var remoteFolder: String?
    /// Where another repository's files at a ref are (the reference's path is empty); nothing where nobody has looked yet, and then
    /// `WorkflowDocument.missing` names it. Asked instead of `remoteFolder`.
    package var remote: (@Sendable (RepositoryReference) -> RemoteRepository?)?
    /// Calls of other repositories' workflows are not looked at.
    package var ignoresRemote = false
    package var defaultPermissions = DefaultPermissions.permissive
    /// The length of a file in UTF-16 units.
    package var fileSize = 1_048_576
    /// Mappings and sequences inside each other, the root counted.
    package var depth = 50
    /// Jobs of the workflow and all that it calls; nothing for no limit.
    package var jobs: Int?
    /// Levels of called workflows below the first (GitHub: ten levels with the top caller).
    package var reusableDepth = 9
    /// Files that are called, all levels together (GitHub's limit).
    package var calledFiles = 50

    package init() {}
}

extension ReadingOptions {
    /// The metadata of an action in a folder, from its `action.yml`, else `action.yaml`; nothing where there is none, or it is not valid.
    ///
    /// - Parameters:
    ///   - folder: Below the root; empty for the root itself. The metadata's path begins there.
    func actionMetadata(at folder: String, below root: String) -> ActionMetadata? {
        guard let readFile else { return nil }
        for name in ["action.yml", "action.yaml"] {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            if let bytes = readFile("\(root)/\(path)") { return ActionReader(options: self).read(bytes, path: path).metadata }
        }
        return nil
    }
}
