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

    /// Bytes in the pipe of a process that prints: with more, it and we take turns less often.
    private static let capacity: Int32 = 1 << 20
    /// Nanoseconds. A pipe that was emptied twice in so short a time rests as long, so that a process that prints without pause is read
    /// from in large parts, not woken up for at each of its small ones. Far less than anybody sees.
    private static let rest: UInt64 = 500_000

    let kind: wire_kind
    let descriptor: Int32
    private(set) var mode = Mode.open
    /// When the pipe may be read again while its process runs; 0 at once.
    private var restsUntil: UInt64 = 0
    private var lastRead: UInt64 = 0

    init(kind: wire_kind, descriptor: Int32) {
        self.kind = kind
        self.descriptor = descriptor
    }

    /// When the pipe's rest ends; nothing where it does not rest.
    var endOfRest: UInt64? {
        isReporting && restsUntil > 0 ? restsUntil : nil
    }

    mutating func endRest(now: UInt64) {
        if now >= restsUntil { restsUntil = 0 }
    }

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
        if count > 0 { noteRead(wasEmptied: count < limit) }
        if case .draining(let rest) = mode {
            mode = count < 0 || count >= rest ? .discarding : .draining(rest - count)
        }
    }

    private mutating func noteRead(wasEmptied: Bool) {
        let now = linux_monotonic_nanoseconds()
        // Most processes print little or nothing.
        if lastRead == 0 { linux_enlarge_pipe(descriptor, OutputPipe.capacity) }
        restsUntil = wasEmptied && now - lastRead < 2 * OutputPipe.rest ? now + OutputPipe.rest : 0
        lastRead = now
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
