import CLinux
import Glibc

/// Removes a file, or a folder with all in it; nothing there is no error.
///
/// For trees that a hostile process left: symbolic links are removed and never followed, folders without permissions are opened up first,
/// names need not be UTF-8, and depth costs neither stack nor descriptors. Mount points inside are not entered.
///
/// - Throws: `SystemError` of the first thing that could not be removed; the rest is removed nevertheless.
package func removeTree(_ path: String) throws(SystemError) {
    var information = stat()
    guard lstat(path, &information) == 0 else {
        let failure = SystemError.last("remove", path)
        if failure.errno == ENOENT || failure.errno == ENOTDIR { return }
        throw failure
    }
    guard information.st_mode & S_IFMT == S_IFDIR else {
        guard unlink(path) == 0 || linux_errno() == ENOENT else { throw .last("remove", path) }
        return
    }
    var removal = try TreeRemoval(path: path, device: information.st_dev)
    removal.emptyRoot()
    if let failure = removal.failure { throw failure }
    guard rmdir(path) == 0 || linux_errno() == ENOENT else { throw .last("remove", path) }
}

/// Walks down into the tree and up again with one open folder at a time.
///
/// A folder inside a folder is first renamed into the root under a number, so that the depth is never more than one.
private struct TreeRemoval {
    private let path: String
    private let device: dev_t
    private let root: FileDescriptor
    private var lifted = 0
    /// Folders in the root that are still to be emptied.
    private var waiting: [[CChar]] = []
    private(set) var failure: SystemError?

    init(path: String, device: dev_t) throws(SystemError) {
        self.path = path
        self.device = device
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        do throws(SystemError) {
            root = try FileDescriptor.open(path, flags)
        } catch {
            guard error.errno == EACCES, chmod(path, 0o700) == 0 else { throw error }
            root = try FileDescriptor.open(path, flags)
        }
        // Entries can be removed only from a folder that may be written and searched.
        _ = fchmod(root.rawValue, 0o700)
    }

    mutating func emptyRoot() {
        for entry in entries(of: root.rawValue) where !removeFile(entry, from: root.rawValue) { waiting.append(entry.bytes) }
        while let name = waiting.popLast() {
            empty(name)
            if unlinkat(root.rawValue, name, AT_REMOVEDIR) != 0 { note("rmdir", name) }
        }
    }

    private mutating func empty(_ name: [CChar]) {
        guard let folder = openFolder(name) else { return }
        for entry in entries(of: folder.rawValue) where !removeFile(entry, from: folder.rawValue) {
            lift(entry.bytes, from: folder.rawValue)
        }
    }

    /// Opens a folder of the root, after giving ourselves the permissions; nil where that fails or another file system is mounted.
    private mutating func openFolder(_ name: [CChar]) -> FileDescriptor? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        var raw = linux_openat(root.rawValue, name, flags, 0)
        if raw < 0, linux_errno() == EACCES, fchmodat(root.rawValue, name, 0o700, AT_SYMLINK_NOFOLLOW) == 0 {
            raw = linux_openat(root.rawValue, name, flags, 0)
        }
        guard raw >= 0 else {
            note("open", name)
            return nil
        }
        let folder = FileDescriptor(owning: raw)
        var information = stat()
        guard fstat(raw, &information) == 0, information.st_dev == device else { return nil }
        _ = fchmod(raw, 0o700)
        return folder
    }

    /// Removes what is no folder; false for a folder.
    private mutating func removeFile(_ entry: FolderEntry, from folder: Int32) -> Bool {
        if entry.isFolder == true { return false }
        if unlinkat(folder, entry.bytes, 0) == 0 { return true }
        let errno = linux_errno()
        if errno == EISDIR || errno == EPERM && isFolder(entry.bytes, in: folder) { return false }
        if errno != ENOENT { note("unlink", entry.bytes, errno) }
        return true
    }

    private func isFolder(_ name: [CChar], in folder: Int32) -> Bool {
        var information = stat()
        return fstatat(folder, name, &information, AT_SYMLINK_NOFOLLOW) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    /// Removes a folder that is empty, or moves it into the root, to be emptied later.
    private mutating func lift(_ name: [CChar], from folder: Int32) {
        if unlinkat(folder, name, AT_REMOVEDIR) == 0 { return }
        var isOpened = false
        while true {
            lifted += 1
            let target = Array("lifted-\(lifted)".utf8.map { CChar(bitPattern: $0) }) + [0]
            if linux_rename_new(folder, name, root.rawValue, target) == 0 {
                waiting.append(target)
                return
            }
            let errno = linux_errno()
            if errno == EEXIST { continue }
            // A folder that moves gets its `..` rewritten, and that takes the right to write it.
            guard errno == EACCES, !isOpened, fchmodat(folder, name, 0o700, AT_SYMLINK_NOFOLLOW) == 0 else {
                return note("rename", name, errno)
            }
            isOpened = true
        }
    }

    private func entries(of folder: Int32) -> [FolderEntry] {
        let copy = linux_duplicate(folder)
        guard copy >= 0, let stream = fdopendir(copy) else { return [] }
        defer { closedir(stream) }
        return folderEntries(stream)
    }

    private mutating func note(_ operation: String, _ name: [CChar], _ errno: Int32 = linux_errno()) {
        guard failure == nil else { return }
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        failure = SystemError(operation: operation, path: "\(path)/…/\(text)", errno: errno)
    }
}
