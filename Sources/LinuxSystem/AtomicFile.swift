import CLinux
import Glibc
import Synchronization

/// Files that are there whole or not at all.
package enum AtomicFile {
    private static let counter = Atomic<Int>(0)

    /// Writes a file beside its place and renames it there: a reader sees the old bytes or the new, even after a crash.
    ///
    /// - Parameters:
    ///   - mode: The file's permissions, whatever the umask.
    ///   - isDurable: Waits until the disk has the bytes and the name.
    /// - Throws: `SystemError`; the old file is untouched then.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, isDurable: Bool = true) throws(SystemError) {
        let number = counter.add(1, ordering: .relaxed).newValue
        let temporary = "\(path).\(getpid()).\(number).tmp"
        do throws(SystemError) {
            let file = try FileDescriptor.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
            guard fchmod(file.rawValue, mode_t(mode)) >= 0 else { throw .last("chmod", temporary) }
            try file.write(bytes)
            if isDurable { try file.synchronize() }
            guard rename(temporary, path) >= 0 else { throw .last("rename", path) }
        } catch {
            _ = unlink(temporary)
            throw SystemError(operation: error.operation, path: error.path ?? path, errno: error.errno)
        }
        if isDurable { try synchronizeFolder(of: path) }
    }

    /// Makes the names in the folder of `path` last through a power cut.
    package static func synchronizeFolder(of path: String) throws(SystemError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        try FileDescriptor.open(folder, O_RDONLY | O_DIRECTORY).synchronize()
    }

    /// Makes all that was written to a folder's file system last through a power cut: for a tree of many files.
    package static func synchronizeFileSystem(of folder: String) throws(SystemError) {
        let file = try FileDescriptor.open(folder, O_RDONLY | O_DIRECTORY)
        guard linux_sync_file_system(file.rawValue) >= 0 else { throw .last("sync", folder) }
    }
}
