import Actions
import Diagnostics
import Planning
import Workflows

/// What `runner check` finds in the workflows that are about to run (docs/decisions/0014-checks-before-a-run.md).
///
/// No other program is asked: shellcheck takes longer than many jobs.
struct ExecChecks {
    /// Warnings that are shown before it is only said how many there are.
    private static let most = 5

    private(set) var errors: [Diagnostic] = []
    private(set) var warnings: [Diagnostic] = []

    /// - Parameters:
    ///   - planned: A workflow that runs; findings in jobs that do not are left out.
    ///   - actions: Knows the actions that were fetched.
    mutating func look(at planned: ExecPlanning.Planned, options: ReadingOptions, actions: ActionStore) {
        let file = planned.file
        guard let workflow = file.document.workflow else { return }
        var document = file.document
        document.diagnostics = document.diagnostics.map { $0.renamed(from: file.shownPath, to: workflow.path) }
        let findings = WorkflowChecker(options: options, metadata: actions.knownMetadata).findings(in: document, bytes: file.bytes)
        let wanted = Set(planned.plan.jobs.lazy.filter(\.key.caller.isEmpty).map(\.job.id.value))
        let idle = workflow.jobs.filter { !wanted.contains($0.id.value) }.map(\.range)
        for finding in findings where finding.severity != .info {
            let isIdle = finding.file == workflow.path && finding.range.map { range in idle.contains { $0.holds(range.start) } } ?? false
            guard !isIdle else { continue }
            var shown = finding.renamed(from: workflow.path, to: file.shownPath)
            if let start = finding.range?.start, finding.file == workflow.path, !workflow.surelyRuns(what: start) {
                shown.severity = .warning
            }
            if shown.severity == .error { errors.append(shown) } else { warnings.append(shown) }
        }
    }

    /// The warnings, a line each; of many only the first.
    func shortWarnings(color: Bool) -> String {
        let sorted = DiagnosticRenderer.sorted(warnings)
        // One more line says as much as the line that counts the rest.
        let shown = sorted.count <= Self.most + 1 ? sorted[...] : sorted.prefix(Self.most)
        var text = DiagnosticRenderer(color: color, sources: [:]).renderLines(shown)
        if shown.count < sorted.count {
            let files = Set(sorted.map(\.file))
            let command = files.count == 1 ? "runner check \(files.first ?? "")" : "runner check"
            text += "and \(sorted.count - shown.count) more warnings: `\(command)` shows them\n"
        }
        return text
    }
}

extension Diagnostic {
    fileprivate func renamed(from name: String, to other: String) -> Diagnostic {
        guard file == name else { return self }
        var finding = self
        finding.file = other
        return finding
    }
}

extension Workflow {
    /// What is at that place is reached in every run, and its failure is one of the run: there is no `if`, and no `continue-on-error`.
    fileprivate func surelyRuns(what place: SourcePosition) -> Bool {
        guard let job = jobs.first(where: { $0.range.holds(place) }) else { return true }
        guard job.condition.source == nil, job.continueOnError == nil else { return false }
        guard let step = job.steps.first(where: { $0.range.holds(place) }) else { return true }
        return step.condition.source == nil && step.continueOnError == nil
    }
}

extension SourceRange {
    fileprivate func holds(_ position: SourcePosition) -> Bool {
        start <= position && position < end
    }
}
