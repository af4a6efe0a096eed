import CLinux
import Glibc
import Synchronization

/// The signals that ask the program to stop.
package enum Signals {
    private struct State {
        var listener: AsyncStream<Int32>.Continuation?
        /// What the handler writes to; never closed, since a handler may be in the middle of a write at any time.
        var writing: FileDescriptor?
    }

    private static let state = Mutex(State())

    /// SIGINT and SIGTERM as they arrive, instead of ending the program, until the stream is dropped or its task ends.
    ///
    /// One stream at a time. When it ends, both signals do again what they do by default.
    ///
    /// - Throws: `SystemError` when there is a stream already (`EBUSY`) or no descriptor is left.
    package static func interruptions() throws(SystemError) -> AsyncStream<Int32> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        try state.withLock { (state) throws(SystemError) in
            guard state.listener == nil else { throw SystemError(operation: "listen for signals twice", errno: EBUSY) }
            if state.writing == nil { state.writing = try startForwarding() }
            state.listener = continuation
            linux_on_interruption(state.writing?.rawValue ?? -1)
        }
        continuation.onTermination = { _ in
            linux_on_interruption(-1)
            state.withLock { $0.listener = nil }
        }
        return stream
    }

    /// Starts the thread that hands the handler's bytes to the listener; the end to write them to.
    private static func startForwarding() throws(SystemError) -> FileDescriptor {
        let pipe = try FileDescriptor.pipe()
        try pipe.writing.setNonBlocking(true)
        try startThread(named: "signals") {
            var number: UInt8 = 0
            while read(pipe.reading.rawValue, &number, 1) != 0 {
                _ = state.withLock { $0.listener }?.yield(Int32(number))
            }
        }
        return pipe.writing
    }
}
