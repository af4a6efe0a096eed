import CLinux

/// The frames on their way to the runner.
///
/// Never blocks: what the descriptor doesn't take stays in the queue, and while it does, nobody reads from the processes. So the queue
/// holds one report of a process's output, and small frames.
final class FrameWriter {
    let descriptor: Int32
    private let queue = ByteQueue(capacity: 2 * (Int(WIRE_LARGEST_REPORT) + 8))

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    var isIdle: Bool { queue.count == 0 }

    /// Whether the queue is short enough for one more report.
    var hasRoom: Bool { queue.count < Int(WIRE_LARGEST_REPORT) }

    /// Queues a frame of one value.
    func send<Payload: BitwiseCopyable>(_ kind: wire_kind, process: UInt16, _ payload: Payload) {
        let size = MemoryLayout<Payload>.size
        let room = queue.room(MemoryLayout<wire_header>.size + size)
        room.storeBytes(of: header(kind, process, size), as: wire_header.self)
        (room + MemoryLayout<wire_header>.size).storeBytes(of: payload, as: Payload.self)
        queue.grow(MemoryLayout<wire_header>.size + size)
    }

    /// Queues a frame of one value and the C string `text` without its NUL.
    func send<Payload: BitwiseCopyable>(_ kind: wire_kind, process: UInt16, _ payload: Payload, text: UnsafePointer<CChar>) {
        let length = min(strlen(text), 4096)
        fill(kind, process: process, payload, upTo: length) { room in
            memcpy(room, text, length)
            return length
        }
    }

    /// Queues a frame of text.
    func send(_ kind: wire_kind, text: StaticString) {
        fill(kind, process: 0, (), upTo: text.utf8CodeUnitCount) { room in
            memcpy(room, text.utf8Start, text.utf8CodeUnitCount)
            return text.utf8CodeUnitCount
        }
    }

    /// Queues a frame of one value and the bytes that `source` puts into the room; where it returns nothing above 0, no frame.
    ///
    /// - Returns: What `source` returned.
    @discardableResult
    func fill<Payload: BitwiseCopyable>(
        _ kind: wire_kind, process: UInt16, _ payload: Payload, upTo limit: Int, from source: (UnsafeMutableRawPointer) -> Int
    ) -> Int {
        let size = MemoryLayout<Payload>.size
        let front = MemoryLayout<wire_header>.size + size
        let room = queue.room(front + limit)
        let count = source(room + front)
        guard count > 0 else { return count }
        room.storeBytes(of: header(kind, process, size + count), as: wire_header.self)
        if size > 0 { (room + MemoryLayout<wire_header>.size).storeBytes(of: payload, as: Payload.self) }
        queue.grow(front + count)
        return count
    }

    /// Writes what the descriptor takes now; false when the runner is gone.
    func flush() -> Bool {
        while queue.count > 0 {
            let written = write(descriptor, queue.bytes.baseAddress, queue.count)
            if written > 0 {
                queue.drop(written)
            } else {
                let error = linux_errno()
                if error == EAGAIN { return true }
                if error != EINTR { return false }
            }
        }
        return true
    }

    private func header(_ kind: wire_kind, _ process: UInt16, _ length: Int) -> wire_header {
        wire_header(length: UInt32(length), kind: UInt16(kind.rawValue), process: process)
    }
}
