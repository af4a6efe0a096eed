import CLinux

/// One output of a process, from its pipe to the runner.
struct OutputPipe {
    enum Mode: Equatable {
        /// Everything goes to the runner.
        case open
        /// The process has ended, something it started holds the pipe: so many bytes more, which were in it then, go to the runner.
        case draining(Int)
        /// What comes now is dropped: closing the pipe would kill a server that was started to outlive its step.
        case discarding
        case closed
    }

    let kind: wire_kind
    let descriptor: Int32
    private(set) var mode = Mode.open

    /// Whether the runner gets more from this pipe.
    var isReporting: Bool {
        switch mode {
        case .open, .draining: true
        case .discarding, .closed: false
        }
    }

    /// Reports no more than what is in the pipe now.
    mutating func endSoon() {
        guard mode == .open else { return }
        let waiting = linux_readable_bytes(descriptor)
        mode = waiting > 0 ? .draining(waiting) : .discarding
    }

    /// Reads once what is there; `writer` must be idle where the runner gets it.
    mutating func read(process: UInt16, writer: FrameWriter) {
        let descriptor = self.descriptor
        var limit = Int(WIRE_LARGEST_REPORT)
        if case .draining(let rest) = mode { limit = min(limit, rest) }
        guard mode != .discarding else { return discard() }
        let count = writer.fill(kind, process: process, (), upTo: limit) { CLinux.read(descriptor, $0, limit) }
        if count == 0 || count < 0 && linux_errno() != EAGAIN && linux_errno() != EINTR { return shut() }
        if case .draining(let rest) = mode {
            mode = count < 0 || count >= rest ? .discarding : .draining(rest - count)
        }
    }

    mutating func shut() {
        if mode != .closed { close(descriptor) }
        mode = .closed
    }

    private mutating func discard() {
        let count = withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 16) { buffer in
            CLinux.read(descriptor, buffer.baseAddress, buffer.count)
        }
        if count == 0 || count < 0 && linux_errno() != EAGAIN && linux_errno() != EINTR { shut() }
    }
}
