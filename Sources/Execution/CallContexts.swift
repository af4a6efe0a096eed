import Synchronization

/// The contexts of a run and of its calls; the latter come while it goes on.
final class CallContexts: Sendable {
    /// Of the run's own workflow.
    let run: RunContexts
    private let calls = Mutex<[String: RunContexts]>([:])

    init(_ run: RunContexts) {
        self.run = run
    }

    /// - Parameter caller: The printed key of the job that calls; empty for the run's own workflow. A call that has not begun has those.
    subscript(caller: String) -> RunContexts {
        get { caller.isEmpty ? run : calls.withLock { $0[caller] } ?? run }
        set { calls.withLock { $0[caller] = newValue } }
    }
}
