package import Expressions

/// One event under `on`, with its filters.
///
/// A filter that is absent is nil; one that is present and empty is an empty array.
package struct Trigger: Sendable {
    /// `push`, `pull_request`, `workflow_dispatch` …
    package var event: Located<String>
    package var types: [Located<String>]?
    package var branches: [Located<String>]?
    package var branchesIgnore: [Located<String>]?
    package var tags: [Located<String>]?
    package var tagsIgnore: [Located<String>]?
    package var paths: [Located<String>]?
    package var pathsIgnore: [Located<String>]?
    /// `workflow_run.workflows`
    package var workflows: [Located<String>]?
    /// `image_version.names`
    package var names: [Located<String>]?
    /// `image_version.versions`
    package var versions: [Located<String>]?
    /// `schedule`
    package var schedules: [Schedule] = []
    /// Inputs of `workflow_dispatch` and `workflow_call`, in file order.
    package var inputs: [WorkflowInput] = []
    /// Secrets that `workflow_call` declares, in file order.
    package var secrets: [WorkflowSecret] = []
    /// Outputs of `workflow_call`, in file order.
    package var outputs: [WorkflowOutput] = []

    package init(event: Located<String>) {
        self.event = event
    }
}

/// One item of `on.schedule`.
package struct Schedule: Sendable {
    package var cron: Located<String>
    /// An IANA name; UTC without one.
    package var timezone: Located<String>?

    package init(cron: Located<String>, timezone: Located<String>? = nil) {
        self.cron = cron
        self.timezone = timezone
    }
}

/// An input of `workflow_dispatch` or `workflow_call`.
package struct WorkflowInput: Sendable {
    /// `environment` and `choice` exist for `workflow_dispatch` only.
    package enum Kind: String, Sendable {
        case string, boolean, number, choice, environment
    }

    package var name: Located<String>
    package var kind: Kind
    package var description: String?
    package var isRequired: Bool
    package var defaultValue: Template?
    package var options: [Located<String>]
    package var deprecationMessage: String?

    package init(name: Located<String>, kind: Kind = .string, isRequired: Bool = false, defaultValue: Template? = nil) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.options = []
    }
}

/// A secret that `workflow_call` declares.
package struct WorkflowSecret: Sendable {
    package var name: Located<String>
    package var isRequired: Bool

    package init(name: Located<String>, isRequired: Bool) {
        self.name = name
        self.isRequired = isRequired
    }
}

/// An output of `workflow_call`.
package struct WorkflowOutput: Sendable {
    package var name: Located<String>
    package var value: Template

    package init(name: Located<String>, value: Template) {
        self.name = name
        self.value = value
    }
}
