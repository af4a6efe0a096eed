import Synchronization

/// How many jobs may run at once, over all runs of one command.
///
/// A run that finds no free slot registers to be told when one is given back.
package final class JobSlots: Sendable {
    private struct State {
        var free: Int
        var listeners: [Int: @Sendable () -> Void] = [:]
        var nextListener = 0
    }

    private let state: Mutex<State>

    /// - Parameter count: At least 1; less counts as 1.
    package init(_ count: Int) {
        state = Mutex(State(free: max(1, count)))
    }

    /// The slots nobody has; may be taken by another run the moment after.
    package var free: Int {
        state.withLock { $0.free }
    }

    /// Takes a slot if there is one.
    package func take() -> Bool {
        state.withLock { state in
            guard state.free > 0 else { return false }
            state.free -= 1
            return true
        }
    }

    /// Gives a slot back and tells all that listen.
    package func giveBack() {
        let listeners = state.withLock { state in
            state.free += 1
            return Array(state.listeners.values)
        }
        for listener in listeners { listener() }
    }

    /// Calls `listener` after each `giveBack`, until `ignore` with the number returned.
    package func listen(_ listener: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            state.nextListener += 1
            state.listeners[state.nextListener] = listener
            return state.nextListener
        }
    }

    package func ignore(_ listener: Int) {
        _ = state.withLock { $0.listeners.removeValue(forKey: listener) }
    }
}
