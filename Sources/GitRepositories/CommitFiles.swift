import CGit2
import Glibc

/// An entry of a commit's tree.
package struct CommitFile: Sendable, Hashable {
    /// What stands at a path; folders are not listed.
    package enum Kind: Sendable, Hashable {
        case file
        /// A link, with the bytes of its target.
        case symlink(target: [UInt8])
        /// A commit of another repository.
        case submodule
    }

    /// Relative to the root, `/` between parts; need not be UTF-8.
    package var bytes: [UInt8]
    package var kind: Kind
    /// In bytes; 0 of a submodule.
    package var size: Int

    /// The path as text; bytes that are not UTF-8 are replaced.
    package var path: String {
        String(decoding: bytes, as: UTF8.self)
    }
}

extension GitRepository {
    /// The files of a commit in the order of its tree, without their contents.
    ///
    /// A few objects can stand for more files than a disk holds, since a folder may be in a tree any number of times.
    ///
    /// - Parameters:
    ///   - revision: Any revision.
    ///   - limit: The most files and folders; more are an error of the kind `.unsupported`.
    package func files(ofCommit revision: String, limit: Int) throws(GitError) -> [CommitFile] {
        try lock.withLock { () throws(GitError) in
            let root = try tree(of: try resolve(revision))
            defer { git_tree_free(root) }
            var objects: OpaquePointer?
            try check(git_repository_odb(&objects, pointer), "open the objects")
            defer { git_odb_free(objects) }
            var listing = TreeListing(repository: self, objects: objects, room: limit)
            try listing.add(root, prefix: [], depth: 0)
            return listing.files
        }
    }
}

private struct TreeListing {
    let repository: GitRepository
    let objects: OpaquePointer?
    /// How many more entries there may be.
    var room: Int
    var files: [CommitFile] = []

    /// A link's target is a path, which Linux limits to this many bytes.
    private static let longestTarget = 4096

    mutating func add(_ tree: OpaquePointer, prefix: [UInt8], depth: Int) throws(GitError) {
        guard depth < 256 else { throw refusal("folders are nested too deeply") }
        for place in 0..<git_tree_entrycount(tree) {
            guard let entry = git_tree_entry_byindex(tree, place), let text = git_tree_entry_name(entry) else { continue }
            room -= 1
            guard room >= 0 else { throw refusal("it has too many files") }
            let path = prefix + Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
            try add(entry, path: path, depth: depth)
        }
    }

    private mutating func add(_ entry: OpaquePointer, path: [UInt8], depth: Int) throws(GitError) {
        guard var id = git_tree_entry_id(entry)?.pointee else { return }
        switch git_tree_entry_filemode(entry) {
        case GIT_FILEMODE_TREE:
            var inner: OpaquePointer?
            try repository.check(git_tree_lookup(&inner, repository.pointer, &id), "read a tree")
            defer { git_tree_free(inner) }
            if let inner { try add(inner, prefix: path + [0x2F], depth: depth + 1) }
        case GIT_FILEMODE_COMMIT:
            files.append(CommitFile(bytes: path, kind: .submodule, size: 0))
        case let mode:
            var size = 0
            var type = GIT_OBJECT_ANY
            let name = String(decoding: path, as: UTF8.self)
            try repository.check(git_odb_read_header(&size, &type, objects, &id), "read \"\(name)\"")
            let isLink = mode == GIT_FILEMODE_LINK
            guard !isLink || size <= Self.longestTarget else { throw refusal("the target of the link \"\(name)\" is too long") }
            files.append(CommitFile(bytes: path, kind: isLink ? .symlink(target: try target(id)) : .file, size: size))
        }
    }

    private func target(_ id: git_oid) throws(GitError) -> [UInt8] {
        var id = id
        var blob: OpaquePointer?
        try repository.check(git_blob_lookup(&blob, repository.pointer, &id), "read a link")
        defer { git_blob_free(blob) }
        return Array(UnsafeRawBufferPointer(start: git_blob_rawcontent(blob), count: Int(git_blob_rawsize(blob))))
    }

    private func refusal(_ reason: String) -> GitError {
        GitError(kind: .unsupported, operation: "list the files of a commit", path: repository.gitFolder, reason: reason)
    }
}
