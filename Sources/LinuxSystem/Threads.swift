import CLinux
import Glibc

/// What a thread is to do, carried through a C pointer.
private final class ThreadWork {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }
}

/// Runs `body` in a thread of its own, for work that blocks.
///
/// - Parameter name: For debuggers; at most 15 bytes.
/// - Throws: `SystemError` when there may be no more threads.
package func startThread(named name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
    let work = Unmanaged.passRetained(
        ThreadWork {
            linux_name_thread(name)
            body()
        })
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let failure = pthread_create(
        &thread, &attributes,
        { pointer in
            if let pointer { Unmanaged<ThreadWork>.fromOpaque(pointer).takeRetainedValue().body() }
            return nil
        }, work.toOpaque())
    guard failure != 0 else { return }
    work.release()
    throw SystemError(operation: "start a thread", errno: failure)
}
