import CGit2
import Glibc

/// A file of a work tree as it is on disk.
package struct WorkTreeFile: Sendable, Hashable {
    /// What stands at a path; other kinds (devices, sockets) are not listed.
    package enum Kind: Sendable, Hashable {
        case file, symlink
        /// A folder that another repository is checked out into; what is in it is not listed.
        case submodule
    }

    /// Relative to the root, `/` between parts; file names need not be UTF-8.
    package var bytes: [UInt8]
    package var kind: Kind
    /// The permission bits, 0o777 at most.
    package var mode: UInt32
    /// In bytes; of a symlink the length of its target.
    package var size: Int

    /// The path as text; bytes that are not UTF-8 are replaced.
    package var path: String {
        String(decoding: bytes, as: UTF8.self)
    }

    package var isSymlink: Bool {
        kind == .symlink
    }
}

extension GitRepository {
    /// The files of the work tree as they are on disk, in byte order of each folder: tracked ones, and untracked ones that are
    /// not ignored. Without: deleted ones, what is in repositories inside this one, and what is no file (sockets, pipes).
    /// Symbolic links are listed, never followed.
    ///
    /// - Parameter leavingOut: Paths from the root of files and folders that are not to be listed.
    package func workTreeFiles(leavingOut: Set<String> = []) throws(GitError) -> [WorkTreeFile] {
        try lock.withLock { () throws(GitError) in
            guard let workTree else {
                throw GitError(
                    kind: .unsupported, operation: "list the files", path: gitFolder, reason: "a bare repository has no work tree")
            }
            var index: OpaquePointer?
            try check(git_repository_index(&index, pointer), "read the index")
            defer { git_index_free(index) }
            var walk = WorkTreeWalk(repository: pointer, index: index, leavingOut: leavingOut)
            try walk.visit(try Folder.open(workTree), prefix: [], isForeign: false, depth: 0)
            return walk.files
        }
    }
}

/// One pass over a work tree.
private struct WorkTreeWalk {
    let repository: OpaquePointer
    let index: OpaquePointer?
    let leavingOut: Set<String>
    var files: [WorkTreeFile] = []

    /// Each level holds a descriptor open.
    static let depthLimit = 256

    /// - Parameter isForeign: The folder is a repository of its own, so only what this one tracks counts.
    mutating func visit(_ folder: Folder, prefix: [UInt8], isForeign: Bool, depth: Int) throws(GitError) {
        guard depth < Self.depthLimit else {
            throw GitError(
                kind: .unsupported, operation: "list the files", path: folder.path, reason: "folders are nested too deeply (\(depth))")
        }
        for entry in try folder.entries() where entry.name != Array(".git".utf8) {
            let path = prefix + entry.name
            if !leavingOut.isEmpty, leavingOut.contains(String(decoding: path, as: UTF8.self)) { continue }
            switch entry.kind {
            case .folder:
                try visitFolder(folder, entry.name, path: path, isForeign: isForeign, depth: depth)
            case .file, .link:
                guard isTracked(path) || (!isForeign && !isIgnored(path)), let status = folder.status(entry.name) else { continue }
                files.append(
                    WorkTreeFile(
                        bytes: path, kind: entry.kind == .link ? .symlink : .file, mode: status.st_mode & 0o777,
                        size: Int(status.st_size)))
            case .other:
                continue
            }
        }
    }

    private mutating func visitFolder(
        _ parent: Folder, _ name: Folder.Name, path: [UInt8], isForeign: Bool, depth: Int
    ) throws(GitError) {
        if let mode = trackedMode(path), mode == GIT_FILEMODE_COMMIT.rawValue {
            files.append(WorkTreeFile(bytes: path, kind: .submodule, mode: 0o755, size: 0))
            return
        }
        let inside = path + [0x2F]
        let holdsTracked = Folder.withCString(inside) { git_index_find_prefix(nil, index, $0) == 0 }
        if !holdsTracked, isForeign || isIgnored(inside) { return }
        // What can't be opened (permissions) git can't see either.
        guard let folder = parent.child(name) else { return }
        let isRepository = folder.status(Array(".git".utf8)) != nil
        if isRepository, !holdsTracked { return }
        try visit(folder, prefix: inside, isForeign: isForeign || isRepository, depth: depth + 1)
    }

    private func isTracked(_ path: [UInt8]) -> Bool {
        Folder.withCString(path) { git_index_find(nil, index, $0) == 0 }
    }

    private func trackedMode(_ path: [UInt8]) -> UInt32? {
        Folder.withCString(path) { git_index_get_bypath(index, $0, 0)?.pointee.mode }
    }

    private func isIgnored(_ path: [UInt8]) -> Bool {
        var ignored: Int32 = 0
        return Folder.withCString(path) { git_ignore_path_is_ignored(&ignored, repository, $0) } == 0 && ignored != 0
    }
}
