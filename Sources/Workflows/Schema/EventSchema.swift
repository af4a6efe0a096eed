import Diagnostics
import Expressions

extension Schema {
    /// `on`, read strictly: a name, a list of names, or a mapping of events.
    static let events = Definition(
        scalars: ScalarRule(words: EventCatalog.names), mappings: [eventMapping], kind: .event,
        item: { eventName })

    private static let eventName = Definition(scalars: ScalarRule(words: EventCatalog.names))

    private static let eventMapping = MappingRule(noun: "an event", names: EventCatalog.names) { name in
        switch name {
        case "schedule": schedule
        case "workflow_call": workflowCall
        case "workflow_dispatch": workflowDispatch
        case "repository_dispatch": .oneOf(null, .mapping("repository_dispatch", ["types": oneOrMoreStrings]))
        default: filters(of: name)
        }
    }

    private static let filterNames: Set = ["branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore"]

    /// What an event with activity types and filters may hold. GitHub runs workflows with filters of other events too.
    private static func filters(of name: String) -> Definition {
        guard let event = EventCatalog.events[name] else { return null }
        let ignored = event.keys.contains(where: filterNames.contains) ? filterNames.subtracting(event.keys) : filterNames
        let rule = MappingRule(noun: "the event \"\(name)\"", names: event.keys, ignoredKeys: ignored) { key in
            guard key == "types" else { return oneOrMoreStrings }
            let type = Definition(scalars: ScalarRule(words: event.types))
            return .oneOf(type, .sequence(of: type))
        }
        return .oneOf(null, Definition(mappings: [rule]))
    }

    private static let schedule = Definition.sequence(
        of: .mapping("a schedule", ["cron": nonEmptyString, "timezone": nonEmptyString], required: ["cron"]))
}

// Inputs, secrets and outputs.
extension Schema {
    private static let workflowCall = Definition.oneOf(
        null, .mapping("workflow_call", ["inputs": callInputs, "secrets": callSecrets, "outputs": callOutputs]))

    private static let callInputs = Definition.loose(
        "inputs",
        of: Definition.mapping(
            "an input",
            [
                "description": string, "type": .words("string", "boolean", "number"), "required": boolean,
                "default": scalar.with(Contexts.workflow),
            ], required: ["type"])
    ).reported(as: .call)

    private static let callSecrets = Definition.loose(
        "secrets", of: .oneOf(null, .mapping("a secret", ["description": string, "required": boolean]))
    ).reported(as: .call)

    private static let callOutputs = Definition.loose(
        "outputs",
        of: .mapping("an output", ["description": string, "value": string.with(Contexts.callOutput)], required: ["value"])
    ).reported(as: .call)

    /// GitHub lets unknown keys and null inputs pass when it runs such a workflow; so they are warnings.
    private static let workflowDispatch = Definition.oneOf(
        null, Definition(mappings: [MappingRule(noun: "workflow_dispatch", properties: ["inputs": dispatchInputs], unknownKeys: .warning)]))

    private static let dispatchInputs = Definition.oneOf(null, .loose("inputs", of: .oneOf(null, dispatchInput)))

    private static let dispatchInput = Definition(
        mappings: [
            MappingRule(
                noun: "an input",
                properties: [
                    "description": string, "type": .words("string", "boolean", "number", "choice", "environment"), "required": boolean,
                    "default": scalar, "options": strings, "deprecationMessage": string,
                ], unknownKeys: .warning)
        ])
}
