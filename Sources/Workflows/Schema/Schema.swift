import Expressions

/// The workflow syntax as a table: docs/compatibility.md, "Workflow syntax".
///
/// A namespace; its parts are in the files beside this one.
enum Schema {
    /// A whole workflow file, `on` read strictly.
    static let workflow = Definition.mapping(
        "a workflow",
        [
            "on": events,
            "name": string,
            "description": string,
            "run-name": string.with(Contexts.workflow),
            "permissions": permissions,
            "env": environmentVariables.with(Contexts.workflowEnv),
            "defaults": defaults,
            "concurrency": concurrency(group: string).with(Contexts.workflow),
            "cache-mode": cacheMode,
            "jobs": jobs,
        ], required: ["on", "jobs"])

    static let string = Definition(scalars: ScalarRule(allowsString: true))
    static let nonEmptyString = Definition(scalars: ScalarRule(allowsNonEmptyString: true))
    static let boolean = Definition(scalars: ScalarRule(allowsBoolean: true))
    static let number = Definition(scalars: ScalarRule(allowsNumber: true))
    static let null = Definition(scalars: ScalarRule(allowsNull: true))
    static let scalar = Definition(scalars: ScalarRule(allowsBoolean: true, allowsNumber: true, allowsString: true))
    static let strings = Definition.sequence(of: string)
    static let nonEmptyStrings = Definition.sequence(of: nonEmptyString)
    static let oneOrMoreStrings = Definition.oneOf(nonEmptyString, nonEmptyStrings)

    /// Anything at all.
    static let any: Definition = Definition(
        scalars: ScalarRule(allowsNull: true, allowsBoolean: true, allowsNumber: true, allowsString: true),
        mappings: [MappingRule(noun: "a mapping", looseValue: { any })],
        item: { any })

    static let anySequence = Definition.sequence(of: any)

    /// What a job may do with caches (GitHub, since September 2026).
    static let cacheMode = Definition.words("read", "write", "write-only", "none")

    static let environmentVariables = Definition.loose("env", of: string)

    static let shell = nonEmptyString

    /// `defaults` of a workflow.
    static let defaults = Definition.mapping("defaults", ["run": runDefaults])

    static let runDefaults = Definition.mapping("defaults.run", ["shell": shell, "working-directory": nonEmptyString])

    /// `concurrency`: a group's name, or a mapping.
    static func concurrency(group: Definition) -> Definition {
        .oneOf(
            group,
            .mapping(
                "concurrency", ["group": nonEmptyString, "cancel-in-progress": boolean, "queue": .words("single", "max")],
                required: ["group"]))
    }
}
