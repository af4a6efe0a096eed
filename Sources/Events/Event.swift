package import Expressions

/// What happened: the thing that workflows are triggered by.
package struct Event: Sendable {
    /// GitHub's event name: `push`, `pull_request`, `workflow_dispatch` …
    package var name: String
    /// The full ref that the run is for (`github.ref`): `refs/heads/main`, `refs/tags/v1`, `refs/pull/5/merge`.
    package var ref: String
    /// The commit that the run is for, in hex; zeros where there is none yet.
    package var sha: String
    /// The login of who caused it.
    package var actor: String
    /// The webhook payload (`github.event`), an object.
    package var payload: Value
    /// Paths the event changed, relative to the root, for path filters; nothing where that is not known
    /// (path filters then match, as GitHub's do beyond its limits).
    package var changedPaths: [String]?
    /// Source and target branch names of a pull request (`github.head_ref`, `github.base_ref`); empty otherwise.
    package var headRef = ""
    package var baseRef = ""

    package init(name: String, ref: String, sha: String, actor: String, payload: Value, changedPaths: [String]? = nil) {
        self.name = name
        self.ref = ref
        self.sha = sha
        self.actor = actor
        self.payload = payload
        self.changedPaths = changedPaths
    }
}

/// The repository a run belongs to, as the `github` context shows it.
package struct RepositoryIdentity: Sendable, Hashable {
    /// `owner/name`
    package var fullName: String
    /// `https://github.com`, without a slash at the end.
    package var serverURL: String
    package var defaultBranch: String

    package init(fullName: String, serverURL: String = "https://github.com", defaultBranch: String = "main") {
        self.fullName = fullName
        self.serverURL = serverURL
        self.defaultBranch = defaultBranch
    }

    package var owner: String {
        String(fullName.prefix { $0 != "/" })
    }

    package var name: String {
        String(fullName.drop { $0 != "/" }.dropFirst())
    }
}
