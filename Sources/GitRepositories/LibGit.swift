import CGit2
import Glibc

/// The git library as a whole: its one start, and its errors.
enum LibGit {
    /// Starts the library once in the process; it is never stopped, since handles may outlive any scope.
    static let isStarted: Bool = {
        guard git_libgit2_init() > 0 else { return false }
        // The library runs no program that a repository's configuration names (no hooks, filters, pagers, monitors), so the
        // owner check protects nothing here, and would refuse a user's repository mounted into a container.
        _ = c_git_set_owner_validation(0)
        // Extensions that change nothing of what is read here: a second configuration file, a promise that objects are not
        // deleted, objects that may be missing, links between work trees that are relative.
        let extensions = ["worktreeconfig", "preciousobjects", "partialclone", "relativeworktrees"]
        var pointers: [UnsafePointer<CChar>?] = extensions.map { UnsafePointer(strdup($0)) }
        _ = c_git_set_extensions(&pointers, pointers.count)
        for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) }
        return true
    }()

    /// The error of the library's last call in this thread.
    static func error(_ operation: String, path: String, code: Int32) -> GitError {
        let reason: String
        if let last = git_error_last(), let message = last.pointee.message {
            reason = String(cString: message)
        } else {
            reason = "error \(code)"
        }
        return classified(reason, operation: operation, path: path, code: code)
    }

    private static func classified(_ reason: String, operation: String, path: String, code: Int32) -> GitError {
        if let range = reason.firstRange(of: "extensions.") {
            return unsupported(extension: String(reason[range.upperBound...].prefix { $0.isLetter }), operation, path)
        }
        if reason.contains("unsupported") || reason.contains("mandatory extension") {
            let advice = "this runner's git library can't read it (\(reason)); `git update-index --no-split-index` or `git gc` may mend it"
            return GitError(kind: .unsupported, operation: operation, path: path, reason: advice)
        }
        let kind: GitError.Kind = code == GIT_ENOTFOUND.rawValue ? .notFound : .failed
        return GitError(kind: kind, operation: operation, path: path, reason: reason)
    }

    private static func unsupported(extension name: String, _ operation: String, _ path: String) -> GitError {
        let what =
            switch name.lowercased() {
            case "objectformat": "its objects are named by SHA-256"
            case "refstorage": "its refs are stored as a reftable"
            default: "it uses the extension \"\(name)\""
            }
        return GitError(
            kind: .unsupported, operation: operation, path: path,
            reason: "\(what), which this runner's git library can't read; a clone made with `git init` defaults can be read")
    }
}

extension git_oid {
    /// From 40 hex digits, or nothing.
    init?(hex: String) {
        self.init()
        guard hex.utf8.count == 40, git_oid_fromstr(&self, hex) == 0 else { return nil }
    }

    /// 40 hex digits.
    var hex: String {
        var copy = self
        return withUnsafePointer(to: &copy) { pointer in
            String(unsafeUninitializedCapacity: 41) { buffer in
                buffer.withMemoryRebound(to: CChar.self) { characters in
                    _ = git_oid_tostr(characters.baseAddress, 41, pointer)
                }
                return 40
            }
        }
    }
}
