import Expressions

extension Schema {
    static let steps = Definition(item: { step })

    /// The six forms of a step.
    static let step: Definition = Definition(mappings: [runStep, actionStep, waitStep, waitAllStep, cancelStep, parallelStep])

    static let stepCondition = string.with(Contexts.stepCondition)

    private static let text = string.with(Contexts.step)
    private static let stepNumber = Schema.number.with(Contexts.step)
    private static let stepBoolean = Schema.boolean.with(Contexts.step)
    private static let variables = environmentVariables.with(Contexts.step)

    private static let runStep = MappingRule(
        noun: "a step with \"run\"",
        properties: [
            "name": text, "id": nonEmptyString, "if": stepCondition, "run": text, "shell": shell, "working-directory": text,
            "env": variables, "timeout-minutes": stepNumber, "continue-on-error": stepBoolean, "background": Schema.boolean,
        ], required: ["run"])

    private static let actionStep = MappingRule(
        noun: "a step with \"uses\"",
        properties: [
            "name": text, "id": nonEmptyString, "if": stepCondition, "uses": nonEmptyString,
            "with": .loose("with", scope: Contexts.step, of: string), "env": variables, "timeout-minutes": stepNumber,
            "continue-on-error": stepBoolean, "background": Schema.boolean,
        ], required: ["uses"])

    private static let waitStep = MappingRule(
        noun: "a step with \"wait\"",
        properties: ["name": text, "id": nonEmptyString, "continue-on-error": stepBoolean, "wait": oneOrMoreStrings], required: ["wait"])

    private static let waitAllStep = MappingRule(
        noun: "a step with \"wait-all\"",
        properties: [
            "name": text, "id": nonEmptyString, "continue-on-error": stepBoolean,
            "wait-all": Definition(scalars: ScalarRule(allowsNull: true, allowsBoolean: true)),
        ], required: ["wait-all"])

    private static let cancelStep = MappingRule(
        noun: "a step with \"cancel\"",
        properties: ["name": text, "id": nonEmptyString, "continue-on-error": stepBoolean, "cancel": nonEmptyString], required: ["cancel"])

    private static let parallelStep: MappingRule = MappingRule(
        noun: "a step with \"parallel\"", properties: ["parallel": Definition(item: { step })], required: ["parallel"])
}
