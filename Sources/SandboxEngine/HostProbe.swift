import Engines
import Glibc
import LinuxSystem

extension HostFacts {
    /// Looks at this host.
    package static func probe() -> HostFacts {
        let files = FileFacts.host
        let caller = Owner(user: geteuid(), group: getegid())
        let environment = Self.ownEnvironment()
        let mountInfo = text(of: "/proc/self/mountinfo")
        let groups = ControlGroupProbe(isRoot: caller.user == 0).facts(mountInfo: mountInfo, membership: text(of: "/proc/self/cgroup"))
        var facts = HostFacts(
            caller: caller, home: home(of: caller.user, environment, files), environment: environment, kernel: kernelVersion(),
            architecture: Surroundings.hostArchitecture, memory: memory(within: groups),
            mounts: MountTable(mountInfo).entries.map { MountPoint(path: $0.path, type: $0.type) }, controlGroups: groups, files: files)
        // An ordinary user's sandbox reads what that user may.
        if caller.user == 0 { facts.privatePaths = PrivatePaths.find() }
        return facts
    }

    private static func text(of path: String) -> String {
        (try? readText(path, limit: 4 << 20)) ?? ""
    }

    private static func ownEnvironment() -> [String: String] {
        var result: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") { result[String(text[..<equals])] = String(text[text.index(after: equals)...]) }
            next += 1
        }
        return result
    }

    /// HOME where it is a folder of the user's own, else what the user table says.
    private static func home(of user: UInt32, _ environment: [String: String], _ files: FileFacts) -> String {
        if let home = environment["HOME"], home.hasPrefix("/"), home != "/", files.owner(home)?.user == user {
            return home.count > 1 && home.hasSuffix("/") ? String(home.dropLast()) : home
        }
        let known = PasswordFile.entry(of: user, in: files.text("/etc/passwd") ?? "")?.home
        return known.flatMap { $0.hasPrefix("/") && $0 != "/" ? $0 : nil } ?? (user == 0 ? "/root" : "/home/user")
    }

    private static func kernelVersion() -> (Int, Int) {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let numbers = release.split { !$0.isNumber }.prefix(2).map { Int($0) ?? 0 }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : (0, 0)
    }

    private static func memory(within groups: ControlGroupFacts) -> Int {
        let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        var place: (folder: String, file: String)?
        switch groups {
        case .version1(let folders): place = folders["memory"].map { ($0, "memory.limit_in_bytes") }
        case .version2(let folder, _): place = (folder, "memory.max")
        case .none: break
        }
        guard let place else { return machine }
        var folder = place.folder
        // Every group around limits too.
        var limit = machine
        while access("\(folder)/cgroup.procs", F_OK) == 0, let slash = folder.lastIndex(of: "/") {
            if let number = Int(text(of: "\(folder)/\(place.file)").filter(\.isNumber)) { limit = min(limit, number) }
            folder = String(folder[..<slash])
        }
        return limit
    }
}

extension FileFacts {
    /// This host's files.
    static let host = FileFacts(
        kind: { path in
            var information = stat()
            guard lstat(path, &information) == 0 else { return nil }
            switch information.st_mode & S_IFMT {
            case S_IFDIR: return .folder
            case S_IFREG: return .file
            case S_IFLNK: return .link(readLink(path))
            default: return .other
            }
        },
        names: { (try? listFolder($0)) ?? [] },
        text: { try? readText($0, limit: 1 << 20) },
        owner: { path in
            var information = stat()
            return stat(path, &information) == 0 ? HostFacts.Owner(user: information.st_uid, group: information.st_gid) : nil
        },
        freeBytes: { path in
            var information = statvfs()
            return statvfs(path, &information) == 0 ? UInt64(information.f_bavail) * UInt64(information.f_frsize) : nil
        })

    private static func readLink(_ path: String) -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink(path, $0, bytes.count) } ?? 0
        }
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}
