import Diagnostics
import Expressions

/// `secrets: inherit` to a workflow of somebody else.
struct InheritedSecretsCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        subject.workflow.jobs.compactMap { job in
            guard let call = job.call, call.inheritsSecrets, !call.uses.value.hasPrefix("."), !call.uses.value.hasPrefix("$") else {
                return nil
            }
            let owner = call.uses.value.prefix { $0 != "/" }.lowercased()
            // Without knowing whose repository this is, most of these are of the same owner.
            guard subject.owner.map({ $0 != owner }) ?? subject.isPedantic else { return nil }
            let place = job.entries.first { $0.name == "secrets" }?.value.range ?? call.uses.range
            return subject.warning(
                .inheritedSecrets, place, "all secrets go to a workflow of \"\(owner)\"",
                remedy: "name those that it needs below \"secrets\"")
        }
    }
}
