import CLinux
import Glibc
import LinuxSystem

/// Frames from runner-init, out of a buffer of fixed size.
struct FrameStream: ~Copyable {
    struct Frame {
        var kind: UInt32
        var process: UInt16
        /// Valid until the next call of `next`.
        var payload: UnsafeRawBufferPointer
    }

    enum Failure: Error {
        /// The other side closed the channel.
        case ended
        case overlong(Int)
        /// No byte came for as long as the socket's timeout.
        case silent
    }

    private static let front = MemoryLayout<wire_header>.size
    private let descriptor: FileDescriptor
    private let buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0

    init(descriptor: FileDescriptor) {
        self.descriptor = descriptor
        // Four reports: a read takes what came while the last was dealt with.
        buffer = .allocate(byteCount: 4 * (Int(WIRE_LARGEST_REPORT) + FrameStream.front), alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    /// The next frame; blocks until it is there whole.
    mutating func next() throws(Failure) -> Frame {
        while true {
            if let frame = try takeFrame() { return frame }
            try read()
        }
    }

    private mutating func takeFrame() throws(Failure) -> Frame? {
        guard end - start >= FrameStream.front else { return nil }
        let header = buffer.loadUnaligned(fromByteOffset: start, as: wire_header.self)
        let length = Int(header.length)
        guard length <= Int(WIRE_LARGEST_REPORT) else { throw .overlong(length) }
        guard end - start - FrameStream.front >= length else { return nil }
        let first = start + FrameStream.front
        start = first + length
        return Frame(kind: UInt32(header.kind), process: header.process, payload: UnsafeRawBufferPointer(rebasing: buffer[first..<start]))
    }

    private mutating func read() throws(Failure) {
        if start > 0, let base = buffer.baseAddress {
            // What is left is the beginning of one frame, less than a read brings.
            base.copyMemory(from: base + start, byteCount: end - start)
            end -= start
            start = 0
        }
        let count: Int
        do throws(SystemError) {
            count = try descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
        } catch {
            throw error.errno == EAGAIN ? .silent : .ended
        }
        guard count > 0 else { throw .ended }
        end += count
    }
}
