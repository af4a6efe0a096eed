import Expressions

/// The `steps` context as it grows from step to step of a job.
final class StepTypes {
    /// What is known of a used action's outputs; nothing where the action is not known.
    private let outputsOfAction: (UsedAction) -> [String]?
    private var known: [(id: String, action: Step.Action)] = []
    private var made: ExpressionType?
    /// A step was refused when the file was read, so any id may be missing here.
    private let isOpen: Bool

    init(isOpen: Bool, outputsOfAction: @escaping (UsedAction) -> [String]?) {
        self.isOpen = isOpen
        self.outputsOfAction = outputsOfAction
    }

    /// The steps with ids so far, the innermost ones of parallel blocks too.
    func append(_ step: Step) {
        if case .parallel(let inner) = step.action { for step in inner { append(step) } }
        guard step.hasExplicitID else { return }
        known.append((step.id, step.action))
        made = nil
    }

    var type: ExpressionType {
        if let made { return made }
        let members = known.map { ($0.id, StandardContexts.step(outputs: outputs(of: $0.action))) }
        let type = ExpressionType.object(ObjectShape(members, rest: isOpen ? .any : nil))
        made = type
        return type
    }

    private func outputs(of action: Step.Action) -> ExpressionType {
        let names: [String]?
        switch action {
        case .run(let script): names = ScriptOutputs.names(in: script)
        case .uses(let action): names = outputsOfAction(action)
        case .wait, .waitAll, .cancel, .parallel: names = []
        }
        guard let names else { return StandardContexts.texts }
        return .object(ObjectShape(names.map { ($0, .string) }))
    }
}
