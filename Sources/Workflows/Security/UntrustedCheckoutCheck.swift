import Diagnostics

/// Code of an outsider that runs with the repository's rights: `pull_request_target` and the like with a checkout of the head.
struct UntrustedCheckoutCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        subject.untrustedJobs.filter { $0.runsCode || subject.isPedantic }.map { untrusted in
            subject.warning(
                .untrustedCheckout, untrusted.checkout,
                "\"\(untrusted.event)\" runs with this repository's rights, and job \"\(untrusted.job.id.value)\" runs code of whoever sent it",
                remedy: "build in a workflow for \"pull_request\", or let only trusted people in with \"if\" or an environment")
        }
    }
}
