import CGit2
import Glibc

/// A git repository on this machine, read through libgit2.
///
/// Every call blocks, so none may be made from a task of the cooperative pool: callers have a queue. Calls from several
/// threads take turns.
package final class GitRepository: @unchecked Sendable {
    // The library's handle must not be used by two threads at once: `lock` is held whenever it is.
    let pointer: OpaquePointer
    let lock = RecursiveLock()
    // Both only under the lock.
    var writesToMemory = false
    var madeObjects: [MadeObject] = []
    /// The folder of the work tree, without a slash at the end; nothing for a bare repository.
    package let workTree: String?
    /// The repository's own folder: `.git`, a bare repository, or `.git/worktrees/NAME` of a linked work tree.
    package let gitFolder: String
    /// Where objects and refs are: as `gitFolder`, but the main one for a linked work tree.
    package let commonFolder: String

    private init(pointer: OpaquePointer) {
        self.pointer = pointer
        workTree = git_repository_workdir(pointer).map { Self.folder(String(cString: $0)) }
        gitFolder = git_repository_path(pointer).map { Self.folder(String(cString: $0)) } ?? ""
        commonFolder = git_repository_commondir(pointer).map { Self.folder(String(cString: $0)) } ?? ""
    }

    deinit {
        git_repository_free(pointer)
    }

    /// The repository that a folder is in: its own, or that of a folder above it, also over `.git` files of linked work trees
    /// and submodules, and bare repositories.
    ///
    /// - Throws: `.notARepository`, or `.unsupported` for SHA-256 and other repositories that the library can't read.
    package static func discover(from path: String) throws(GitError) -> GitRepository {
        guard LibGit.isStarted else { throw LibGit.error("start the git library", path: path, code: -1) }
        var opened: OpaquePointer?
        let code = git_repository_open_ext(&opened, path, GIT_REPOSITORY_OPEN_CROSS_FS.rawValue, nil)
        if code == GIT_ENOTFOUND.rawValue {
            throw GitError(
                kind: .notARepository, operation: "find a git repository", path: path,
                reason: "neither the folder nor one above it is a repository")
        }
        guard code == 0, let opened else { throw LibGit.error("open the git repository", path: path, code: code) }
        return GitRepository(pointer: opened)
    }

    /// The repository whose own folder this is, without its work tree: one of a submodule's may be gone.
    package static func openBare(_ path: String) throws(GitError) -> GitRepository {
        guard LibGit.isStarted else { throw LibGit.error("start the git library", path: path, code: -1) }
        var opened: OpaquePointer?
        let code = git_repository_open_bare(&opened, path)
        guard code == 0, let opened else { throw LibGit.error("open the git repository", path: path, code: code) }
        return GitRepository(pointer: opened)
    }

    /// The full 40-digit id of the commit that a revision names (`HEAD`, a ref, `main~2`, a short id, a tag object).
    package func resolve(_ revision: String) throws(GitError) -> String {
        try lock.withLock { () throws(GitError) in
            var object: OpaquePointer?
            try check(git_revparse_single(&object, pointer, revision), "resolve \"\(revision)\"")
            defer { git_object_free(object) }
            var commit: OpaquePointer?
            try check(git_object_peel(&commit, object, GIT_OBJECT_COMMIT), "find the commit of \"\(revision)\"")
            defer { git_object_free(commit) }
            return try identifier(of: commit, "resolve \"\(revision)\"")
        }
    }

    /// The object id that a full ref name (`refs/heads/main`) points at, through symbolic refs but not through tag objects;
    /// nothing when there is no such ref.
    package func objectID(ofRef name: String) -> String? {
        lock.withLock {
            var id = git_oid()
            return git_reference_name_to_id(&id, pointer, name) == 0 ? id.hex : nil
        }
    }

    func identifier(of object: OpaquePointer?, _ operation: String) throws(GitError) -> String {
        guard let object, let id = git_object_id(object) else {
            throw GitError(kind: .failed, operation: operation, path: gitFolder, reason: "no object")
        }
        return id.pointee.hex
    }

    /// Turns a status of the library into an error.
    func check(_ code: Int32, _ operation: String) throws(GitError) {
        if code < 0 { throw LibGit.error(operation, path: workTree ?? gitFolder, code: code) }
    }

    private static func folder(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
