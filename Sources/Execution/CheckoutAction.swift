import Events
import Expressions
import GitRepositories
import Planning
import RunRecords
import Workflows

/// `actions/checkout`, built in: this repository's files come from the work tree or its repository, without network
/// (docs/decisions/0004-workspace.md).
struct CheckoutAction {
    private let run: StartedStep
    private let evaluation: TemplateEvaluation
    private let action: UsedAction
    /// By names in lower case.
    private let inputs: [String: String]
    private var scope: JobScope { run.scope }

    /// Whether a `uses:` means this action, in any version, built in or real.
    static func isMeant(by reference: String) -> Bool {
        BuiltInAction.meant(by: reference) == .checkout
    }

    init(_ action: UsedAction, run: StartedStep, evaluation: TemplateEvaluation) throws(EvaluationFailure) {
        self.action = action
        self.run = run
        self.evaluation = evaluation
        var inputs: [String: String] = [:]
        for (name, value) in try action.inputs.map({ template throws(EvaluationFailure) in try evaluation.texts(template) }) ?? [] {
            inputs[name.lowercased()] = value.trimmingSpaces()
        }
        self.inputs = inputs
    }

    func run() async throws(EvaluationFailure) -> StepResult {
        announce()
        let done: Checkout.Done
        do throws(CheckoutInputs.Problem) {
            let own = scope.request.plan.repository
            let wish = try CheckoutInputs(inputs, own: (own.fullName, own.serverURL))
            try UnsafeCheckout(event: scope.request.plan.event, action: action.reference.value).refuse(wish, own: own.fullName)
            done = try await Checkout(wish: wish, scope: scope, log: run.log).run()
        } catch {
            throw failure(error.input, error.text)
        }
        var result = StepResult(end: StepEnd(outcome: .success, conclusion: .success, exitStatus: nil))
        result.outputs = [("ref", done.ref), ("commit", done.commit)]
        return result
    }

    private func announce() {
        var lines = ["##[group]Run \(action.reference.value)"]
        if !inputs.isEmpty { lines.append("with:") }
        lines += inputs.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        lines.append("##[endgroup]")
        let own = scope.request.plan.repository.fullName
        let name = inputs["repository"].flatMap { $0.isEmpty ? nil : $0 } ?? own
        lines.append("Syncing repository: \(name) (built into the runner)")
        run.log.say(lines)
        let unknown = inputs.keys.filter { !CheckoutInputs.known.contains($0) }.sorted()
        if !unknown.isEmpty {
            let names = unknown.map { "'\($0)'" }.joined(separator: ", ")
            let valid = CheckoutInputs.known.map { "'\($0)'" }.joined(separator: ", ")
            run.warning("Unexpected input(s) \(names), valid inputs are [\(valid)]")
        }
    }

    /// A failure at an input's place, or at the action's where the input is not written down.
    private func failure(_ input: String?, _ message: String) -> EvaluationFailure {
        var range = action.reference.range
        if let input, case .mapping(let entries, _)? = action.inputs,
            let entry = entries.first(where: { $0.key.literalString?.lowercased() == input })
        {
            range = entry.value.range
        }
        return EvaluationFailure(place: Place(evaluation.file, range).description, message: message)
    }
}
