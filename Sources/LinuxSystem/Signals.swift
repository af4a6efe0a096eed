import CLinux
import Glibc
import Synchronization

/// The signals that ask the program to stop.
package enum Signals {
    /// The write end of the pipe that the handler tells of a signal; -1 while nobody listens.
    private static let announcement = Atomic<Int32>(-1)

    /// SIGINT and SIGTERM as they arrive, instead of ending the program, until the stream is dropped or its task ends.
    ///
    /// One stream at a time. When it ends, both signals do again what they do by default.
    ///
    /// - Throws: `SystemError` when there is a stream already (`EBUSY`) or no descriptor is left.
    package static func interruptions() throws(SystemError) -> AsyncStream<Int32> {
        let pipe = try FileDescriptor.pipe()
        try pipe.writing.setNonBlocking(true)
        let raw = pipe.writing.rawValue
        guard announcement.compareExchange(expected: -1, desired: raw, ordering: .sequentiallyConsistent).exchanged else {
            throw SystemError(operation: "listen for signals twice", errno: EBUSY)
        }
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        continuation.onTermination = { _ in
            linux_on_interruption(-1)
            announcement.store(-1, ordering: .sequentiallyConsistent)
            pipe.writing.close()
        }
        linux_on_interruption(raw)
        do throws(SystemError) {
            try startThread(named: "signals") { forward(from: pipe.reading, to: continuation) }
        } catch {
            continuation.finish()
            throw error
        }
        return stream
    }

    private static func forward(from pipe: FileDescriptor, to continuation: AsyncStream<Int32>.Continuation) {
        var number: UInt8 = 0
        while true {
            let count = withUnsafeMutableBytes(of: &number) { buffer in
                do throws(SystemError) { return try pipe.read(into: buffer) } catch { return 0 }
            }
            guard count == 1 else { return continuation.finish() }
            continuation.yield(Int32(number))
        }
    }
}
