package import Diagnostics
package import Expressions

/// A workflow file as written.
package struct Workflow: Sendable {
    /// Relative to the repository's root, `/` between parts: `.github/workflows/ci.yml`.
    package var path: String
    package var name: Located<String>?
    package var runName: Template?
    /// The events of `on`, in file order.
    package var triggers: [Trigger]
    package var permissions: Permissions?
    /// A mapping, or an expression that gives one.
    package var env: Template?
    package var defaults: Defaults?
    package var concurrency: Concurrency?
    /// In file order.
    package var jobs: [Job]
    /// The whole file as read, in file order.
    package var entries: [TemplateEntry] = []

    package init(path: String, triggers: [Trigger] = [], jobs: [Job] = []) {
        self.path = path
        self.triggers = triggers
        self.jobs = jobs
    }

    /// The name that GitHub shows and that `github.workflow` holds: `name:`, else the file's path.
    package var displayName: String {
        if let name, !name.value.isEmpty { return name.value }
        return path
    }
}

/// `defaults.run` of a workflow or a job.
package struct Defaults: Sendable {
    package var shell: Template?
    package var workingDirectory: Template?

    package init(shell: Template? = nil, workingDirectory: Template? = nil) {
        self.shell = shell
        self.workingDirectory = workingDirectory
    }
}

/// `concurrency` of a workflow or a job.
package struct Concurrency: Sendable {
    package var group: Template
    package var cancelInProgress: Template?
    /// `single` (a newer waiting run replaces an older) or `max` (all wait their turn).
    package var queue: Located<String>?
    package var range: SourceRange

    package init(group: Template, cancelInProgress: Template? = nil, queue: Located<String>? = nil, range: SourceRange) {
        self.group = group
        self.cancelInProgress = cancelInProgress
        self.queue = queue
        self.range = range
    }
}

/// `permissions` of a workflow or a job: what GITHUB_TOKEN may do. Scopes that are not named are `none`.
package struct Permissions: Sendable, Hashable {
    /// What a scope allows; each level includes those before it.
    package enum Level: String, Sendable, Hashable, Comparable {
        case none, read, write

        package static func < (left: Self, right: Self) -> Bool {
            let order: [Self] = [.none, .read, .write]
            return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
        }
    }

    /// By scope name: `contents`, `id-token`.
    package var levels: [String: Level]
    package var range: SourceRange

    package init(levels: [String: Level], range: SourceRange) {
        self.levels = levels
        self.range = range
    }
}
