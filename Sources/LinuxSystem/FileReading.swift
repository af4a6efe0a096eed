import CLinux
import Glibc

/// Reads a whole file.
///
/// - Parameter limit: The most bytes; a longer file is an error (`EFBIG`).
package func readFile(_ path: String, limit: Int = Int.max) throws(SystemError) -> [UInt8] {
    let file = try FileDescriptor.open(path, O_RDONLY)
    var information = stat()
    guard fstat(file.rawValue, &information) >= 0 else { throw .last("stat", path) }
    guard information.st_mode & S_IFMT != S_IFDIR else { throw SystemError(operation: "read", path: path, errno: EISDIR) }
    guard information.st_size <= limit else { throw SystemError(operation: "read", path: path, errno: EFBIG) }
    return try readAll(of: file, path: path, size: Int(information.st_size), limit: limit)
}

func readAll(of file: FileDescriptor, path: String, size: Int, limit: Int) throws(SystemError) -> [UInt8] {
    // One byte more than its size, so that the end shows without a second round; files in /proc have the size 0.
    var bytes: [UInt8] = []
    var room = max(size + 1, 4096)
    while true {
        let part = try readPart(of: file, path: path, room: room)
        if part.isEmpty { return bytes }
        // The end is known where the file has as much as it says.
        if bytes.isEmpty, part.count == size { return part }
        if bytes.isEmpty { bytes = part } else { bytes += part }
        guard bytes.count <= limit else { throw SystemError(operation: "read", path: path, errno: EFBIG) }
        room = max(room, 64 * 1024)
    }
}

private func readPart(of file: FileDescriptor, path: String, room: Int) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let part = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        do throws(SystemError) {
            count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        } catch {
            count = 0
            failure = SystemError(operation: "read", path: path, errno: error.errno)
        }
    }
    if let failure { throw failure }
    return part
}

/// Reads a whole file as UTF-8; invalid bytes become U+FFFD.
package func readText(_ path: String, limit: Int = Int.max) throws(SystemError) -> String {
    String(decoding: try readFile(path, limit: limit), as: UTF8.self)
}
