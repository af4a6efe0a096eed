package import Diagnostics
package import Expressions

/// A job as written.
package struct Job: Sendable {
    package var id: Located<String>
    package var name: Template?
    package var needs: [Located<String>] = []
    package var condition: Condition
    /// Nothing for a job that calls a workflow.
    package var runsOn: RunsOn?
    package var permissions: Permissions?
    package var environment: Environment?
    package var concurrency: Concurrency?
    /// In file order.
    package var outputs: [JobOutput] = []
    package var env: Template?
    package var defaults: Defaults?
    package var strategy: Strategy?
    /// A string, a mapping, or an expression.
    package var container: Template?
    /// A mapping of service ids, or an expression.
    package var services: Template?
    package var timeoutMinutes: Template?
    package var cancelTimeoutMinutes: Template?
    package var continueOnError: Template?
    package var steps: [Step] = []
    /// `uses:` of a job: it runs another workflow instead of steps.
    package var call: WorkflowCall?
    /// `snapshot:`, kept as written.
    package var snapshot: Template?
    /// The job's mapping as read, in file order.
    package var entries: [TemplateEntry] = []
    package var range: SourceRange

    package init(id: Located<String>, condition: Condition, range: SourceRange) {
        self.id = id
        self.condition = condition
        self.range = range
    }
}

/// An `if:`, made whole as GitHub does: without a status function in it, `success() && (TEXT)`.
package struct Condition: Sendable {
    package var expression: Expression
    /// As written; nothing where there is no `if`.
    package var source: Located<String>?

    package init(expression: Expression, source: Located<String>? = nil) {
        self.expression = expression
        self.source = source
    }
}

/// `runs-on`: labels as a string, a list, or `{group, labels}`; each may be an expression, or the whole.
package struct RunsOn: Sendable {
    /// A scalar, a sequence or an expression; nothing when only a group is named.
    package var labels: Template?
    package var group: Template?
    package var range: SourceRange

    package init(labels: Template?, group: Template? = nil, range: SourceRange) {
        self.labels = labels
        self.group = group
        self.range = range
    }
}

/// `environment` of a job.
package struct Environment: Sendable {
    package var name: Template
    package var url: Template?
    /// `deployment: false` uses the environment's secrets without making a deployment.
    package var deployment: Template?
    package var range: SourceRange

    package init(name: Template, url: Template? = nil, deployment: Template? = nil, range: SourceRange) {
        self.name = name
        self.url = url
        self.deployment = deployment
        self.range = range
    }
}

/// One output of a job.
package struct JobOutput: Sendable {
    package var name: Located<String>
    package var value: Template

    package init(name: Located<String>, value: Template) {
        self.name = name
        self.value = value
    }
}

/// `strategy` of a job: as a mapping, or whole as one expression.
package struct Strategy: Sendable {
    /// The whole of it, for `strategy: ${{ … }}`; the other members are nil then.
    package var whole: Template?
    /// A mapping of rows, `include` and `exclude`, or an expression.
    package var matrix: Template?
    package var failFast: Template?
    package var maxParallel: Template?
    package var range: SourceRange

    package init(range: SourceRange) {
        self.range = range
    }
}

/// `uses:` of a job.
package struct WorkflowCall: Sendable {
    package var uses: Located<String>
    /// The `with` mapping.
    package var inputs: Template?
    /// The `secrets` mapping.
    package var secrets: Template?
    /// `secrets: inherit`
    package var inheritsSecrets = false
    /// The called workflow, where the reader could reach its file.
    package var workflow: Workflow?
    /// Where that file came from.
    package var source: WorkflowSource?

    package init(uses: Located<String>) {
        self.uses = uses
    }
}
