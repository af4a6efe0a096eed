import LinuxSystem
import RunRecords

/// The problem matchers of a job; what one step adds counts for all until it is removed.
final class SharedProblemMatchers: Sendable {
    /// Whether no matcher was ever added.
    var isEmpty: Bool { true }

    func add(json: [UInt8]) throws {
        throw SystemError(operation: "add a problem matcher", errno: 95)
    }

    func remove(owner: String) {}

    /// The first finding in a line, or in the lines that end with it.
    func match(_ line: String) -> Annotation? { nil }
}
