import Events
import Planning
import RunRecords
import Workflows

/// `actions/checkout`, built in: this repository's files come from the work tree or its repository, without network
/// (docs/decisions/0004-workspace.md).
struct CheckoutAction {
    let call: BuiltInCall

    func run() async throws(EvaluationFailure) -> StepResult {
        let scope = call.run.scope
        let own = scope.request.plan.repository
        let name = call.inputs["repository"].flatMap { $0.isEmpty ? nil : $0 } ?? own.fullName
        call.announce(CheckoutInputs.known, then: "Syncing repository: \(name) (built into the runner)")
        let done: Checkout.Done
        do throws(InputProblem) {
            let wish = try CheckoutInputs(call.inputs, own: (own.fullName, own.serverURL))
            try UnsafeCheckout(event: scope.request.plan.event, action: call.action.reference.value).refuse(wish, own: own.fullName)
            done = try await Checkout(wish: wish, scope: scope, log: call.run.log).run()
        } catch {
            throw call.failure(error)
        }
        return call.success([("ref", done.ref), ("commit", done.commit)])
    }
}
