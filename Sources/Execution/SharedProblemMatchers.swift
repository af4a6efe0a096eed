import RunRecords
import Synchronization

/// The problem matchers of a job: what one step adds counts for all after it until it is removed.
///
/// Each step works on a copy, since a problem may span lines and those of several steps must not mix.
final class SharedProblemMatchers: Sendable {
    private let state: Mutex<ProblemMatchers>

    /// - Parameter workspace: The path of the workspace inside.
    init(workspace: String) {
        state = Mutex(ProblemMatchers(workspace: workspace))
    }

    /// The matchers as they are now, for a step.
    var current: ProblemMatchers {
        state.withLock { $0 }
    }

    func add(json text: String) throws(ProblemMatcherError) {
        let result: Result<Void, ProblemMatcherError> = state.withLock { matchers in
            do throws(ProblemMatcherError) {
                try matchers.add(json: text)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    func remove(owner: String) {
        state.withLock { $0.remove(owner: owner) }
    }
}
