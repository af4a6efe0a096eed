import Diagnostics
import Expressions

/// `with` of a step against what its action takes, and versions of actions that are out of date.
struct ActionUseCheck: WorkflowCheck {
    /// Runtimes that GitHub's runner no longer has; it takes a newer one in their place.
    private static let oldRuntimes = ["node12", "node16", "plugin"]

    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for job in subject.workflow.jobs {
            subject.visitSteps(of: job) { step in
                guard case .uses(let action) = step.action, let interface = subject.actions.interface(of: action.reference.value) else {
                    return
                }
                findings += inputs(action, interface, subject)
                findings += age(action.reference, interface, subject)
            }
        }
        return findings
    }

    private func inputs(_ action: UsedAction, _ interface: KnownActions.Interface, _ subject: CheckedWorkflow) -> [Diagnostic] {
        let entries = action.inputs?.entries ?? []
        var findings: [Diagnostic] = []
        var hasComputedKeys = action.inputs.map { if case .expression = $0 { true } else { false } } ?? false
        var given: Set<String> = []
        for entry in entries {
            guard let name = entry.name else {
                hasComputedKeys = true
                continue
            }
            given.insert(name.lowercased())
            if let finding = input(name, entry.key.range, interface, action, subject) { findings.append(finding) }
        }
        guard !hasComputedKeys else { return findings }
        for input in interface.inputs where input.isRequired && !given.contains(input.name.lowercased()) {
            findings.append(
                subject.warning(
                    .action, action.reference.range, "action \"\(action.reference.value)\" needs the input \"\(input.name)\"",
                    remedy: "give \"\(input.name)\" below \"with\""))
        }
        return findings
    }

    private func input(
        _ name: String, _ range: SourceRange, _ interface: KnownActions.Interface, _ action: UsedAction, _ subject: CheckedWorkflow
    ) -> Diagnostic? {
        if let known = interface.inputs.first(where: { $0.name.lowercased() == name.lowercased() }) {
            guard known.isDeprecated else { return nil }
            return subject.warning(
                .action, range, "input \"\(name)\" of action \"\(action.reference.value)\" is deprecated",
                remedy: "see the action's own advice")
        }
        // Container actions take these two from their users.
        if interface.runtime == "docker", ["args", "entrypoint"].contains(name.lowercased()) { return nil }
        let names = interface.inputs.map(\.name)
        let nearest = Suggestion.nearest(to: name, among: names).map { "did you mean \"\($0)\"?" }
        // A branch or a commit may be newer than the table; there only what looks like a typing error counts.
        guard interface.isOneVersion || nearest != nil else { return nil }
        let list = names.isEmpty ? "it takes none" : names.count > 12 ? "it takes \(names.count) others" : "it takes \(names.inQuotes)"
        return subject.warning(
            .action, range, "action \"\(action.reference.value)\" has no input \"\(name)\"", remedy: nearest ?? list)
    }

    private func age(_ reference: Located<String>, _ interface: KnownActions.Interface, _ subject: CheckedWorkflow) -> [Diagnostic] {
        guard Self.oldRuntimes.contains(interface.runtime) else { return [] }
        var remedy = "use a newer version of the action"
        if case .repository(let repository)? = ActionReference(reference.value), let newest = PopularActions.versions(of: repository)?.last
        {
            remedy =
                Self.oldRuntimes.contains(newest.interface.runtime)
                ? "the action has no newer version; use another one" : "the newest version is \"v\(newest.major)\""
        }
        return [
            subject.warning(
                .action, reference.range, "action \"\(reference.value)\" is written for \(interface.runtime), which runners no longer have",
                remedy: remedy)
        ]
    }
}
