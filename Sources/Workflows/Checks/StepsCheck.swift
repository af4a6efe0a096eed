import Diagnostics
import Expressions

/// Steps that stand twice in a row, and shells that the runner's system does not have.
struct StepsCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for job in subject.workflow.jobs {
            for (step, next) in zip(job.steps, job.steps.dropFirst()) where step.entries.isSame(as: next.entries) {
                findings.append(
                    subject.warning(
                        .schema, next.range.start.mark, "this step is the same as the one before it", remedy: "remove one of the two"))
            }
            findings += shells(of: job, subject)
        }
        return findings
    }

    // MARK: Shells

    private func shells(of job: Job, _ subject: CheckedWorkflow) -> [Diagnostic] {
        guard let system = Self.system(of: job), job.container == nil else { return [] }
        var findings: [Diagnostic] = []
        subject.visitSteps(of: job) { step in
            guard case .run(let script) = step.action, let shell = script.shell?.locatedText, step.condition.source == nil else { return }
            guard let problem = Self.problem(shell.value, on: system) else { return }
            findings.append(
                subject.error(.shell, shell.range, "\(problem.system) has no shell \"\(shell.value)\"", remedy: problem.remedy))
        }
        if let shell = job.defaults?.shell?.locatedText, let problem = Self.problem(shell.value, on: system) {
            findings.append(
                subject.warning(.shell, shell.range, "\(problem.system) has no shell \"\(shell.value)\"", remedy: problem.remedy))
        }
        return findings
    }

    private static func problem(_ shell: String, on system: RunnerLabels.System) -> (system: String, remedy: String)? {
        guard system != .windows, shell.lowercased() == "cmd" || shell.lowercased() == "powershell" else { return nil }
        return (system == .linux ? "Linux" : "macOS", shell.lowercased() == "cmd" ? "use \"bash\" or \"sh\"" : "use \"pwsh\"")
    }

    /// The system of a job with labels of GitHub's own runners.
    private static func system(of job: Job) -> RunnerLabels.System? {
        let labels = job.runsOn?.labels?.locatedTexts ?? []
        guard job.runsOn?.group == nil, labels.count == 1, RunnerLabels.known.contains(labels[0].value.lowercased()) else { return nil }
        return RunnerLabels.system(of: labels[0].value)
    }
}

extension [TemplateEntry] {
    /// The same keys and values in the same order.
    fileprivate func isSame(as other: [TemplateEntry]) -> Bool {
        count == other.count && zip(self, other).allSatisfy { $0.key.isSame(as: $1.key) && $0.value.isSame(as: $1.value) }
    }
}

extension Template {
    fileprivate func isSame(as other: Template) -> Bool {
        switch (self, other) {
        case (.literal(let left, _), .literal(let right, _)): left.kind == right.kind && left.text == right.text
        case (.expression(let left, _), .expression(let right, _)): left.source == right.source
        case (.sequence(let left, _), .sequence(let right, _)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.mapping(let left, _), .mapping(let right, _)): left.isSame(as: right)
        default: false
        }
    }
}
