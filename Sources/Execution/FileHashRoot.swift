import Glibc
import LinuxSystem

/// A folder that paths and links are resolved in and can't be left.
struct FileHashRoot {
    /// What a folder is, by whatever path it was reached.
    struct Identity: Hashable {
        var device: UInt
        var number: UInt
    }

    enum Kind {
        case file, folder, link, other
    }

    /// As many links as the kernel follows in one path.
    private static let mostLinks = 40

    private let folder: FileDescriptor
    private let components: [[UInt8]]

    /// - Parameter name: What those call the folder who made the links in it, where that is not its path.
    init(path: String, knownAs name: String? = nil) throws(FileHashError) {
        do throws(SystemError) {
            folder = try FileDescriptor.open(path, O_RDONLY | O_DIRECTORY)
        } catch {
            throw FileHashError("cannot \(error.description)")
        }
        components = FileHashPattern.components(name ?? path)
    }

    var descriptor: Int32 { folder.rawValue }

    func kind(of name: [UInt8], in parent: Int32, path: () -> String) throws(FileHashError) -> Kind {
        var information = stat()
        guard fstatat(parent, Self.cString(name), &information, AT_SYMLINK_NOFOLLOW) == 0 else {
            // Gone since the folder was read.
            if errno == ENOENT || errno == ENOTDIR { return .other }
            throw FileHashError.of("look at", path())
        }
        switch information.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        case S_IFLNK: return .link
        default: return .other
        }
    }

    /// What a path leads to.
    enum Found {
        /// A folder or a regular file.
        case entry(FileDescriptor)
        /// It is not there, goes round in circles, or is something else.
        case nothing
        /// A link on the way leads out of the root.
        case outside
    }

    /// Opens a path as `follow` does.
    ///
    /// - Parameter isFolder: Whether a folder or a regular file is wanted.
    /// - Returns: Nothing when it can't be had.
    func open(_ path: [[UInt8]], isFolder: Bool) throws(FileHashError) -> FileDescriptor? {
        guard case .entry(let found) = try follow(path), Self.isFolder(found.rawValue) == isFolder else { return nil }
        return found
    }

    /// Opens a path from the root on, through links as long as they stay within; the last name too.
    func follow(_ path: [[UInt8]]) throws(FileHashError) -> Found {
        guard let start = try? folder.duplicate() else { throw FileHashError.of("open", "the workspace") }
        var stack = [start]
        var rest = Array(path.reversed())
        var links = 0
        while let name = rest.popLast() {
            if name == Array(".".utf8) { continue }
            if name == Array("..".utf8) {
                stack.removeLast()
                if stack.isEmpty { return .outside }
                continue
            }
            guard let parent = stack.last else { return .nothing }
            if let target = Self.readLink(name, in: parent.rawValue) {
                links += 1
                guard links <= Self.mostLinks else { return .nothing }
                var way = target.split(separator: UInt8(ascii: "/")).map(Array.init)
                if target.first == UInt8(ascii: "/") {
                    guard way.starts(with: components) else { return .outside }
                    way.removeFirst(components.count)
                    stack.removeSubrange(1...)
                }
                rest += way.reversed()
                continue
            }
            let isLast = rest.isEmpty
            let next = isLast ? Self.openEither(name, in: parent.rawValue) : Self.openNoFollow(name, in: parent.rawValue, O_DIRECTORY)
            guard let next else { return .nothing }
            stack.append(next)
        }
        return stack.last.map(Found.entry) ?? .nothing
    }

    static func openFolder(_ name: [UInt8], in parent: Int32, path: () -> String) throws(FileHashError) -> FileDescriptor? {
        if let folder = openNoFollow(name, in: parent, O_DIRECTORY) { return folder }
        if errno == ENOENT || errno == ENOTDIR || errno == ELOOP { return nil }
        throw FileHashError.of("open", path())
    }

    /// Opens a regular file; nothing when it is something else by now.
    static func openFile(_ name: [UInt8], in parent: Int32, path: () -> String) throws(FileHashError) -> FileDescriptor? {
        guard let file = openNoFollow(name, in: parent, 0) else {
            if errno == ENOENT || errno == ELOOP || errno == ENXIO { return nil }
            throw FileHashError.of("open", path())
        }
        return isRegular(file.rawValue) ? file : nil
    }

    private static func openEither(_ name: [UInt8], in parent: Int32) -> FileDescriptor? {
        guard let found = openNoFollow(name, in: parent, 0) else { return nil }
        return isRegular(found.rawValue) || isFolder(found.rawValue) ? found : nil
    }

    // Without O_NONBLOCK a FIFO would hold us for ever.
    private static func openNoFollow(_ name: [UInt8], in parent: Int32, _ flags: Int32) -> FileDescriptor? {
        let number = openat(parent, cString(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | flags)
        return number >= 0 ? FileDescriptor(owning: number) : nil
    }

    private static func readLink(_ name: [UInt8], in parent: Int32) -> [UInt8]? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlinkat(parent, cString(name), &buffer, buffer.count)
        return count > 0 ? buffer[..<count].map { UInt8(bitPattern: $0) } : nil
    }

    static func isFolder(_ descriptor: Int32) -> Bool { mode(descriptor) == S_IFDIR }

    private static func isRegular(_ descriptor: Int32) -> Bool { mode(descriptor) == S_IFREG }

    private static func mode(_ descriptor: Int32) -> mode_t {
        var information = stat()
        return fstat(descriptor, &information) == 0 ? information.st_mode & S_IFMT : 0
    }

    static func identity(of descriptor: Int32) -> Identity {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { return Identity(device: 0, number: 0) }
        return Identity(device: UInt(information.st_dev), number: UInt(information.st_ino))
    }

    /// A name in a folder; `kind` is nothing where the file system doesn't say.
    struct Entry {
        var name: [UInt8]
        var kind: Kind?
    }

    /// The entries of a folder, in byte order.
    static func entries(of descriptor: Int32, path: () -> String) throws(FileHashError) -> [Entry] {
        // A new open file, so that each walk reads from the beginning.
        let number = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0, let stream = fdopendir(number) else {
            if number >= 0 { close(number) }
            throw FileHashError.of("read", path())
        }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [0x2E], name != [0x2E, 0x2E] { entries.append(Entry(name: name, kind: kind(type: entry.pointee.d_type))) }
        }
        return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    private static func kind(type: UInt8) -> Kind? {
        switch Int(type) {
        case 8: .file  // DT_REG, DT_DIR, DT_LNK, DT_UNKNOWN: enumerations that Swift doesn't see
        case 4: .folder
        case 10: .link
        case 0: nil
        default: .other
        }
    }

    // Names need not be UTF-8.
    private static func cString(_ name: [UInt8]) -> [CChar] {
        name.map { CChar(bitPattern: $0) } + [0]
    }
}
