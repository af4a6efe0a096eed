import Diagnostics
import Expressions

/// Runners of one's own that an outsider's events can reach; only a public repository has outsiders, so this is advice.
struct SelfHostedCheck: WorkflowCheck {
    private static let events = ["pull_request", "pull_request_target", "issue_comment", "issues", "discussion", "workflow_run"]

    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        guard subject.isPedantic, let event = Self.events.first(where: { subject.types.trigger($0) != nil }) else { return [] }
        return subject.workflow.jobs.compactMap { job in
            let labels = job.runsOn?.labels?.locatedTexts ?? []
            guard let label = labels.first(where: { $0.value.lowercased() == "self-hosted" }) else { return nil }
            return subject.warning(
                .selfHosted, label.range, "if the repository is public, anybody can cause \"\(event)\", and so run code on this machine",
                remedy: "use runners that are made new for each job, or ask for approval of all outside contributions")
        }
    }
}
