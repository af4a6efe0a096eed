package import Diagnostics

/// Why a workflow could not be planned: findings in its file.
package struct PlanningFailure: Error, Sendable, Hashable {
    /// At least one.
    package var diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }
}
