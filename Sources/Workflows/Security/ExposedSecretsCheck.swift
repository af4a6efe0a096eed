import Diagnostics
import Expressions

/// Secrets within reach of an outsider's code, and all secrets at once.
struct ExposedSecretsCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        subject.untrustedJobs.filter(\.runsCode).flatMap { secrets(of: $0, subject) } + wholes(subject)
    }

    /// One finding a job: at its first secret.
    private func secrets(of untrusted: UntrustedJob, _ subject: CheckedWorkflow) -> [Diagnostic] {
        var templates = [subject.workflow.env, untrusted.job.env].compactMap { $0 }
        for step in untrusted.laterSteps {
            templates += step.entries.filter { ["env", "run", "with"].contains($0.name) }.map(\.value)
        }
        for template in templates {
            guard let (name, range) = Self.secret(in: template) else { continue }
            return [
                subject.warning(
                    .exposedSecrets, subject.place(of: "secrets.\(name)", in: range),
                    "secret \"\(name)\" is within reach of the code that job \"\(untrusted.job.id.value)\" checks out from outside",
                    remedy: "use the secret in another job, which does not run that code")
            ]
        }
        return []
    }

    private static func secret(in template: Template) -> (name: String, range: SourceRange)? {
        var found: (String, SourceRange)?
        template.visitExpressions { expression, range in
            expression.root.visit { node in
                guard found == nil, case .index(.context(let context), .literal(.string(let name))) = node else { return }
                if context.lowercased() == "secrets", name.uppercased() != "GITHUB_TOKEN" { found = (name, range) }
            }
        }
        return found
    }

    /// `toJSON(secrets)`
    private func wholes(_ subject: CheckedWorkflow) -> [Diagnostic] {
        guard !subject.source.bytes.places(of: Array("secrets)".utf8), most: 1).isEmpty else { return [] }
        var findings: [Diagnostic] = []
        let entries = subject.workflow.entries + subject.workflow.jobs.flatMap { $0.entries + $0.steps.flatMap(\.entries) }
        for entry in entries where !["jobs", "steps"].contains(entry.name) {
            entry.value.visitExpressions { expression, range in
                let isWhole = expression.root.contains { node in
                    guard case .call(let name, let arguments) = node, name.lowercased() == "tojson" else { return false }
                    return arguments.contains { if case .context(let context) = $0 { context.lowercased() == "secrets" } else { false } }
                }
                guard isWhole else { return }
                findings.append(
                    subject.warning(
                        .exposedSecrets, subject.place(of: "secrets)", in: range).withoutLast, "all secrets are handed out at once",
                        remedy: "name the secrets that are needed, one by one"
                    ))
            }
        }
        return findings
    }
}

extension SourceRange {
    /// Without its last column.
    fileprivate var withoutLast: SourceRange {
        guard start.line == end.line, end.column - start.column == 8 else { return self }
        return SourceRange(start: start, end: SourcePosition(line: end.line, column: end.column - 1))
    }
}
