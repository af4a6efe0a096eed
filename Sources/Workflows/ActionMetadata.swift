package import Expressions

/// An `action.yml` as written.
package struct ActionMetadata: Sendable {
    /// The file's path, for findings.
    package var path: String
    package var name: Located<String>?
    package var description: Located<String>?
    /// In file order.
    package var inputs: [ActionInput] = []
    /// In file order.
    package var outputs: [ActionOutput] = []
    package var runs: Runs

    /// How an action runs.
    package enum Runs: Sendable {
        case javaScript(JavaScriptAction)
        case composite([Step])
        case docker(DockerAction)
    }

    package init(path: String, runs: Runs) {
        self.path = path
        self.runs = runs
    }
}

/// An input that an action declares.
package struct ActionInput: Sendable {
    package var name: Located<String>
    package var description: String?
    /// GitHub does not enforce it; a missing one is worth a warning.
    package var isRequired: Bool
    /// May read `github`, `strategy`, `matrix`, `job` and `runner`.
    package var defaultValue: Template?
    /// What to say to those who still set it.
    package var deprecationMessage: String?

    package init(name: Located<String>, isRequired: Bool = false, defaultValue: Template? = nil) {
        self.name = name
        self.isRequired = isRequired
        self.defaultValue = defaultValue
    }
}

/// An output that an action declares.
package struct ActionOutput: Sendable {
    package var name: Located<String>
    package var description: String?
    /// Of a composite action only.
    package var value: Template?

    package init(name: Located<String>, value: Template? = nil) {
        self.name = name
        self.value = value
    }
}

/// `runs` of an action that a node program is. Paths are relative to the action's folder, and checked when they are used.
package struct JavaScriptAction: Sendable {
    /// `node20`, `node24`; as written.
    package var runtime: Located<String>
    package var main: Located<String>
    package var pre: Located<String>?
    /// `always()` where the file has none.
    package var preCondition: Condition
    package var post: Located<String>?
    /// `always()` where the file has none.
    package var postCondition: Condition

    package init(runtime: Located<String>, main: Located<String>, preCondition: Condition, postCondition: Condition) {
        self.runtime = runtime
        self.main = main
        self.preCondition = preCondition
        self.postCondition = postCondition
    }
}

/// `runs` of an action that is a container.
package struct DockerAction: Sendable {
    /// `Dockerfile`, a path to one, or `docker://IMAGE`.
    package var image: Located<String>
    package var preEntrypoint: Located<String>?
    package var preCondition: Condition
    package var entrypoint: Located<String>?
    package var postEntrypoint: Located<String>?
    package var postCondition: Condition
    /// A sequence; may read `inputs`.
    package var arguments: Template?
    /// A mapping; may read `inputs`.
    package var env: Template?

    package init(image: Located<String>, preCondition: Condition, postCondition: Condition) {
        self.image = image
        self.preCondition = preCondition
        self.postCondition = postCondition
    }
}
