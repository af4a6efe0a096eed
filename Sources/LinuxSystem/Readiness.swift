import CLinux
import Glibc
import Synchronization

/// Waits for descriptors in one thread, so that no task blocks in a system call.
///
/// The program has one, made at first use; it lives as long as the program.
package final class Readiness: Sendable {
    package static let shared = Readiness()

    private struct State {
        /// By descriptor; a descriptor is waited for by one task at a time.
        var waiting: [Int32: CheckedContinuation<Void, Never>] = [:]
    }

    private let epoll: Int32
    private let state = Mutex(State())

    /// Why there is no thread that waits.
    private let failure: Mutex<SystemError?>

    private init() {
        epoll = linux_epoll()
        failure = Mutex(epoll < 0 ? .last("epoll") : nil)
        do throws(SystemError) {
            try startThread(named: "readiness") { [self] in loop() }
        } catch {
            failure.withLock { $0 = error }
        }
    }

    /// Returns when the descriptor can be read (for a pidfd: when the process has ended) or is closed at the other end.
    ///
    /// Doesn't end earlier when the task is cancelled. One task at a time may wait for a descriptor.
    package func readable(_ descriptor: FileDescriptor) async throws(SystemError) {
        if let failure = failure.withLock({ $0 }) { throw failure }
        let raw = descriptor.rawValue
        var failure: SystemError?
        await withCheckedContinuation { continuation in
            failure = register(raw, continuation)
            if failure != nil { continuation.resume() }
        }
        withExtendedLifetime(descriptor) {}
        if let failure { throw failure }
    }

    private func register(_ raw: Int32, _ continuation: CheckedContinuation<Void, Never>) -> SystemError? {
        state.withLock { state in
            guard state.waiting[raw] == nil else { return SystemError(operation: "wait for a descriptor twice", errno: EEXIST) }
            guard linux_epoll_add(epoll, raw) == 0 else { return .last("epoll") }
            state.waiting[raw] = continuation
            return nil
        }
    }

    private func loop() {
        var ready = [Int32](repeating: 0, count: 64)
        while true {
            let count = linux_epoll_wait(epoll, &ready, Int32(ready.count))
            for raw in ready.prefix(max(0, Int(count))) { wake(raw) }
        }
    }

    private func wake(_ raw: Int32) {
        let continuation = state.withLock { state in
            // Out of the set before the waiter goes on and closes the descriptor.
            linux_epoll_remove(epoll, raw)
            return state.waiting.removeValue(forKey: raw)
        }
        continuation?.resume()
    }
}
