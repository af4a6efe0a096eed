import CLinux
import Glibc

/// A system call that failed.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried, as a verb or a call's name: `open`, `rename`.
    package var operation: String
    /// The file it was tried on, if any.
    package var path: String?
    /// `ENOENT` and the like.
    package var errno: Int32

    package init(operation: String, path: String? = nil, errno: Int32) {
        self.operation = operation
        self.path = path
        self.errno = errno
    }

    /// The failure of the call just made in this thread.
    package static func last(_ operation: String, _ path: String? = nil) -> SystemError {
        SystemError(operation: operation, path: path, errno: linux_errno())
    }

    /// `open "/a/b": No such file or directory`.
    package var description: String {
        let place = path.map { " \"\($0)\"" } ?? ""
        return "\(operation)\(place): \(SystemError.text(of: errno))"
    }

    /// What the system calls an error: `No such file or directory`.
    package static func text(of errno: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard linux_error_text(errno, &buffer, buffer.count) == 0 else { return "error \(errno)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Repeats a call that a signal interrupted.
func retrying<Number: SignedInteger>(_ call: () -> Number) -> Number {
    while true {
        let result = call()
        if result >= 0 || linux_errno() != EINTR { return result }
    }
}
