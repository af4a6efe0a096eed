import Dispatch

/// Work that blocks its thread (copies, hashing, removal of folders), kept off the cooperative pool.
enum BlockingWork {
    private static let queue = DispatchQueue(label: "runner.blocking", attributes: .concurrent)

    /// Runs `body` on a thread of its own and waits for it without blocking. Not interrupted by cancellation.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result(catching: body)) }
        }
    }

    /// Runs `body`, which does not fail, likewise.
    static func value<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }

    /// Starts `body` and does not wait.
    static func start(_ body: @escaping @Sendable () -> Void) {
        queue.async(execute: body)
    }
}
