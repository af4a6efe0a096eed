import CLinux

/// The frames that come from the runner.
final class FrameReader {
    enum Reading {
        case frames, ended
    }

    struct Frame {
        var kind: UInt32
        var process: UInt16
        /// Valid until the next call of the reader.
        var payload: UnsafeRawBufferPointer
    }

    private static let usualCapacity = 64 * 1024
    let descriptor: Int32
    private let queue = ByteQueue(capacity: usualCapacity)
    /// The bytes of the frame last handed out, still at the front of the queue.
    private var handedOut = 0

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Reads what is there.
    func read() -> Reading {
        let wanted = max(missing, FrameReader.usualCapacity / 2)
        let count = CLinux.read(descriptor, queue.room(wanted), wanted)
        if count > 0 {
            queue.grow(count)
            return .frames
        }
        return count < 0 && (linux_errno() == EAGAIN || linux_errno() == EINTR) ? .frames : .ended
    }

    /// The next whole frame.
    func next() -> Frame? {
        queue.drop(handedOut)
        handedOut = 0
        let front = MemoryLayout<wire_header>.size
        guard queue.count >= front else {
            queue.shrink(to: FrameReader.usualCapacity)
            return nil
        }
        let header = queue.bytes.loadUnaligned(as: wire_header.self)
        guard queue.count - front >= Int(header.length) else { return nil }
        handedOut = front + Int(header.length)
        let payload = UnsafeRawBufferPointer(rebasing: queue.bytes[front..<handedOut])
        return Frame(kind: UInt32(header.kind), process: header.process, payload: payload)
    }

    /// Whether the frame that is coming in, when `next` has none, is larger than any may be.
    var isOverlong: Bool {
        guard queue.count >= MemoryLayout<wire_header>.size else { return false }
        return queue.bytes.loadUnaligned(as: wire_header.self).length > WIRE_LARGEST_REQUEST
    }

    /// The bytes that the frame at the front still lacks.
    private var missing: Int {
        let front = MemoryLayout<wire_header>.size
        guard queue.count >= front else { return 0 }
        return front + Int(queue.bytes.loadUnaligned(as: wire_header.self).length) - queue.count
    }
}

/// Takes values from the front of a frame; nil once the frame is too short for them.
struct PayloadCursor {
    private var rest: UnsafeRawBufferPointer

    init(_ payload: UnsafeRawBufferPointer) {
        rest = payload
    }

    mutating func value<Value: BitwiseCopyable>(_ type: Value.Type) -> Value? {
        let size = MemoryLayout<Value>.size
        guard rest.count >= size else { return nil }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest[size...]) }
        return rest.loadUnaligned(as: type)
    }

    /// Bytes with their length in front.
    mutating func block() -> UnsafeRawBufferPointer? {
        guard let length = value(UInt32.self), rest.count >= Int(length) else { return nil }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest[Int(length)...]) }
        return UnsafeRawBufferPointer(rebasing: rest[..<Int(length)])
    }

    /// A block that ends with a NUL, in the frame's own memory.
    mutating func text() -> UnsafeMutablePointer<CChar>? {
        guard let bytes = block(), let last = bytes.last, last == 0, let base = bytes.baseAddress else { return nil }
        return UnsafeMutableRawPointer(mutating: base).assumingMemoryBound(to: CChar.self)
    }

    /// As many texts, and a nil at the end, as execve wants them.
    mutating func texts(_ count: UInt32) -> [UnsafeMutablePointer<CChar>?]? {
        guard Int(count) <= rest.count / 4 else { return nil }
        var list: [UnsafeMutablePointer<CChar>?] = []
        list.reserveCapacity(Int(count) + 1)
        for _ in 0..<count {
            guard let text = text() else { return nil }
            list.append(text)
        }
        list.append(nil)
        return list
    }
}
