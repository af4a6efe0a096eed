import Diagnostics
import Expressions

/// Jobs that never run: those that wait for a job that never runs. (That a condition never holds is said at the condition.)
struct ReachCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        var dead = Set(subject.workflow.jobs.filter(\.condition.isNever).map { $0.id.value.ordinalUppercase })
        guard !dead.isEmpty else { return [] }
        var findings: [Diagnostic] = []
        // Needs may name jobs further down.
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for job in subject.workflow.jobs where !dead.contains(job.id.value.ordinalUppercase) && !job.condition.replacesSuccess {
                guard let need = job.needs.first(where: { dead.contains($0.value.ordinalUppercase) }) else { continue }
                dead.insert(job.id.value.ordinalUppercase)
                isGrowing = true
                findings.append(
                    subject.warning(
                        .needs, need.range, "job \"\(job.id.value)\" never runs: it needs \"\(need.value)\", which never runs",
                        remedy: "remove the need, or add \"if: ${{ !cancelled() }}\" to run without it"))
            }
        }
        return findings
    }
}

extension Condition {
    /// Literals alone decide, and they say no.
    fileprivate var isNever: Bool {
        guard case .and(let parts) = expression.root, let written = parts.last, source != nil, written.isConstant else { return false }
        return (try? Evaluator(contexts: [:]).evaluate(Expression(source: "", root: written)))?.isTruthy == false
    }

    /// A status function in it takes the place of `success()`.
    fileprivate var replacesSuccess: Bool {
        source != nil && expression.calls(anyOf: ["always", "cancelled", "failure"])
    }
}
