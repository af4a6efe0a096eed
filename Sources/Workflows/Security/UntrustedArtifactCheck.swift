import Diagnostics
import Expressions

/// Files of a run that an outsider caused, unpacked where the job's programs lie.
struct UntrustedArtifactCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        guard subject.types.trigger("workflow_run") != nil else { return [] }
        var findings: [Diagnostic] = []
        for job in subject.workflow.jobs {
            for (index, step) in job.steps.enumerated() {
                guard let place = Self.unpacking(step, subject) else { continue }
                guard job.steps[(index + 1)...].contains(where: Self.runsCode) || subject.isPedantic else { continue }
                findings.append(
                    subject.warning(
                        .untrustedArtifact, place,
                        "files from another run, which an outsider may have caused, are unpacked over the files that later steps run",
                        remedy: "unpack them in a folder of their own: path: ${{ runner.temp }}/artifacts"))
            }
        }
        return findings
    }

    private static func runsCode(_ step: Step) -> Bool {
        switch step.action {
        case .run: true
        case .uses(let action): action.reference.value.hasPrefix("./")
        case .wait, .waitAll, .cancel, .parallel: false
        }
    }

    /// The place of a download of another run's artifacts to the workspace itself.
    private static func unpacking(_ step: Step, _ subject: CheckedWorkflow) -> SourceRange? {
        switch step.action {
        case .uses(let action):
            switch KnownSources.name(action.reference.value) {
            // Without a run's number it takes those of this run.
            case "actions/download-artifact": guard action.inputs?.member("run-id") != nil else { return nil }
            case "dawidd6/action-download-artifact": break
            default: return nil
            }
            guard let path = action.inputs?.member("path") else { return action.reference.range }
            guard let text = path.literalString ?? path.sourceText else { return nil }
            return [".", "./", "", "github.workspace"].contains(text) ? path.range : nil
        case .run(let script):
            let text = script.script.literalString ?? script.script.sourceText ?? ""
            guard text.contains("gh run download"), !text.contains("--dir"), !text.contains("-D ") else { return nil }
            return subject.place(of: "gh run download", in: script.script.range)
        case .wait, .waitAll, .cancel, .parallel: return nil
        }
    }
}
