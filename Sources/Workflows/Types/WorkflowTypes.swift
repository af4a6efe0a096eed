import Expressions

/// The types of contexts that are the same all over a workflow, found when they are first asked for.
final class WorkflowTypes {
    let workflow: Workflow
    private(set) lazy var github = makeGitHub()
    private(set) lazy var inputs = makeInputs()
    private(set) lazy var secrets = makeSecrets()
    /// `jobs`, for the outputs of a called workflow.
    private(set) lazy var jobs = ExpressionType.object(
        ObjectShape(workflow.jobs.map { ($0.id.value, .strict(["result": StandardContexts.results, "outputs": outputs(of: $0)])) }))

    init(_ workflow: Workflow) {
        self.workflow = workflow
    }

    func trigger(_ event: String) -> Trigger? {
        workflow.triggers.first { $0.event.value == event }
    }

    private var isCalled: Bool { trigger("workflow_call") != nil }

    private func makeGitHub() -> ExpressionType {
        let events = workflow.triggers.map(\.event.value)
        // A called workflow sees the event of its caller.
        let name: ExpressionType = isCalled || events.isEmpty ? .string : .literals(events.map { .string($0) })
        let inputs = (trigger("workflow_dispatch")?.inputs ?? []).map { ($0.name.value, Self.payloadType(of: $0)) }
        return StandardContexts.github(
            eventName: name, event: EventPayloads.type(for: workflow.triggers, inputs: .object(ObjectShape(inputs))))
    }

    /// `github.event.inputs` holds text only.
    private static func payloadType(of input: WorkflowInput) -> ExpressionType {
        switch input.kind {
        case .boolean: .words("true", "false", "")
        case .choice where !input.options.isEmpty: .literals((input.options.map(\.value) + [""]).map { .string($0) })
        default: .string
        }
    }

    private func makeInputs() -> ExpressionType {
        let dispatch = trigger("workflow_dispatch")?.inputs ?? []
        let call = trigger("workflow_call")?.inputs ?? []
        let others = workflow.triggers.contains { $0.event.value != "workflow_dispatch" && $0.event.value != "workflow_call" }
        // A workflow that is called from one with inputs still sees only its own.
        return .object(ObjectShape((dispatch + call).map { ($0.name.value, Self.type(of: $0, mayBeMissing: others)) }))
    }

    private static func type(of input: WorkflowInput, mayBeMissing: Bool) -> ExpressionType {
        switch input.kind {
        case .boolean: .bool
        case .number: .number
        case .choice where !input.options.isEmpty:
            .literals(input.options.map { .string($0.value) } + (mayBeMissing || !input.isRequired ? [.string("")] : []))
        case .string, .choice, .environment: .string
        }
    }

    /// Only a workflow that is never started but by a call has no secrets beside those it declares; `inherit` can still bring others.
    private func makeSecrets() -> ExpressionType {
        guard let call = trigger("workflow_call"), workflow.triggers.count == 1, !call.secrets.isEmpty else {
            return StandardContexts.texts
        }
        let given = ["GITHUB_TOKEN", "ACTIONS_STEP_DEBUG", "ACTIONS_RUNNER_DEBUG"].map { ($0, ExpressionType.string) }
        return .object(ObjectShape(given + call.secrets.map { ($0.name.value, .string) }))
    }

    /// `needs.JOB.outputs`
    func outputs(of job: Job) -> ExpressionType {
        guard let call = job.call else {
            let isOpen = job.entries.contains { $0.name == "outputs" && !$0.value.isMappingWithTextKeys }
            return isOpen ? StandardContexts.texts : .object(ObjectShape(job.outputs.map { ($0.name.value, .string) }))
        }
        guard let trigger = call.workflow?.triggers.first(where: { $0.event.value == "workflow_call" }) else {
            return StandardContexts.texts
        }
        return .object(ObjectShape(trigger.outputs.map { ($0.name.value, .string) }))
    }

    func job(_ id: String) -> Job? {
        let name = id.ordinalUppercase
        return workflow.jobs.first { $0.id.value.ordinalUppercase == name }
    }
}

extension Template {
    /// A mapping all of whose keys are known.
    var isMappingWithTextKeys: Bool {
        guard case .mapping(let entries, _) = self else { return false }
        return entries.allSatisfy { $0.name != nil }
    }
}
