/// How much a finding matters: an error stops a run, the others are shown.
package enum Severity: String, Sendable, Comparable, CaseIterable {
    case error, warning, info

    package static func < (left: Self, right: Self) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .error: 0
        case .warning: 1
        case .info: 2
        }
    }
}

/// Something wrong in a user's file: what, where, how to mend it.
///
/// The message is lower case without a full stop, names in double quotes; the remedy likewise.
package struct Diagnostic: Hashable, Sendable {
    /// The file as the user named it, or relative to the repository's root.
    package var file: String
    /// Nothing where the finding has no place in the file (an unreadable file, say).
    package var range: SourceRange?
    package var severity: Severity
    package var kind: DiagnosticKind
    package var message: String
    /// How to mend it; shown after `help:`.
    package var remedy: String?

    package init(
        file: String, range: SourceRange?, severity: Severity = .error, kind: DiagnosticKind, message: String, remedy: String? = nil
    ) {
        self.file = file
        self.range = range
        self.severity = severity
        self.kind = kind
        self.message = message
        self.remedy = remedy
    }
}

/// The classes of findings; a page each in docs/checks/, and the `kind` of `runner check --format json`.
package enum DiagnosticKind: String, Sendable, CaseIterable {
    /// Not YAML, or a YAML feature that is not supported.
    case yaml
    /// An unexpected, missing or repeated key; the wrong node type; a value that is not allowed.
    case schema
    /// `${{ }}` syntax, an unknown name or function, a context that is not available, a type.
    case expression
    /// Event names, activity types, filters, inputs of an event, cron, time zone.
    case event
    /// A branch, tag or path filter pattern.
    case glob
    /// Job dependencies: an unknown job, a cycle, no start.
    case needs
    /// Matrix rows, include and exclude.
    case matrix
    /// Job and step identifiers.
    case id
    /// Environment variable names.
    case env
    /// Shell names.
    case shell
    /// Permission names and levels; more asked for than is granted.
    case permissions
    /// `uses:` of a step, action metadata, `with:` of an action.
    case action
    /// `uses:` of a job: inputs, secrets, outputs of a called workflow.
    case call
    /// Labels and groups.
    case runsOn = "runs-on"
    /// Secrets written down in the file.
    case credentials
    /// An `if:` that is always the same.
    case condition
    /// Workflow commands that are no longer supported.
    case command
    /// Untrusted input inside a script.
    case injection
    /// Code of an outsider that runs with the repository's rights.
    case untrustedCheckout = "untrusted-checkout"
    /// Secrets within reach of foreign code, or all of them at once.
    case exposedSecrets = "exposed-secrets"
    /// Caches that foreign code can write, or that get into what is published.
    case cachePoisoning = "cache-poisoning"
    /// Artifacts of other runs, unpacked over the workspace.
    case untrustedArtifact = "untrusted-artifact"
    /// All secrets for somebody else's workflow.
    case inheritedSecrets = "inherited-secrets"
    /// A token inside an artifact.
    case uploadedCredentials = "uploaded-credentials"
    /// Printed commands that set variables and PATH.
    case unsecureCommands = "unsecure-commands"
    /// A token that may do more than is needed.
    case excessivePermissions = "excessive-permissions"
    /// Runners of one's own that outsiders can reach.
    case selfHosted = "self-hosted"
    /// Actions, workflows and images that can change by themselves.
    case unpinned
    /// What shellcheck finds in scripts.
    case shellcheck
    /// What Python's compiler finds in scripts.
    case python
    /// A size, depth or count that is exceeded.
    case limit
    /// A comment that silences findings: it silences none, or gives no reason.
    case ignore
}
