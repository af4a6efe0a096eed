import Diagnostics
import Expressions

// What a caller gives to a called workflow: inputs, secrets, permissions.
extension CallResolver {
    mutating func check(_ workflow: Workflow, caller: Caller, reference: CallReference) {
        guard let trigger = workflow.triggers.first(where: { $0.event.value == "workflow_call" }) else {
            let start = caller.call.uses.range.start
            let on = workflow.entries.first { $0.name == "on" }?.value.mark ?? SourcePosition(line: 1, column: 1).mark
            report(
                .call, (reference.name, on),
                "called from \(caller.file):\(start.line):\(start.column): workflow_call key is not defined in the referenced workflow",
                remedy: "add the event \"workflow_call\" to \"on\"")
            report(
                .call, (caller.file, caller.call.uses.range),
                "error from called workflow \(reference.name): workflow_call key is not defined in the referenced workflow",
                remedy: "add the event \"workflow_call\" to its \"on\"")
            return
        }
        checkInputs(trigger.inputs, caller)
        if !caller.call.inheritsSecrets { checkSecrets(trigger.secrets, caller) }
        checkPermissions(of: workflow, caller)
    }

    private mutating func checkInputs(_ inputs: [WorkflowInput], _ caller: Caller) {
        let given = Self.membersByName(caller.call.inputs)
        for input in inputs {
            if let value = given[input.name.value.ordinalUppercase] {
                checkInput(value, input, caller)
            } else if input.isRequired {
                report(
                    .call, (caller.file, caller.call.uses.range),
                    "input \"\(input.name.value)\" is required, but not provided while calling",
                    remedy: "give \"\(input.name.value)\" below \"with\"")
            }
        }
        reportUndefined(caller.call.inputs, word: "input", names: inputs.map(\.name.value), caller)
    }

    /// Numbers and booleans become text where text is wanted, but text never becomes one of them.
    private mutating func checkInput(_ value: Template, _ input: WorkflowInput, _ caller: Caller) {
        guard case .literal(let literal, let range) = value else { return }
        switch (input.kind, literal) {
        case (.boolean, .bool), (.number, .number), (.string, _), (.choice, _), (.environment, _): return
        default:
            report(
                .call, (caller.file, range),
                "unexpected value \"\(literal.text.shortened)\": input \"\(input.name.value)\" is a \(input.kind.rawValue)",
                remedy: "write a \(input.kind.rawValue) without quotes")
        }
    }

    private mutating func checkSecrets(_ secrets: [WorkflowSecret], _ caller: Caller) {
        let given = Self.membersByName(caller.call.secrets)
        for secret in secrets where secret.isRequired && given[secret.name.value.ordinalUppercase] == nil {
            report(
                .call, (caller.file, caller.call.uses.range), "secret \"\(secret.name.value)\" is required, but not provided while calling",
                remedy: "give \"\(secret.name.value)\" below \"secrets\", or write \"secrets: inherit\"")
        }
        reportUndefined(caller.call.secrets, word: "secret", names: secrets.map(\.name.value), caller)
    }

    private mutating func reportUndefined(_ given: Template?, word: String, names: [String], _ caller: Caller) {
        let known = Set(names.map { $0.ordinalUppercase })
        for entry in given?.entries ?? [] {
            guard let name = entry.name, !known.contains(name.ordinalUppercase) else { continue }
            let nearest = Suggestion.nearest(to: name, among: names)
            let list = names.isEmpty ? "it defines none" : "it defines " + names.map { "\"\($0)\"" }.joined(separator: ", ")
            report(
                .call, (caller.file, entry.value.mark), "invalid \(word), \"\(name)\" is not defined in the referenced workflow",
                remedy: nearest.map { "did you mean \"\($0)\"?" } ?? list)
        }
    }

    private static func membersByName(_ template: Template?) -> [String: Template] {
        var members: [String: Template] = [:]
        for entry in template?.entries ?? [] {
            if let name = entry.name { members[name.ordinalUppercase] = entry.value }
        }
        return members
    }

    /// A called workflow and its jobs may not ask for more than the caller has (GitHub's PermissionsHelper).
    private mutating func checkPermissions(of workflow: Workflow, _ caller: Caller) {
        let allowed = caller.permissions ?? defaultPermissions(range: caller.job.range)
        if let requested = workflow.permissions {
            report(requested, above: allowed, caller, subject: "the workflow")
        }
        for job in workflow.jobs {
            if let requested = job.permissions { report(requested, above: allowed, caller, subject: "the nested job \"\(job.id.value)\"") }
        }
    }

    private func defaultPermissions(range: SourceRange) -> Permissions {
        switch options.defaultPermissions {
        case .restricted: Permissions(levels: ["contents": .read, "packages": .read], range: range)
        case .permissive: Permissions(all: .write, range: range)
        }
    }

    private mutating func report(_ requested: Permissions, above allowed: Permissions, _ caller: Caller, subject: String) {
        let scopes = Permissions.scopes.filter { requested.level(of: $0) > allowed.level(of: $0) }
        guard !scopes.isEmpty else { return }
        let wanted = scopes.map { "\($0): \(requested.level(of: $0).rawValue)" }.joined(separator: ", ")
        let given = scopes.map { "\($0): \(allowed.level(of: $0).rawValue)" }.joined(separator: ", ")
        // GitHub's public source refuses this too, but its service runs such workflows when the caller's file as a whole
        // says `permissions: {}` (astral-sh/uv released so for months in 2026).
        let isFromEmptyDefault = caller.job.permissions == nil && allowed.levels.isEmpty
        add(
            Diagnostic(
                file: caller.file, range: caller.job.id.range, severity: isFromEmptyDefault ? .warning : .error, kind: .permissions,
                message:
                    "error calling workflow \"\(caller.call.uses.value.shortened)\": \(subject) is requesting \"\(wanted)\", but is only allowed \"\(given)\"",
                remedy: "give the calling job \"permissions\" with \"\(wanted)\""))
    }
}
