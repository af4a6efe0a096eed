package import Expressions

// The parsed, not yet evaluated workflow as JSON: `runner plan --template` (docs/cli).
extension WorkflowDocument {
    /// The workflow as one object; nothing when it has errors.
    package func templateJSON() -> Value? {
        workflow.map { .object($0.templateMembers()) }
    }
}

extension Workflow {
    fileprivate func templateMembers() -> [(String, Value)] {
        var members: [(String, Value)] = []
        let inputs = triggers.first { $0.event.value == "workflow_dispatch" }?.inputs ?? []
        if !inputs.isEmpty { members.append(("input-types", .object(inputs.map { ($0.name.value, .string($0.kind.rawValue)) }))) }
        if !triggers.isEmpty {
            let on = entries.first { $0.name == "on" }?.value
            members.append(("events", .object(triggers.map { ($0.event.value, $0.json(as: on?.member($0.event.value))) })))
        }
        for entry in entries {
            switch entry.name {
            case "env", "defaults", "concurrency": members.append((entry.name ?? "", entry.value.json))
            case "permissions": members += permissions.map { [("permissions", $0.json)] } ?? []
            default: break
            }
        }
        members.append(("jobs", .array(jobs.map { $0.json(inherited: permissions) })))
        return members
    }
}

extension Job {
    /// - Parameter inherited: The permissions of the workflow, or of the job that calls it.
    fileprivate func json(inherited: Permissions?) -> Value {
        let permissions = permissions ?? inherited
        var members: [(String, Value)] = [
            ("type", .string(call == nil ? "job" : "reusableWorkflowJob")),
            ("id", .string(id.value)),
            ("name", displayedName),
        ]
        if !needs.isEmpty || call != nil { members.append(("needs", .array(needs.map { .string($0.value) }))) }
        members.append(("if", condition.json))
        if let call {
            members += callMembers(call, permissions: permissions)
        } else {
            members += stepsMembers(permissions: permissions)
        }
        return .object(members)
    }

    /// The name, or the id where there is none or an empty one.
    private var displayedName: Value {
        guard let name, name.literalString != "" else { return .string(id.value) }
        return name.json
    }

    private static let copied: Set = [
        "runs-on", "strategy", "container", "services", "env", "environment", "outputs", "defaults", "concurrency", "timeout-minutes",
        "cancel-timeout-minutes", "continue-on-error", "snapshot",
    ]

    private func stepsMembers(permissions: Permissions?) -> [(String, Value)] {
        var members = entries.copies(of: Self.copied)
        if let permissions { members.append(("permissions", permissions.json)) }
        members.append(("steps", .array(steps.map(\.json))))
        return members
    }

    private func callMembers(_ call: WorkflowCall, permissions: Permissions?) -> [(String, Value)] {
        var members: [(String, Value)] = [("ref", .string(call.uses.value))]
        let permissions = call.workflow?.permissions ?? permissions
        if let permissions { members.append(("permissions", permissions.json)) }
        let definitions = call.workflow?.entries.first { $0.name == "on" }?.value.member("workflow_call")
        if let inputs = definitions?.member("inputs") { members.append(("input-definitions", inputs.json)) }
        if let inputs = call.inputs { members.append(("input-values", inputs.json)) }
        if let secrets = definitions?.member("secrets") { members.append(("secret-definitions", secrets.json)) }
        if let secrets = call.secrets { members.append(("secret-values", secrets.json)) }
        if call.inheritsSecrets { members.append(("inherit-secrets", .bool(true))) }
        if let outputs = definitions?.member("outputs") { members.append(("outputs", outputs.json)) }
        members += entries.copies(of: ["strategy", "concurrency"])
        members.append(("jobs", .array((call.workflow?.jobs ?? []).map { $0.json(inherited: permissions) })))
        return members
    }
}

extension Step {
    fileprivate var json: Value {
        var members: [(String, Value)] = [("id", .string(id))]
        if name == nil, let madeUp = action.madeUpName { members.append(("name", .string(madeUp))) }
        var hasCondition = false
        for entry in entries {
            switch entry.name {
            case "id", nil: break
            case "if":
                hasCondition = true
                members.append(("if", condition.json))
            case "parallel":
                guard case .parallel(let inner) = action else { break }
                members.append(("parallel", .array(inner.map(\.json))))
            case "wait":
                guard case .wait(let targets) = action else { break }
                members.append(("wait", .array(targets.map { .string($0.value) })))
            case "wait-all": members.append(("wait-all", .bool(true)))
            case .some(let name): members.append((name, entry.value.json))
            }
        }
        if !hasCondition { members.append(("if", condition.json)) }
        return .object(members)
    }
}

extension Step.Action {
    /// The name that a step without one is shown by.
    fileprivate var madeUpName: String? {
        switch self {
        case .run, .uses: nil
        case .wait: "Wait"
        case .waitAll: "Wait for all"
        case .cancel: "Cancel"
        case .parallel: "Parallel group"
        }
    }
}

extension Condition {
    fileprivate var json: Value {
        .object([("expr", .string(expression.source))])
    }
}

extension Permissions {
    /// The scopes that are granted, by name.
    fileprivate var json: Value {
        .object(levels.filter { $0.value != .none }.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.rawValue)) })
    }
}

extension [TemplateEntry] {
    /// The members with those names, in file order.
    fileprivate func copies(of names: Set<String>) -> [(String, Value)] {
        compactMap { entry in
            guard let name = entry.name, names.contains(name) else { return nil }
            return (name, entry.value.json)
        }
    }
}

extension Template {
    /// The template as JSON: an expression is `{"expr": TEXT}`, a key that is one the member `${{ TEXT }}`.
    var json: Value {
        switch self {
        case .literal(let value, _): return value
        case .expression(let expression, _): return .object([("expr", .string(expression.source))])
        case .sequence(let items, _): return .array(items.map(\.json))
        case .mapping(let entries, _): return .object(entries.map { ($0.memberName, $0.value.json) })
        }
    }
}

extension TemplateEntry {
    fileprivate var memberName: String {
        if isInsert { return "${{ insert }}" }
        switch key {
        case .expression(let expression, _): return "${{ \(expression.source) }}"
        case .literal(let value, _): return value.text
        case .sequence, .mapping: return ""
        }
    }
}

// Events, as GitHub's converter of `on` gives them.
extension Trigger {
    /// - Parameter template: What was written below the event's name.
    fileprivate func json(as template: Template?) -> Value {
        if event.value == "schedule" { return .array(schedules.map(\.json)) }
        var members: [(String, Value)] = []
        let lists: KeyValuePairs<String, [Located<String>]?> = [
            "types": types, "branches": branches, "branches-ignore": branchesIgnore, "tags": tags, "tags-ignore": tagsIgnore,
            "paths": paths, "paths-ignore": pathsIgnore, "workflows": workflows, "names": names, "versions": versions,
        ]
        for (name, list) in lists {
            if let list { members.append((name, .array(list.map { .string($0.value) }))) }
        }
        if case .mapping(let written, _)? = template?.member("inputs") {
            let inputs = zip(written, inputs).map { ($1.name.value, $1.json(as: $0.value)) }
            members.append(("inputs", .object(inputs)))
        }
        if case .mapping(let written, _)? = template?.member("secrets") {
            members.append(
                ("secrets", .object(written.map { ($0.name ?? "", .object($0.value.entries.copies(of: ["description", "required"]))) })))
        }
        return .object(members)
    }
}

extension Schedule {
    fileprivate var json: Value {
        .object([("cron", .string(cron.value))] + (timezone.map { [("timezone", .string($0.value))] } ?? []))
    }
}

extension WorkflowInput {
    /// - Parameter template: What was written for the input; only that is shown.
    fileprivate func json(as template: Template) -> Value {
        let members = template.entries.copies(of: ["description", "required", "default", "options"]).filter { name, _ in
            // GitHub's converter leaves defaults out that are expressions or numbers.
            guard name == "default", let defaultValue else { return true }
            return kind != .number && defaultValue.isLiteral
        }
        return .object([("type", .string(kind.rawValue))] + members)
    }
}
