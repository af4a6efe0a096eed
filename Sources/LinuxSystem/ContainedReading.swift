import CLinux
import Glibc

/// Reads a whole regular file below a folder that others may write to.
///
/// Links on the way are followed, but none leads out of the folder (openat2, RESOLVE_BENEATH); a pipe or device is refused, not waited for.
///
/// - Parameters:
///   - path: Relative to the folder.
///   - limit: The most bytes; a longer file is an error (`EFBIG`).
/// - Throws: `SystemError` with `EXDEV` for a path that leaves the folder, `EINVAL` for what is no regular file.
package func readFile(_ path: String, inside folder: String, limit: Int) throws(SystemError) -> [UInt8] {
    // RESOLVE_BENEATH and RESOLVE_NO_MAGICLINKS
    let contained: UInt64 = 0x08 | 0x02
    let root = try FileDescriptor.open(folder, O_RDONLY | O_DIRECTORY)
    let raw = retrying { linux_openat2(root.rawValue, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0, contained) }
    guard raw >= 0 else { throw .last("open", "\(folder)/\(path)") }
    let file = FileDescriptor(owning: raw)
    var information = stat()
    guard fstat(raw, &information) >= 0 else { throw .last("stat", "\(folder)/\(path)") }
    guard information.st_mode & S_IFMT == S_IFREG else { throw SystemError(operation: "read", path: "\(folder)/\(path)", errno: EINVAL) }
    guard information.st_size <= limit else { throw SystemError(operation: "read", path: "\(folder)/\(path)", errno: EFBIG) }
    return try readAll(of: file, path: "\(folder)/\(path)", size: Int(information.st_size), limit: limit)
}
