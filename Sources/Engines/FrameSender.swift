import CLinux
import LinuxSystem
import Synchronization

/// Sends frames whole and in order, without blocking the caller: what the socket doesn't take at once goes out from a thread.
final class FrameSender: Sendable {
    private struct State {
        var waiting: [[UInt8]] = []
        var hasThread = false
    }

    private let socket: FileDescriptor
    private let state = Mutex(State())

    init(socket: FileDescriptor) {
        self.socket = socket
    }

    /// A failure is not told here: the reading side learns of the end of the channel.
    func send(_ frame: [UInt8]) {
        state.withLock { state in
            var rest = frame[...]
            if !state.hasThread { rest = push(rest, waits: false) }
            guard !rest.isEmpty else { return }
            state.waiting.append(Array(rest))
            if !state.hasThread { startThreadIfPossible(&state) }
        }
    }

    private func startThreadIfPossible(_ state: inout State) {
        do throws(SystemError) {
            try startThread(named: "init-sender") { [self] in sendWaiting() }
            state.hasThread = true
        } catch {
            // Half a frame is out: the channel is of no use.
            linux_shut_down(socket.rawValue)
        }
    }

    private func sendWaiting() {
        while true {
            let next = state.withLock { state -> [UInt8]? in
                if state.waiting.isEmpty {
                    state.hasThread = false
                    return nil
                }
                return state.waiting.removeFirst()
            }
            guard let next else { return }
            _ = push(next[...], waits: true)
        }
    }

    /// Sends what the socket takes; returns the rest, empty on failure.
    private func push(_ bytes: ArraySlice<UInt8>, waits: Bool) -> ArraySlice<UInt8> {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { linux_send(socket.rawValue, $0.baseAddress, $0.count, waits ? 1 : 0) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if linux_errno() == EAGAIN {
                return rest
            } else if linux_errno() != EINTR {
                return []
            }
        }
        return rest
    }
}
