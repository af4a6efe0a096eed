import CLinux
import Glibc
import Synchronization

/// The owner of an open descriptor: closes it when it is released, unless `close` did before.
///
/// Reading and writing block unless the descriptor was made non-blocking.
package final class FileDescriptor: Sendable {
    /// -1 once closed.
    private let number: Mutex<Int32>

    /// Takes over a descriptor that nobody else closes.
    package init(owning number: Int32) {
        self.number = Mutex(number)
    }

    /// Opens a file; it is closed at exec.
    ///
    /// - Parameters:
    ///   - flags: `O_…`; `O_CLOEXEC` is added.
    ///   - mode: For `O_CREAT`.
    package static func open(_ path: String, _ flags: Int32, mode: UInt32 = 0o666) throws(SystemError) -> FileDescriptor {
        let number = retrying { linux_open(path, flags | O_CLOEXEC, mode) }
        guard number >= 0 else { throw .last("open", path) }
        return FileDescriptor(owning: number)
    }

    deinit {
        let last = number.withLock { $0 }
        if last >= 0 { _ = Glibc.close(last) }
    }

    /// The descriptor, for calls this type doesn't have; valid while this object lives and is open. -1 once closed.
    package var rawValue: Int32 {
        number.withLock { $0 }
    }

    /// Closes the descriptor; the second call does nothing.
    package func close() {
        let last = release()
        if last >= 0 { _ = Glibc.close(last) }
    }

    /// Gives the descriptor up without closing it: the caller owns it now. -1 if it is closed.
    package func release() -> Int32 {
        number.withLock { number in
            defer { number = -1 }
            return number
        }
    }

    /// Reads at most as many bytes as the buffer has; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        let raw = rawValue
        let count = retrying { Glibc.read(raw, buffer.baseAddress, buffer.count) }
        guard count >= 0 else { throw .last("read") }
        return count
    }

    /// Writes all bytes.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        let raw = rawValue
        var rest = bytes
        while !rest.isEmpty {
            let count = retrying { Glibc.write(raw, rest.baseAddress, rest.count) }
            guard count >= 0 else { throw .last("write") }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Writes all bytes.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        var failure: SystemError?
        bytes.withUnsafeBytes { buffer in
            do throws(SystemError) { try write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Makes the file's bytes last through a power cut.
    package func synchronize() throws(SystemError) {
        let raw = rawValue
        guard retrying({ fsync(raw) }) >= 0 else { throw .last("fsync") }
    }

    package func setNonBlocking(_ isOn: Bool) throws(SystemError) {
        guard linux_set_nonblocking(rawValue, isOn ? 1 : 0) >= 0 else { throw .last("fcntl") }
    }

    /// A second descriptor for the same open file, closed at exec.
    package func duplicate() throws(SystemError) -> FileDescriptor {
        let copy = linux_duplicate(rawValue)
        guard copy >= 0 else { throw .last("dup") }
        return FileDescriptor(owning: copy)
    }

    /// A pipe, closed at exec.
    ///
    /// - Parameter capacity: Bytes it shall hold; a wish.
    package static func pipe(capacity: Int = 0) throws(SystemError) -> (reading: FileDescriptor, writing: FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        guard linux_pipe(&ends, Int32(clamping: capacity)) >= 0 else { throw .last("pipe") }
        return (FileDescriptor(owning: ends[0]), FileDescriptor(owning: ends[1]))
    }

    /// Two connected stream sockets, closed at exec; each takes as many bytes as the system lets any user's socket take.
    package static func socketPair() throws(SystemError) -> (FileDescriptor, FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) >= 0 else { throw .last("socketpair") }
        // The system cuts it (net.core.wmem_max) and doubles it; with more room both sides take turns less often.
        var room: Int32 = 1 << 20
        for end in ends { _ = setsockopt(end, SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size)) }
        return (FileDescriptor(owning: ends[0]), FileDescriptor(owning: ends[1]))
    }
}
