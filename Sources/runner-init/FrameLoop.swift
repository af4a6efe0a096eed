import CLinux

/// Waits for frames, output, ends of processes and deadlines, and deals with each; one thread, nothing blocks.
final class FrameLoop {
    let children: Children
    private let reader: FrameReader
    private let writer: FrameWriter
    private let signals: Int32
    private var hasGreeted = false
    private var polled: [pollfd] = []

    init(input: Int32, output: Int32, signals: Int32) {
        reader = FrameReader(descriptor: input)
        writer = FrameWriter(descriptor: output)
        children = Children(writer: writer)
        self.signals = signals
    }

    /// Returns when the channel is closed, broken or shut down.
    func run() {
        writer.send(WIRE_HELLO, process: 0, UInt32(WIRE_VERSION))
        while writer.flush() {
            wait()
            if polled[1].revents != 0 {
                linux_drain_signals(signals)
                children.reap()
            }
            if polled[0].revents != 0, !takeFrames() { break }
            children.meetDeadlines()
            children.readOutputs(polled[3...])
            children.finishEnded()
        }
        _ = writer.flush()
    }

    private func wait() {
        polled.removeAll(keepingCapacity: true)
        polled.append(pollfd(fd: reader.descriptor, events: Int16(POLLIN), revents: 0))
        polled.append(pollfd(fd: signals, events: Int16(POLLIN), revents: 0))
        let isIdle = writer.isIdle
        polled.append(pollfd(fd: isIdle ? -1 : writer.descriptor, events: Int16(POLLOUT), revents: 0))
        children.appendOutputs(to: &polled)
        // With files to send and a channel that takes them there is nothing to wait for.
        let timeout = isIdle && children.hasWork ? 0 : children.millisecondsToDeadline
        _ = poll(&polled, nfds_t(polled.count), timeout)
    }

    /// Reads and obeys frames; false when there will be no more.
    private func takeFrames() -> Bool {
        guard case .frames = reader.read() else { return false }
        while let frame = reader.next() {
            guard obey(frame) else { return false }
        }
        return reader.isOverlong ? refuse("a frame is longer than any may be") : true
    }

    private func obey(_ frame: FrameReader.Frame) -> Bool {
        var cursor = PayloadCursor(frame.payload)
        if !hasGreeted { return greet(frame) }
        switch frame.kind {
        case WIRE_EXEC.rawValue:
            guard let request = ExecRequest(frame.payload), children[frame.process] == nil, frame.process > 0 else {
                return refuse("an exec frame is malformed")
            }
            children.start(request, number: frame.process)
        case WIRE_CANCEL.rawValue:
            guard let wish = cursor.value(wire_cancel.self) else { return refuse("a cancel frame is malformed") }
            children[frame.process]?.cancel(wish, now: linux_monotonic_nanoseconds())
        case WIRE_SIGNAL.rawValue:
            guard let number = cursor.value(UInt32.self), (1...64).contains(number) else { return refuse("a signal frame is malformed") }
            children[frame.process]?.signal(Int32(number))
        case WIRE_SHUTDOWN.rawValue:
            return false
        default:
            return refuse("a frame has an unknown kind; this runner-init speaks version 2")
        }
        return true
    }

    /// The first frame says the runner's version; the runner names both in its message, for it has ours.
    private func greet(_ frame: FrameReader.Frame) -> Bool {
        var cursor = PayloadCursor(frame.payload)
        guard frame.kind == WIRE_HELLO.rawValue, let version = cursor.value(UInt32.self), version == UInt32(WIRE_VERSION) else {
            return refuse("the runner does not speak version 2 as this runner-init does")
        }
        hasGreeted = true
        return true
    }

    private func refuse(_ reason: StaticString) -> Bool {
        writer.send(WIRE_REFUSED, text: reason)
        return false
    }
}
