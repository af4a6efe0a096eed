import CLinux
import Glibc

/// A folder that others may write to, in which files are made: whatever links stand in the way, nothing is made outside of it.
///
/// Paths are relative, with `/` between names that need not be UTF-8; one with `..`, `.`, an empty name or NUL is refused (`EINVAL`).
/// Not to be used by two threads at once.
package final class ContainedFolder {
    /// What links on the way to a file do; the last name is never followed.
    package enum Links: Sendable {
        /// Followed as long as they stay inside.
        case followed
        /// An error (`ELOOP`): for trees in which nobody has made any.
        case refused
    }

    private let path: String
    private let root: FileDescriptor
    private let resolve: UInt64
    /// The folder asked for last, since trees come folder by folder.
    private var last: (path: [UInt8], folder: FileDescriptor)?

    /// Opens a folder that is there.
    package init(_ path: String, links: Links) throws(SystemError) {
        self.path = path
        root = try FileDescriptor.open(path, O_RDONLY | O_DIRECTORY)
        // RESOLVE_BENEATH, RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS
        resolve = links == .followed ? 0x08 | 0x02 : 0x08 | 0x02 | 0x04
    }

    /// Makes a new file to write, and the folders above it; another file or a link in its place is removed first.
    ///
    /// - Parameter mode: Its permissions, whatever the umask.
    /// - Throws: `SystemError` with `EISDIR` where a folder stands, `EXDEV` where a link leads out.
    package func createFile(_ file: [UInt8], mode: UInt32) throws(SystemError) -> FileDescriptor {
        let (folder, name) = try place(of: file)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        var raw = retrying { linux_openat(folder.rawValue, name, flags, mode) }
        if raw < 0, linux_errno() == EEXIST {
            guard unlinkat(folder.rawValue, name, 0) == 0 || linux_errno() == ENOENT else { throw failure("replace", file) }
            raw = retrying { linux_openat(folder.rawValue, name, flags, mode) }
        }
        guard raw >= 0 else { throw failure("create", file) }
        let descriptor = FileDescriptor(owning: raw)
        guard fchmod(raw, mode_t(mode)) == 0 else { throw failure("chmod", file) }
        return descriptor
    }

    /// Makes a symbolic link, and the folders above it; a file or link in its place is removed first. Its target is not looked at.
    package func createLink(_ link: [UInt8], to target: [UInt8]) throws(SystemError) {
        let (folder, name) = try place(of: link)
        let text = Self.cString(target)
        if symlinkat(text, folder.rawValue, name) == 0 { return }
        guard linux_errno() == EEXIST, unlinkat(folder.rawValue, name, 0) == 0, symlinkat(text, folder.rawValue, name) == 0 else {
            throw failure("link", link)
        }
    }

    /// Makes a folder and those above it; one that is there is no error.
    package func createFolder(_ folder: [UInt8]) throws(SystemError) {
        try check(folder)
        _ = try open(folder)
    }

    /// Removes a file or link; nothing there is no error.
    package func removeFile(_ file: [UInt8]) throws(SystemError) {
        let (folder, name) = try place(of: file)
        guard unlinkat(folder.rawValue, name, 0) == 0 || linux_errno() == ENOENT else { throw failure("remove", file) }
    }

    private func place(of file: [UInt8]) throws(SystemError) -> (FileDescriptor, [CChar]) {
        try check(file)
        guard let slash = file.lastIndex(of: UInt8(ascii: "/")) else { return (root, Self.cString(file)) }
        return (try open(Array(file[..<slash])), Self.cString(Array(file[(slash + 1)...])))
    }

    private func check(_ path: [UInt8]) throws(SystemError) {
        let names = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isWrong = names.contains { $0.isEmpty || $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) || $0.contains(0) }
        if isWrong { throw SystemError(operation: "create", path: shown(path), errno: EINVAL) }
    }

    /// Opens a folder, and makes what of it is missing.
    private func open(_ folder: [UInt8]) throws(SystemError) -> FileDescriptor {
        if let last, last.path == folder { return last.folder }
        var raw = look(folder)
        if raw < 0, linux_errno() == ENOENT {
            let slash = folder.lastIndex(of: UInt8(ascii: "/"))
            let parent = if let slash { try open(Array(folder[..<slash])) } else { root }
            let name = Self.cString(Array(folder[(slash.map { $0 + 1 } ?? 0)...]))
            guard mkdirat(parent.rawValue, name, 0o755) == 0 || linux_errno() == EEXIST else { throw failure("mkdir", folder) }
            raw = look(folder)
        }
        guard raw >= 0 else { throw failure("open", folder) }
        let opened = FileDescriptor(owning: raw)
        last = (folder, opened)
        return opened
    }

    private func look(_ folder: [UInt8]) -> Int32 {
        retrying { linux_openat2(root.rawValue, Self.cString(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0, resolve) }
    }

    private func failure(_ operation: String, _ path: [UInt8]) -> SystemError {
        .last(operation, shown(path))
    }

    private func shown(_ path: [UInt8]) -> String {
        "\(self.path)/\(String(decoding: path, as: UTF8.self))"
    }

    private static func cString(_ bytes: [UInt8]) -> [CChar] {
        bytes.map { CChar(bitPattern: $0) } + [0]
    }
}
