import CLinux
import Glibc

/// Makes a folder and those above it; one that is there already is no error.
package func makeFolders(_ path: String, mode: UInt32 = 0o777) throws(SystemError) {
    if mkdir(path, mode_t(mode)) == 0 { return }
    let failure = SystemError.last("mkdir", path)
    switch failure.errno {
    case EEXIST:
        guard isFolder(path) else { throw failure }
    case ENOENT:
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { throw failure }
        try makeFolders(String(path[..<slash]), mode: mode)
        guard mkdir(path, mode_t(mode)) == 0 || (linux_errno() == EEXIST && isFolder(path)) else { throw .last("mkdir", path) }
    default:
        throw failure
    }
}

/// Whether a folder stands there, or a symbolic link to one.
package func isFolder(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
}

/// The names in a folder without `.` and `..`, sorted by bytes.
package func listFolder(_ path: String) throws(SystemError) -> [String] {
    guard let folder = opendir(path) else { throw .last("open", path) }
    defer { closedir(folder) }
    return folderEntries(folder).map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// A folder's entry; `isFolder` is nil where the file system doesn't say.
struct FolderEntry {
    var name: String
    /// The name's bytes, which need not be UTF-8, with a NUL.
    var bytes: [CChar]
    var isFolder: Bool?
}

func folderEntries(_ folder: OpaquePointer) -> [FolderEntry] {
    var entries: [FolderEntry] = []
    while let entry = readdir(folder) {
        let type = Int32(entry.pointee.d_type)
        let bytes = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.bindMemory(to: CChar.self).prefix { $0 != 0 }) + [0] }
        let name = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if name == "." || name == ".." { continue }
        entries.append(FolderEntry(name: name, bytes: bytes, isFolder: type == 0 ? nil : type == 4))
    }
    return entries
}
