import Dispatch

/// Calls that block (libgit2, hashing, large reads) run here, away from the threads that tasks share: two of those blocked on two
/// processors would stop everything.
package enum BlockingWork {
    private static let queue = DispatchQueue(label: "runner.blocking", attributes: .concurrent)

    /// Runs `body` on a thread of its own and waits for it without blocking. Not interrupted by cancellation.
    package static func run<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result(catching: body)) }
        }
        return try result.get()
    }

    /// Runs `body`, which does not fail, likewise.
    package static func value<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await run(body)
    }

    /// Starts `body` and does not wait.
    package static func start(_ body: @escaping @Sendable () -> Void) {
        queue.async(execute: body)
    }
}
