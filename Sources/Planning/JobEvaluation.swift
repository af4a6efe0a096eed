package import Expressions
import Workflows

/// `runs-on` evaluated.
package struct RunnerLabels: Sendable, Hashable {
    /// In the order written; empty when only a group is named.
    package var labels: [String]
    package var group: String?

    package init(labels: [String], group: String?) {
        self.labels = labels
        self.group = group
    }
}

extension PlannedJob {
    /// The name that is shown: `name` evaluated. One without an expression gets the combination behind it; without a name, or with one
    /// that comes out empty, the id stands for it (semantics of GitHub's `JobNameBuilder`).
    ///
    /// - Throws: What the evaluation throws; GitHub then shows the default name.
    package func displayName(_ evaluator: Evaluator) throws(ExpressionError) -> String {
        guard let name = job.name else { return defaultName }
        let text = try evaluator.evaluate(name).text
        if text.isEmpty { return defaultName }
        return name.isLiteral ? MatrixNaming.name(text, key.combination) : MatrixNaming.cut(text)
    }

    /// `test (linux, 6.3)`
    package var defaultName: String {
        MatrixNaming.name(key.id, key.combination)
    }

    /// The labels and group of `runs-on`; no labels for a job that calls a workflow.
    ///
    /// - Throws: Also when a label is no text.
    package func runnerLabels(_ evaluator: Evaluator) throws(ExpressionError) -> RunnerLabels {
        guard let runsOn = job.runsOn else { return RunnerLabels(labels: [], group: nil) }
        var value = try runsOn.labels.map { (template) throws(ExpressionError) in try evaluator.evaluate(template) } ?? .array([])
        var group = try runsOn.group.map { (template) throws(ExpressionError) in try evaluator.evaluate(template).text }
        // An expression may give the whole of it.
        if value.members != nil {
            group = value["group"].text
            value = value["labels"]
        }
        let items = value.items ?? (value.text.isEmpty && value.isPrimitive ? [] : [value])
        guard items.allSatisfy(\.isPrimitive) else {
            throw ExpressionError(phase: .evaluation, message: "\"runs-on\" holds \(value.describedKind) where a label is expected")
        }
        let labels = items.map(\.text).filter { !$0.isEmpty }
        guard !labels.isEmpty || group?.isEmpty == false else {
            throw ExpressionError(phase: .evaluation, message: "\"runs-on\" is empty")
        }
        return RunnerLabels(labels: labels, group: group?.isEmpty == true ? nil : group)
    }
}
