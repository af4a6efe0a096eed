/// The `uses` of a job: `./PATH` in the caller's repository, or `OWNER/REPO/PATH@REF`.
struct CallReference: Hashable {
    /// `OWNER/REPO`; nothing for the repository that is being checked.
    var repository: String?
    /// A branch, tag or commit, where there is a repository.
    var revision: String?
    /// From the repository's root.
    var path: String

    init(path: String) {
        self.path = path
    }

    /// - Parameter caller: The file that the reference stands in; `./` and `$/` are in its repository, at its revision.
    init?(_ text: String, from caller: CallReference) {
        if text.hasPrefix("./") || text.hasPrefix("$/") {
            self = caller
            path = String(text.dropFirst(2))
            guard !path.contains("@") else { return nil }
        } else {
            guard let parts = text.repositoryAndReference, !parts.path.isEmpty, !text.contains("://") else { return nil }
            repository = "\(parts.owner)/\(parts.repository)"
            revision = parts.reference
            path = parts.path
        }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else { return nil }
    }

    /// The file's name in findings, and below the folder with other repositories' files.
    var name: String {
        guard let repository, let revision else { return path }
        return "\(repository)/\(path)@\(revision)"
    }

    /// GitHub runs only workflows that lie directly in `.github/workflows`.
    var isInWorkflowsFolder: Bool {
        let folder = ".github/workflows/"
        return path.hasPrefix(folder) && !path.dropFirst(folder.count).contains("/")
    }
}
