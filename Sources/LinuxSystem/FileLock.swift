import Glibc

/// An advisory lock on a file (flock), held until released; a process that dies releases it.
package final class FileLock: Sendable {
    private let file: FileDescriptor

    private init(file: FileDescriptor) {
        self.file = file
    }

    /// Takes the lock if nobody holds it; creates the file where missing.
    ///
    /// - Returns: Nothing when another holds it.
    package static func tryAcquire(_ path: String, mode: UInt32 = 0o644) throws(SystemError) -> FileLock? {
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: mode)
        let raw = file.rawValue
        guard retrying({ flock(raw, LOCK_EX | LOCK_NB) }) >= 0 else {
            let failure = SystemError.last("lock", path)
            if failure.errno == EWOULDBLOCK { return nil }
            throw failure
        }
        return FileLock(file: file)
    }

    /// Waits for the lock, blocking; for work that is done at once. Creates the file where missing.
    package static func acquire(_ path: String, mode: UInt32 = 0o644) throws(SystemError) -> FileLock {
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: mode)
        let raw = file.rawValue
        guard retrying({ flock(raw, LOCK_EX) }) >= 0 else { throw .last("lock", path) }
        return FileLock(file: file)
    }

    /// Whether another holds the lock of this file; false where there is no file.
    package static func isHeld(_ path: String) throws(SystemError) -> Bool {
        let file: FileDescriptor
        do throws(SystemError) {
            file = try FileDescriptor.open(path, O_RDONLY)
        } catch {
            if error.errno == ENOENT { return false }
            throw error
        }
        // A shared lock: two who look at once don't see each other.
        let raw = file.rawValue
        guard retrying({ flock(raw, LOCK_SH | LOCK_NB) }) >= 0 else {
            let failure = SystemError.last("lock", path)
            if failure.errno == EWOULDBLOCK { return true }
            throw failure
        }
        unlock(file)
        return false
    }

    package func release() {
        Self.unlock(file)
        file.close()
    }

    // Closing alone is not enough: a child that is being started holds a copy of the descriptor until it executes its program.
    private static func unlock(_ file: FileDescriptor) {
        _ = flock(file.rawValue, LOCK_UN)
    }
}
