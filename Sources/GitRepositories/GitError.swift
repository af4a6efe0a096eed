/// What git could not do: the operation, where, and why.
package struct GitError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What a caller may want to tell apart.
    package enum Kind: Sendable, Hashable {
        /// The folder is in no repository.
        case notARepository
        /// The repository uses something that the git library can't read; the `git` program may be able to.
        case unsupported
        /// A ref, commit or file that isn't there.
        case notFound
        /// The library or the machine failed.
        case failed
    }

    package var kind: Kind
    /// What was tried, as a verb with its object: `read commit "abc"`.
    package var operation: String
    /// The repository, or the file in it.
    package var path: String
    /// Why, in the words of the library or the system.
    package var reason: String

    package init(kind: Kind, operation: String, path: String, reason: String) {
        self.kind = kind
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    package var description: String {
        "cannot \(operation) in \"\(path)\": \(reason)"
    }
}
