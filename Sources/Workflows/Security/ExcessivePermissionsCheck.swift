import Diagnostics
import Expressions

/// Tokens that may do more than the job needs.
struct ExcessivePermissionsCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        let workflow = subject.workflow
        let event = workflow.triggers.first { UntrustedMembers.privilegedEvents.contains($0.event.value) }?.event.value
        var findings: [Diagnostic] = []
        for entries in [workflow.entries] + workflow.jobs.map(\.entries) {
            guard let value = entries.first(where: { $0.name == "permissions" })?.value, value.literalString == "write-all" else {
                continue
            }
            if let event {
                findings.append(
                    subject.warning(
                        .excessivePermissions, value.range,
                        "the token may write everything in runs that anybody can cause with \"\(event)\"",
                        remedy: "name the scopes that are needed"))
            } else if subject.isPedantic {
                findings.append(
                    subject.warning(
                        .excessivePermissions, value.range, "the token may write everything", remedy: "name the scopes that are needed"))
            }
        }
        guard subject.isPedantic, workflow.permissions == nil, let job = workflow.jobs.first(where: { $0.permissions == nil }) else {
            return findings
        }
        // A called workflow has what its caller gives.
        guard workflow.triggers.contains(where: { $0.event.value != "workflow_call" }) else { return findings }
        findings.append(
            subject.warning(
                .excessivePermissions, job.id.range,
                "nothing says what the token of job \"\(job.id.value)\" may do, and in many repositories that is everything",
                remedy: "begin with \"permissions: {contents: read}\" at the top of the file"))
        return findings
    }
}
