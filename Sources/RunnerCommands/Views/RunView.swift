import Execution

/// Shows runs while they run: on a terminal, as plain lines, or as JSON lines.
///
/// Notices of one run come in order; those of several runs interleave and may come from several threads.
protocol RunView: Sendable {
    /// The view wants the lines that steps print, not only the records.
    var wantsLines: Bool { get }
    func show(_ notice: RunNotice, of run: RunLabel)
    /// All runs have ended: whatever the view still has to say.
    func finish()
}

/// Which run a notice is of.
struct RunLabel: Sendable, Hashable {
    /// The run's number in the state folder.
    var id: Int
    /// The workflow's display name.
    var workflow: String
    /// The run folder, as the user would type it.
    var folder: String
}

/// Where views and commands write: standard output of the process, or a test's collector.
typealias TextOutput = @Sendable (String) -> Void
