package import Events
package import Workflows

/// Whether an event starts a workflow, and what decided.
package enum TriggerMatch: Sendable {
    /// All filters let it pass; one reason for each that was looked at.
    case runs([TriggerReason])
    case doesNot(reason: String, decidedBy: Located<String>?)

    package var runs: Bool {
        if case .runs = self { true } else { false }
    }
}

/// Why a filter let an event pass.
package struct TriggerReason: Sendable, Hashable {
    /// `branch "main" matches "ma*"`
    package var text: String
    /// The pattern that decided, with its place in the file.
    package var decidedBy: Located<String>?
}

extension Planner {
    /// Whether the event starts the workflow (docs.github.com, "Workflow syntax", `on`).
    ///
    /// A filter that is an empty list counts as absent. Path filters pass when the changed paths are not known, as GitHub's do
    /// beyond its limits; they do not apply to tags.
    package func triggers(_ workflow: Workflow, event: Event) -> TriggerMatch {
        guard let trigger = workflow.triggers.first(where: { $0.event.value == event.name }) else {
            let names = workflow.triggers.map { "\"\($0.event.value)\"" }.joined(separator: ", ")
            return .doesNot(reason: "the workflow has no trigger \"\(event.name)\", only \(names.isEmpty ? "none" : names)", decidedBy: nil)
        }
        var filter = TriggerFilter(trigger: trigger, event: event)
        do {
            try filter.check()
            return .runs(filter.reasons)
        } catch {
            return .doesNot(reason: error.text, decidedBy: error.decidedBy)
        }
    }
}
