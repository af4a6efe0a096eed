package import Diagnostics
package import Expressions

/// A step as written.
package struct Step: Sendable {
    /// What a step does: exactly one of these.
    package enum Action: Sendable {
        case run(RunScript)
        case uses(UsedAction)
        /// `wait: id` or a list of them.
        case wait([Located<String>])
        case waitAll
        /// `cancel: id`
        case cancel(Located<String>)
        case parallel([Step])
    }

    /// As written, or one that GitHub would make up: `__run`, `__run_2`, `__actions_checkout`.
    package var id: String
    /// The file gives the id; only then the step appears in the `steps` context.
    package var hasExplicitID: Bool
    package var name: Template?
    package var condition: Condition
    package var action: Action
    /// A mapping, or an expression that gives one.
    package var env: Template?
    package var timeoutMinutes: Template?
    package var continueOnError: Template?
    package var isBackground = false
    /// The step's mapping as read, in file order.
    package var entries: [TemplateEntry] = []
    package var range: SourceRange

    package init(id: String, hasExplicitID: Bool, condition: Condition, action: Action, range: SourceRange) {
        self.id = id
        self.hasExplicitID = hasExplicitID
        self.condition = condition
        self.action = action
        self.range = range
    }
}

/// `run:` of a step.
package struct RunScript: Sendable {
    package var script: Template
    /// Text in a workflow; in a composite action also an expression.
    package var shell: Template?
    package var workingDirectory: Template?

    package init(script: Template, shell: Template? = nil, workingDirectory: Template? = nil) {
        self.script = script
        self.shell = shell
        self.workingDirectory = workingDirectory
    }
}

/// `uses:` of a step.
package struct UsedAction: Sendable {
    /// What a reference is, in short.
    package enum Kind: Sendable {
        /// A folder: of the workspace, of a repository.
        case folder
        /// `docker://IMAGE`
        case image
        /// Not the name of an action.
        case malformed
    }

    /// As written: `actions/checkout@v5`, `./path`, `docker://image:tag`.
    package let reference: Located<String>
    /// Of the reference. Found once: it is asked for with every combination of a matrix.
    package let kind: Kind
    /// The `with` mapping, or an expression.
    package var inputs: Template?

    package init(reference: Located<String>, inputs: Template? = nil) {
        self.reference = reference
        self.inputs = inputs
        kind =
            switch ActionReference(reference.value) {
            case .image: .image
            case .local, .selfRepository, .repository: .folder
            case nil: .malformed
            }
    }
}
