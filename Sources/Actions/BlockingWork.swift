import Dispatch

/// Work that blocks its thread, kept off the cooperative pool.
enum BlockingWork {
    private static let queue = DispatchQueue(label: "runner.actions", attributes: .concurrent)

    /// Runs `body` on a thread of its own and waits for it without blocking. Not interrupted by cancellation.
    static func run<Value: Sendable, Failure: Error>(_ body: @escaping @Sendable () throws(Failure) -> Value) async throws(Failure) -> Value
    {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result(catching: body)) }
        }
        return try result.get()
    }
}
