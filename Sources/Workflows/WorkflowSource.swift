/// Where the file of a called workflow came from.
package struct WorkflowSource: Sendable, Hashable {
    /// `OWNER/NAME`; nothing for the repository of the run.
    package var repository: String?
    /// The branch, tag or commit of the `uses`; nothing for the repository of the run.
    package var ref: String?
    /// The branch or tag that the ref is: `refs/tags/v1`; nothing where that is not known.
    package var fullRef: String?
    /// The whole commit id, where it is known.
    package var commit: String?
    /// From the repository's root: `.github/workflows/build.yml`.
    package var path: String
    /// The folder on this machine that holds the repository's files at that commit; nothing where only the file is at hand.
    package var folder: String?

    package init(repository: String? = nil, ref: String? = nil, commit: String? = nil, path: String, folder: String? = nil) {
        self.repository = repository
        self.ref = ref
        self.commit = commit
        self.path = path
        self.folder = folder
    }
}

/// The files of another repository, as far as somebody has looked for them.
package enum RemoteRepository: Sendable {
    /// They are in this folder. The ref is a full name, where it is known.
    case folder(String, commit: String, ref: String?)
    /// They can't be had: why, and what to do.
    case unavailable(message: String, remedy: String?)
}

/// The file of a called workflow, as it was read.
package struct CalledFile: Sendable {
    /// As findings name it: its path, or `OWNER/NAME/PATH@REF`.
    package var name: String
    package var bytes: [UInt8]
    package var source: WorkflowSource

    package init(name: String, bytes: [UInt8], source: WorkflowSource) {
        self.name = name
        self.bytes = bytes
        self.source = source
    }
}
