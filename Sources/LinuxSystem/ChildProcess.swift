import CLinux
import Glibc
import Synchronization

/// A process of ours, in a group of its own, waited for without blocking a task.
package final class ChildProcess: Sendable {
    /// What to start.
    package struct Request {
        /// The program (looked up in the environment's PATH when it has no slash) and its arguments; at least one.
        package var arguments: [String]
        /// `NAME=VALUE`, the whole environment.
        package var environment: [String: String]
        /// Nil: ours.
        package var workingDirectory: String?
        /// The descriptors 0, 1, 2, … of the process, at most 16; nil for `/dev/null`.
        package var descriptors: [FileDescriptor?]
        /// A session of its own: Ctrl-C at the terminal doesn't reach it.
        package var hasOwnSession: Bool

        package init(
            arguments: [String], environment: [String: String], workingDirectory: String? = nil,
            descriptors: [FileDescriptor?] = [nil, nil, nil], hasOwnSession: Bool = true
        ) {
            self.arguments = arguments
            self.environment = environment
            self.workingDirectory = workingDirectory
            self.descriptors = descriptors
            self.hasOwnSession = hasOwnSession
        }
    }

    /// How the process ended: its exit status (0 to 255), or the number of the signal it died of.
    package enum Status: Sendable, Hashable {
        case exited(Int)
        case signalled(Int)
    }

    package let pid: Int32
    private let pidDescriptor: FileDescriptor
    private let status = Mutex<Status?>(nil)

    /// Starts the process; it has executed its program when this returns.
    ///
    /// - Throws: `SystemError` whose operation is `chdir`, `execve` or `spawn`.
    package init(_ request: Request) throws(SystemError) {
        guard let program = request.arguments.first else { throw SystemError(operation: "execve", errno: EINVAL) }
        let null = try FileDescriptor.open("/dev/null", O_RDWR)
        let descriptors = request.descriptors.map { ($0 ?? null).rawValue }
        let environment = request.environment.map { "\($0.key)=\($0.value)" }
        var wish = linux_spawn_request()
        wish.new_session = request.hasOwnSession ? 1 : 0
        wish.wants_pidfd = 1
        let pid = withCStrings(request.arguments + environment) { texts in
            let arguments = Array(texts.prefix(request.arguments.count)) + [nil]
            let variables = Array(texts.dropFirst(request.arguments.count)) + [nil]
            return withOptionalCString(request.environment["PATH"]) { searchPath in
                withOptionalCString(request.workingDirectory) { directory in
                    start(&wish, arguments, variables, (searchPath, directory), descriptors)
                }
            }
        }
        withExtendedLifetime((null, request.descriptors)) {}
        guard pid > 0 else {
            let operation = wish.stage == 2 ? "chdir" : wish.stage == 3 ? "execve" : "spawn"
            throw SystemError(operation: operation, path: wish.stage == 2 ? request.workingDirectory : program, errno: wish.error)
        }
        self.pid = pid
        pidDescriptor = FileDescriptor(owning: wish.pidfd)
    }

    /// Waits for the end of the process, without blocking and without regard to cancellation; at any number of times, by one task at a time.
    package func wait() async -> Status {
        if let known = status.withLock({ $0 }) { return known }
        do throws(SystemError) {
            try await Readiness.shared.readable(pidDescriptor)
        } catch {
            // Then the wait below blocks a thread, which beats not to know.
        }
        return reap()
    }

    /// Signals the process's group; nothing after its end was waited for.
    package func signalGroup(_ number: Int32) {
        status.withLock { status in
            if status == nil { _ = kill(-pid, number) }
        }
    }

    private func reap() -> Status {
        status.withLock { status in
            if let status { return status }
            var code: Int32 = 0
            var signal: Int32 = 0
            _ = linux_reap_one(pid, &code, &signal)
            let result: Status = signal == 0 ? .exited(Int(code)) : .signalled(Int(signal))
            status = result
            return result
        }
    }
}

private func start(
    _ wish: inout linux_spawn_request, _ arguments: [UnsafeMutablePointer<CChar>?], _ environment: [UnsafeMutablePointer<CChar>?],
    _ texts: (searchPath: UnsafePointer<CChar>?, directory: UnsafePointer<CChar>?), _ descriptors: [Int32]
) -> pid_t {
    arguments.withUnsafeBufferPointer { arguments in
        environment.withUnsafeBufferPointer { environment in
            descriptors.withUnsafeBufferPointer { descriptors in
                wish.program = UnsafePointer(arguments.first ?? nil)
                wish.search_path = texts.searchPath
                wish.working_directory = texts.directory
                wish.arguments = arguments.baseAddress
                wish.environment = environment.baseAddress
                wish.descriptors = descriptors.baseAddress
                wish.descriptor_count = descriptors.count
                return linux_spawn(&wish)
            }
        }
    }
}

/// Hands C copies of the texts to `body`, valid during the call.
private func withCStrings<Result>(_ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies)
}

private func withOptionalCString<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let text else { return body(nil) }
    return text.withCString { body($0) }
}
