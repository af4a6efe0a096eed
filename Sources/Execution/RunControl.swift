import Synchronization

/// Stops the runs of one command from outside; the same value is given to all of them.
package final class RunControl: Sendable {
    /// How far stopping has gone.
    package enum Stage: Sendable, Hashable {
        case running
        /// As GitHub cancels: running steps are told to end, `always()` and `cancelled()` steps still run.
        case cancelled(reason: String)
        /// Everything ends at once.
        case killed(reason: String)
    }

    private struct State {
        var stage = Stage.running
        var listeners: [@Sendable (Stage) -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var stage: Stage {
        state.withLock { $0.stage }
    }

    /// The first Ctrl-C, or SIGTERM. Without effect when already cancelled.
    package func cancel(reason: String) {
        let listeners: [@Sendable (Stage) -> Void] = state.withLock { state in
            guard state.stage == .running else { return [] }
            state.stage = .cancelled(reason: reason)
            return state.listeners
        }
        for listener in listeners { listener(.cancelled(reason: reason)) }
    }

    /// The second Ctrl-C: processes are killed, no further step runs.
    package func kill() {
        let (stage, listeners): (Stage, [@Sendable (Stage) -> Void]) = state.withLock { state in
            let reason = if case .cancelled(let reason) = state.stage { reason } else { "killed" }
            state.stage = .killed(reason: reason)
            return (state.stage, state.listeners)
        }
        for listener in listeners { listener(stage) }
    }

    /// Calls `listener` on each change from now on, and at once when something changed before.
    func listen(_ listener: @escaping @Sendable (Stage) -> Void) {
        let stage = state.withLock { state in
            state.listeners.append(listener)
            return state.stage
        }
        if stage != .running { listener(stage) }
    }
}
