import Diagnostics

extension Schema {
    /// What `runs.using` says that an action is.
    enum ActionKind: Sendable {
        case javaScript, composite, docker

        init?(using text: String) {
            switch text.lowercased() {
            case "docker": self = .docker
            case "composite": self = .composite
            default:
                guard ActionKind.nodeVersions.contains(text.lowercased()) else { return nil }
                self = .javaScript
            }
        }

        /// The node versions that GitHub has or had.
        static let nodeVersions = ["node12", "node16", "node20", "node24"]
        static let names = nodeVersions + ["composite", "docker"]
    }

    /// A whole `action.yml`; without a kind everything but `runs` is looked at.
    static func action(_ kind: ActionKind?) -> Definition {
        switch kind {
        case .javaScript: javaScriptAction
        case .composite: compositeAction
        case .docker: dockerAction
        case nil: unknownAction
        }
    }

    private static let javaScriptAction = action(
        runs: MappingRule(
            noun: "\"runs\" of a JavaScript action",
            properties: [
                "using": nonEmptyString, "main": nonEmptyString, "pre": nonEmptyString, "pre-if": actionCondition, "post": nonEmptyString,
                "post-if": actionCondition,
            ], required: ["main"]))

    private static let compositeAction = action(
        runs: MappingRule(
            noun: "\"runs\" of a composite action", properties: ["using": nonEmptyString, "steps": .sequence(of: compositeStep)],
            required: ["steps"]))

    private static let dockerAction = action(
        runs: MappingRule(
            noun: "\"runs\" of a docker action",
            properties: [
                "using": nonEmptyString, "image": nonEmptyString, "pre-entrypoint": nonEmptyString, "pre-if": actionCondition,
                "entrypoint": nonEmptyString, "post-entrypoint": nonEmptyString, "post-if": actionCondition,
                "args": .sequence(scope: Contexts.containerArguments, of: string),
                "env": environmentVariables.with(Contexts.containerArguments),
            ], required: ["image"]))

    private static let unknownAction = action(
        runs: MappingRule(
            noun: "\"runs\"",
            properties: [
                "using": nonEmptyString, "main": any, "pre": any, "pre-if": any, "post": any, "post-if": any, "steps": any, "image": any,
                "pre-entrypoint": any, "entrypoint": any, "post-entrypoint": any, "args": any, "env": any,
            ], required: ["using"]))

    /// GitHub takes any other key at the top; it does nothing with them.
    private static func action(runs: MappingRule) -> Definition {
        Definition(
            mappings: [
                MappingRule(
                    noun: "an action",
                    properties: [
                        "name": string, "author": any, "description": string, "inputs": .loose("inputs", of: actionInput),
                        "outputs": .loose("outputs", of: actionOutput), "runs": Definition(mappings: [runs]), "branding": any,
                    ], required: ["runs"], unknownKeys: .warning)
            ], kind: .action)
    }

    /// Here too GitHub takes any key.
    private static let actionInput = Definition(
        mappings: [
            MappingRule(
                noun: "an input of an action",
                properties: [
                    "description": any, "required": scalar, "default": string.with(Contexts.inputDefault), "deprecationMessage": string,
                ], unknownKeys: .warning)
        ])

    private static let actionOutput = Definition.mapping(
        "an output of an action", ["description": string, "value": string.with(Contexts.compositeOutput)])

    private static let actionCondition = nonEmptyString.with(Contexts.actionCondition)

    private static let compositeStep = Definition(mappings: [compositeRun, compositeUse])

    private static let compositeText = string.with(Contexts.compositeStep)

    private static let compositeRun = MappingRule(
        noun: "a step with \"run\" of a composite action",
        properties: [
            "name": compositeText, "id": nonEmptyString, "if": compositeCondition, "run": compositeText, "shell": compositeText,
            "working-directory": compositeText, "env": environmentVariables.with(Contexts.compositeStep),
            "continue-on-error": boolean.with(Contexts.compositeStep),
        ], required: ["run", "shell"])

    private static let compositeUse = MappingRule(
        noun: "a step with \"uses\" of a composite action",
        properties: [
            "name": compositeText, "id": nonEmptyString, "if": compositeCondition, "uses": nonEmptyString,
            "with": .loose("with", scope: Contexts.compositeStep, of: string),
            "env": environmentVariables.with(Contexts.compositeStep), "continue-on-error": boolean.with(Contexts.compositeStep),
        ], required: ["uses"])

    private static let compositeCondition = string.with(Contexts.compositeCondition)
}
