import Diagnostics
import Expressions

// `on`: the events.
extension WorkflowConverter {
    mutating func triggers(_ template: Template) -> [Trigger] {
        guard case .mapping(let entries, _) = template else {
            return (template.locatedTexts ?? []).map { Trigger(event: $0) }
        }
        return entries.compactMap { entry in
            guard let event = entry.locatedName else { return nil }
            return trigger(event, entry.value)
        }
    }

    private mutating func trigger(_ event: Located<String>, _ template: Template) -> Trigger {
        var trigger = Trigger(event: event)
        if event.value == "schedule" {
            trigger.schedules = template.items.compactMap { schedule($0) }
            return trigger
        }
        for entry in template.entries {
            let texts = entry.value.locatedTexts
            switch entry.name {
            case "types": trigger.types = texts
            case "branches": trigger.branches = texts
            case "branches-ignore": trigger.branchesIgnore = texts
            case "tags": trigger.tags = texts
            case "tags-ignore": trigger.tagsIgnore = texts
            case "paths": trigger.paths = texts
            case "paths-ignore": trigger.pathsIgnore = texts
            case "workflows": trigger.workflows = texts
            case "names": trigger.names = texts
            case "versions": trigger.versions = texts
            case "inputs": trigger.inputs = inputs(entry.value, isCall: event.value == "workflow_call")
            case "secrets": trigger.secrets = secrets(entry.value)
            case "outputs": trigger.outputs = outputs(ofCall: entry.value)
            default: break
            }
        }
        checkFilters(trigger, entries: template.entries)
        return trigger
    }

    private mutating func schedule(_ template: Template) -> Schedule? {
        let timezone = template.member("timezone")?.locatedText
        if let timezone { checkTimeZone(timezone) }
        guard let cron = template.member("cron")?.locatedText else { return nil }
        checkCron(cron)
        return Schedule(cron: cron, timezone: timezone)
    }

    private mutating func inputs(_ template: Template, isCall: Bool) -> [WorkflowInput] {
        let inputs = template.entries.compactMap { entry in
            entry.locatedName.map { input($0, entry.value, isCall: isCall) }
        }
        // GitHub docs, "on.workflow_dispatch.inputs": at most 25 at the top level.
        if !isCall, inputs.count > 25 {
            report(
                .event, inputs[25].name.range, "too many inputs: workflow_dispatch takes at most 25", remedy: "there are \(inputs.count)")
        }
        return inputs
    }

    private mutating func input(_ name: Located<String>, _ template: Template, isCall: Bool) -> WorkflowInput {
        var input = WorkflowInput(name: name)
        for entry in template.entries {
            switch entry.name {
            case "type": input.kind = WorkflowInput.Kind(rawValue: entry.value.literalString ?? "") ?? .string
            case "required": input.isRequired = entry.value.literalBool ?? false
            case "default": input.defaultValue = entry.value
            case "description": input.description = entry.value.literalString
            case "options": input.options = entry.value.locatedTexts ?? []
            case "deprecationMessage": input.deprecationMessage = entry.value.literalString
            default: break
            }
        }
        checkInput(input, template, isCall: isCall)
        return input
    }

    private func secrets(_ template: Template) -> [WorkflowSecret] {
        template.entries.compactMap { entry in
            entry.locatedName.map { WorkflowSecret(name: $0, isRequired: entry.value.member("required")?.literalBool ?? false) }
        }
    }

    private func outputs(ofCall template: Template) -> [WorkflowOutput] {
        template.entries.compactMap { entry in
            guard let name = entry.locatedName, let value = entry.value.member("value") else { return nil }
            return WorkflowOutput(name: name, value: value)
        }
    }
}
