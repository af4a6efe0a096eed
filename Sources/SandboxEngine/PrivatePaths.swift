import Glibc

/// What lies in the host's root and only its owner or group may read.
///
/// The sandbox's root stands for the host's, as far as reading goes, and so could read it all; what not everyone on the host may read,
/// nobody in a sandbox shall (docs/decisions/0011-what-others-may-not-read.md).
package struct PrivatePaths: Sendable, Hashable {
    package var files: [String] = []
    package var folders: [String] = []

    /// Where configurations, state and data lie, and how many levels of folders are looked through.
    private static let places = [("/etc", 6), ("/var", 4), ("/opt", 3), ("/srv", 3), ("/usr/local", 3)]
    /// Replaced, or needed by sudo and package managers, which are no secret.
    private static let needed: Set<String> = [
        "/etc/.pwd.lock", "/etc/gshadow", "/etc/shadow", "/etc/sudoers", "/etc/sudoers.d", "/var/cache/apt", "/var/cache/dnf",
        "/var/cache/ldconfig", "/var/lib/apt", "/var/lib/dpkg", "/var/lib/pacman", "/var/lib/rpm",
    ]
    /// A bound for the time it takes: far beyond what the places have on a usual host.
    private static let mostEntries = 50_000

    package init() {}

    /// Looks through the places below `root`, which is `""` for the host's.
    ///
    /// - Parameter skips: Folders that are hidden anyway.
    package static func find(below root: String = "", skips: Set<String> = Set(HiddenPaths.emptied + HiddenPaths.replaced)) -> PrivatePaths
    {
        var result = PrivatePaths()
        var left = mostEntries
        for (place, depth) in places {
            result.look(at: place, root: root, depth: depth, skips: skips, left: &left)
        }
        return result
    }

    private mutating func look(at folder: String, root: String, depth: Int, skips: Set<String>, left: inout Int) {
        guard let list = opendir(root + folder) else { return }
        defer { closedir(list) }
        while left > 0, let entry = readdir(list) {
            // Links lead to something that is looked at itself, or is not in the sandbox.
            guard entry.pointee.d_type != DT_LNK, !Self.isDot(entry) else { continue }
            left -= 1
            var information = stat()
            // Without a String for each of the thousands that everybody may read.
            let isThere = withUnsafePointer(to: &entry.pointee.d_name.0) { name in
                fstatat(dirfd(list), name, &information, AT_SYMLINK_NOFOLLOW) == 0
            }
            let kind = information.st_mode & S_IFMT
            guard isThere, kind == S_IFDIR || information.st_mode & S_IROTH == 0 else { continue }
            let path = "\(folder)/\(Self.name(of: entry))"
            guard !Self.needed.contains(path), !skips.contains(path) else { continue }
            if kind != S_IFDIR {
                files.append(path)
            } else if information.st_mode & S_IXOTH == 0 {
                folders.append(path)
            } else if depth > 1 {
                look(at: path, root: root, depth: depth - 1, skips: skips, left: &left)
            }
        }
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
        }
    }

    /// Whether the entry is `.` or `..`.
    private static func isDot(_ entry: UnsafeMutablePointer<dirent>) -> Bool {
        let name = entry.pointee.d_name
        let dot = CChar(UInt8(ascii: "."))
        return name.0 == dot && (name.1 == 0 || name.1 == dot && name.2 == 0)
    }
}
