/// How a job, a step or a run ended, in GitHub's words.
package enum Conclusion: String, Sendable, Hashable {
    case success, failure, cancelled, skipped
    /// Ours: no engine serves the job's labels (or the runner can't execute what it asks for); the run is not green.
    case notRun = "not_run"
}
