import CLinux
import Engines

extension SandboxLayout {
    enum Namespaces {
        static let all = NAMESPACE_MOUNT | NAMESPACE_CGROUP | NAMESPACE_UTS | NAMESPACE_IPC | NAMESPACE_PROCESS
        static let network = NAMESPACE_NETWORK
    }

    enum ResourceKind {
        /// RLIMIT_DATA and RLIMIT_NPROC, the same on all of Linux's architectures that we run on.
        static let data: Int32 = 2
        static let processes: Int32 = 6
    }

    // MARK: - The host's root

    func addHostRoot(to specification: inout LaunchSpecification) {
        switch mode {
        case .mappedRoot, .plainRoot:
            specification.overlay("/", at: "/", idMap: rootMap)
            for path in ownFileSystems { specification.overlay(path, at: path, idMap: rootMap, .fallBack) }
            let shown = request.exposedPaths
            let found = host.privatePaths.files
            let hidden = HiddenPaths.removed.filter { !found.contains($0) && host.exists($0) } + found
            for path in hidden where !shown.contains(where: { path.isAtOrBelow($0) }) { specification.remove(path) }
            let emptied = HiddenPaths.emptied.filter { host.kind($0) == .folder } + host.privatePaths.folders
            for path in emptied { specification.empty(path, mode: "755", .shared) }
        case .ordinary:
            for name in host.names("/") {
                let path = "/\(name)"
                guard !isReplaced(path), !["/lost+found", "/media", "/mnt"].contains(path) else { continue }
                switch host.kind(path) {
                case .folder: specification.overlay(path, at: path, idMap: nil, [.fallBack, .optional])
                case .link(let target): specification.link(path, to: target)
                default: break
                }
            }
        }
    }

    var rootMap: Int? { mode == .mappedRoot ? 0 : nil }

    /// Where programs lie on a file system of their own: the overlay of `/` has none of what is mounted in it.
    private var ownFileSystems: [String] {
        let places = ["/usr", "/opt", "/var", "/nix", "/srv", "/etc", "/gnu"]
        let types = ["btrfs", "ext2", "ext3", "ext4", "erofs", "f2fs", "overlay", "squashfs", "xfs", "zfs"]
        return host.mounts.filter { mount in
            types.contains(mount.type) && places.contains { mount.path.isAtOrBelow($0) } && !isReplaced(mount.path)
                && !HiddenPaths.emptied.contains { mount.path.isAtOrBelow($0) } && host.kind(mount.path) == .folder
        }.map(\.path)
    }

    // MARK: - Folders of its own

    func addHome(to specification: inout LaunchSpecification) {
        specification.empty("/home", mode: "755", .shared)
        specification.empty("/root", mode: "700", .shared)
        if host.home.isBelow("/home") || host.home.isBelow("/root") {
            specification.folder(host.home, mode: "700")
        } else if host.home != "/root" && host.home != "/home" && host.home != "/" {
            specification.empty(host.home, mode: "700", .shared)
        }
        for path in toolFolders { specification.overlay(path, at: path, idMap: rootMap, [.fallBack, .optional]) }
        for name in ToolFolders.secrets where host.exists("\(host.home)/\(name)") { specification.remove("\(host.home)/\(name)") }
    }

    func addPrivateFolders(to specification: inout LaunchSpecification) {
        specification.empty("/tmp", mode: "1777", .shared)
        specification.empty("/var/tmp", mode: "1777", .shared)
        specification.empty("/run", mode: "755", .shared)
        specification.folder("/run/lock", mode: "1777")
        specification.empty("/dev", mode: "755", [.shared, .noExecution])
        for name in ["null", "zero", "full", "random", "urandom", "tty"] { specification.device(name) }
        let links = [
            ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2"),
            ("ptmx", "pts/ptmx"),
        ]
        for (name, target) in links { specification.link("/dev/\(name)", to: target) }
        for name in ["pts", "mqueue"] { specification.folder("/dev/\(name)") }
        // In memory wherever the store is, and with a size of its own: programs that fill it must find room for their messages.
        specification.memory("/dev/shm", options: memoryOptions(bytes: policy.sharedBytes, mode: "1777"), [.shared, .noExecution])
    }

    // MARK: - Files of its own

    func addEtc(to specification: inout LaunchSpecification) {
        specification.file("/etc/hostname", "\(hostName)\n")
        // sudo looks its own host up, and waits for it.
        specification.file("/etc/hosts", "127.0.0.1 localhost \(hostName)\n::1 localhost ip6-localhost ip6-loopback\n\(hostsOfHost)")
        // Often a link into /run, where nothing of the host is.
        specification.file("/etc/resolv.conf", request.network == .host ? host.text("/etc/resolv.conf") ?? "" : "")
        guard mode != .ordinary else { return }
        let group = shadowGroup
        specification.file("/etc/shadow", mode: "640", group: group, locked("/etc/passwd", with: ":*:19000:0:99999:7:::"))
        specification.file("/etc/gshadow", mode: "640", group: group, locked("/etc/group", with: ":*::"))
        if mode == .mappedRoot && !["/usr/bin/sudo", "/usr/local/bin/sudo", "/bin/sudo"].contains(where: host.exists) {
            specification.program(at: "/usr/local/bin/sudo")
        }
    }

    /// The names that the host's own hosts file gives, but for its own.
    private var hostsOfHost: String {
        (host.text("/etc/hosts") ?? "").split(separator: "\n").filter { line in
            !line.hasPrefix("127.") && !line.hasPrefix("::1") && !line.hasPrefix("#")
        }.map { "\($0)\n" }.joined()
    }

    private var shadowGroup: UInt32 {
        for line in (host.text("/etc/group") ?? "").split(separator: "\n") where line.hasPrefix("shadow:") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, let group = UInt32(fields[2]) { return group }
        }
        return 0
    }

    /// An entry without a password for each of the file's: programs that look users up want them complete, and the host's hashes are secret.
    private func locked(_ path: String, with fields: String) -> String {
        (host.text(path) ?? "").split(separator: "\n").compactMap { line in
            line.firstIndex(of: ":").map { "\(line[..<$0])\(fields)\n" }
        }.joined()
    }

    // MARK: - The kernel's

    func addKernelFileSystems(to specification: inout LaunchSpecification) {
        specification.folder("/proc", mode: "555")
        specification.folder("/sys", mode: "555")
        if request.network == .none {
            specification.mountInside("sysfs", at: "/sys", [.readOnly, .noSetuid, .noDevices, .noExecution])
        } else {
            // A new one shows the network's devices, so it belongs to a network namespace of one's own.
            specification.bind("/sys", at: "/sys", idMap: nil, [.readOnly, .tree])
        }
        specification.mountInside("proc", at: "/proc", [.noSetuid, .noDevices, .noExecution])
        let terminals = "newinstance,ptmxmode=0666,mode=620" + (mode == .ordinary ? "" : ",gid=5")
        specification.mountInside("devpts", at: "/dev/pts", options: terminals, [.noSetuid, .noExecution])
        specification.mountInside("mqueue", at: "/dev/mqueue", [.noSetuid, .noDevices, .noExecution, .optional])
        for path in HiddenPaths.frozen { specification.freezeInside(path) }
        for path in HiddenPaths.masked { specification.maskInside(path) }
    }
}
