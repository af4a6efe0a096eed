import Glibc

/// A file that only grows, a record at a time.
package final class AppendOnlyFile: Sendable {
    package let path: String
    private let file: FileDescriptor

    /// Opens the file, creates it where missing.
    package init(path: String, mode: UInt32 = 0o644) throws(SystemError) {
        self.path = path
        file = try FileDescriptor.open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, mode: mode)
    }

    /// Appends one record with one `write`: records of several writers never mix, and a crash tears at most the last.
    ///
    /// - Parameter isDurable: Waits until the disk has it.
    /// - Throws: `SystemError`; a record that was written in part (disk full) is taken back.
    package func append(_ record: [UInt8], isDurable: Bool = false) throws(SystemError) {
        try append(record[...], isDurable: isDurable)
    }

    /// Appends one record that is part of a larger memory; see above.
    package func append(_ record: ArraySlice<UInt8>, isDurable: Bool = false) throws(SystemError) {
        do throws(SystemError) {
            try appendWhole(record)
            if isDurable { try file.synchronize() }
        } catch {
            throw SystemError(operation: error.operation, path: path, errno: error.errno)
        }
    }

    private func appendWhole(_ record: ArraySlice<UInt8>) throws(SystemError) {
        let raw = file.rawValue
        let count = record.withUnsafeBytes { buffer in retrying { write(raw, buffer.baseAddress, buffer.count) } }
        guard count >= 0 else { throw .last("write") }
        guard count < record.count else { return }
        // The disk is full or a size limit is met: the next write says which.
        do throws(SystemError) {
            try file.write(Array(record.dropFirst(count)))
        } catch {
            takeBack(count)
            throw error
        }
    }

    /// Removes the torn record at the end; where another writer may have appended since, the reader drops it instead.
    private func takeBack(_ count: Int) {
        let size = lseek(file.rawValue, 0, SEEK_END)
        if size >= count { _ = ftruncate(file.rawValue, size - count) }
    }

    /// Waits until the disk has all records.
    package func synchronize() throws(SystemError) {
        do throws(SystemError) {
            try file.synchronize()
        } catch {
            throw SystemError(operation: error.operation, path: path, errno: error.errno)
        }
    }

    package func close() {
        file.close()
    }
}
