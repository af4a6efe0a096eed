import Diagnostics
import Expressions

/// `ACTIONS_ALLOW_UNSECURE_COMMANDS`: whatever a step prints can then set variables and PATH (CVE-2020-15228).
struct UnsecureCommandsCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        var findings = check(subject.workflow.env, subject)
        for job in subject.workflow.jobs {
            findings += check(job.env, subject)
            subject.visitSteps(of: job) { findings += check($0.env, subject) }
        }
        return findings
    }

    private func check(_ env: Template?, _ subject: CheckedWorkflow) -> [Diagnostic] {
        guard let entry = env?.entries.first(where: { $0.name?.uppercased() == "ACTIONS_ALLOW_UNSECURE_COMMANDS" }),
            case .literal(let value, _) = entry.value, value.text.lowercased() == "true"
        else { return [] }
        return [
            subject.warning(
                .unsecureCommands, entry.key.range, "whatever a step prints can set environment variables and PATH here",
                remedy: "remove it, and write to $GITHUB_ENV and $GITHUB_PATH instead of printing set-env and add-path")
        ]
    }
}
