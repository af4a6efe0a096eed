import CGit2
import Glibc

/// A submodule of a commit, as `.gitmodules` and the tree have it.
package struct Submodule: Sendable, Hashable {
    package var name: String
    /// From the root.
    package var path: String
    /// As written; nothing where `.gitmodules` has none.
    package var url: String?
    /// The commit that the tree wants, in hex.
    package var commit: String
}

extension GitRepository {
    /// The submodules of a commit, in the order of their paths.
    ///
    /// - Throws: `.failed` for names and paths that could lead out of the work tree, or be taken for options.
    package func submodules(at commit: String) throws(GitError) -> [Submodule] {
        try lock.withLock { () throws(GitError) in
            let root = try tree(of: try resolve(commit))
            defer { git_tree_free(root) }
            guard let text = try modulesFile(in: root) else { return [] }
            return try submodules(text, in: root).sorted { $0.path < $1.path }
        }
    }

    /// The text of `.gitmodules`; a link of that name counts as none.
    private func modulesFile(in root: OpaquePointer) throws(GitError) -> String? {
        guard let entry = git_tree_entry_byname(root, ".gitmodules"), let id = git_tree_entry_id(entry) else { return nil }
        let mode = git_tree_entry_filemode(entry)
        guard mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE else { return nil }
        var wanted = id.pointee
        var blob: OpaquePointer?
        try check(git_blob_lookup(&blob, pointer, &wanted), "read \".gitmodules\"")
        defer { git_blob_free(blob) }
        let size = Int(git_blob_rawsize(blob))
        guard size <= 1 << 20 else { throw modulesError("it is larger than a mebibyte") }
        return String(decoding: UnsafeRawBufferPointer(start: git_blob_rawcontent(blob), count: size), as: UTF8.self)
    }

    private func submodules(_ text: String, in root: OpaquePointer) throws(GitError) -> [Submodule] {
        var values: [String: [String: String]] = [:]
        do {
            for setting in try ConfigurationText.settings(in: text) where setting.section == "submodule" {
                if let name = setting.subsection { values[name, default: [:]][setting.key] = setting.value }
            }
        } catch {
            throw modulesError("line \(error.line) is no setting")
        }
        var found: [Submodule] = []
        for (name, settings) in values {
            guard let path = settings["path"] else { continue }
            var entry: OpaquePointer?
            guard git_tree_entry_bypath(&entry, root, path) == 0, let entry else { continue }
            defer { git_tree_entry_free(entry) }
            guard git_tree_entry_filemode(entry) == GIT_FILEMODE_COMMIT, let id = git_tree_entry_id(entry) else { continue }
            try check(name: name, path: path)
            found.append(Submodule(name: name, path: path, url: settings["url"], commit: id.pointee.hex))
        }
        return found
    }

    /// As git's own check: a name becomes a folder in `.git/modules`.
    private func check(name: String, path: String) throws(GitError) {
        let parts = name.split(whereSeparator: { $0 == "/" || $0 == "\\" })
        guard !name.isEmpty, !parts.contains(".."), !name.hasPrefix("/"), !name.hasPrefix("-"), Self.isPlain(name) else {
            throw modulesError("a submodule's name is not allowed: \"\(name)\"")
        }
        let folders = path.split(separator: "/", omittingEmptySubsequences: false)
        let isClimbing = folders.contains { [".", "..", "", ".git"].contains($0.lowercased()) }
        guard !path.hasPrefix("-"), !isClimbing, Self.isPlain(path) else {
            throw modulesError("a submodule's path is not allowed: \"\(path)\"")
        }
    }

    private func modulesError(_ reason: String) -> GitError {
        GitError(kind: .failed, operation: "read \".gitmodules\"", path: workTree ?? gitFolder, reason: reason)
    }

    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }
}

/// Adds to a copy's own configuration.
extension GitRepository {
    /// Makes git know submodules whose files are there.
    ///
    /// - Parameter submodules: With URLs that git can fetch from, without credentials.
    package static func register(_ submodules: [Submodule], in request: CopyRequest) throws(GitError) {
        let text = submodules.map { submodule in
            let url = submodule.url.map { "\turl = \(quoted(withoutCredentials($0)))\n" } ?? ""
            return "[submodule \(quoted(submodule.name))]\n\tactive = true\n\(url)"
        }
        try configure(text.joined(), in: request)
    }

    /// Adds lines to the configuration of a copy.
    package static func configure(_ text: String, in request: CopyRequest) throws(GitError) {
        guard !text.isEmpty else { return }
        let git = try Folder.open(request.root).madeDescendant(request.subfolder).madeChild(Array(".git".utf8))
        let present = git.text(of: "config") ?? ""
        try git.remove(Array("config".utf8))
        try git.write(present + text, to: "config")
    }

    /// A text in quotes, as git's configuration takes it.
    package static func quoted(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\"\(escaped)\""
    }
}
