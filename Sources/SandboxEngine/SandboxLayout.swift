package import Engines

/// Decides what a sandbox is made of: request and host in, specification out. Touches nothing.
package struct SandboxLayout {
    /// How much the kernel lets us do.
    package enum Mode: Sendable, Hashable, CaseIterable {
        /// As root: a user namespace whose root is nobody outside, the host's files mapped to it.
        case mappedRoot
        /// As root where the kernel can't map the owners of files (before 5.19, or inside a container): no user namespace.
        case plainRoot
        /// As an ordinary user, who stays that user inside.
        case ordinary
    }

    /// The ids outside that the sandbox's 0…65535 stand for: beyond those that anyone is given, below 2^31.
    static let firstID: UInt32 = 0x6F00_0000
    static let idCount: UInt32 = 65536
    /// Docker's: chown, dac_override, fowner, fsetid, kill, setgid, setuid, setpcap, net_bind_service, net_raw, sys_chroot, mknod, audit_write,
    /// setfcap.
    static let capabilities: UInt64 = 0xA804_25FB

    let request: SandboxRequest
    let host: HostFacts
    let mode: Mode
    let policy: LimitPolicy
    /// The owners of mounted folders, each with a map of its own from 1 on; 0 is the map of the host's root.
    let owners: [HostFacts.Owner]
    /// The folders of tools in the home folder, without those inside of another; a link to a folder counts with what it leads to.
    let toolFolders: [String]

    /// Bytes of memory that the stores of other sandboxes have left.
    let room: Int

    package init(_ request: SandboxRequest, host: HostFacts, mode: Mode, room: Int = .max) {
        self.request = request
        self.host = host
        self.mode = mode
        self.room = room
        policy = LimitPolicy(request.limits, host: host)
        var owners: [HostFacts.Owner] = []
        if mode == .mappedRoot {
            for path in request.mounts.compactMap(\.folder) + request.exposedPaths {
                if let owner = host.owner(path), !owners.contains(owner) { owners.append(owner) }
            }
        }
        self.owners = owners
        toolFolders = ToolFolders.names.map { "\(host.home)/\($0)" }.filter { host.kind($0) == .folder }
    }

    /// All that the launcher has to do.
    ///
    /// - Parameters:
    ///   - group: The name of the sandbox's control groups.
    ///   - command: The first process, which finds its channel as descriptor 0.
    package func specification(group: String, command: [String] = ["runner-init", "init", "0", "0"]) -> LaunchSpecification {
        var specification = LaunchSpecification()
        addIdentity(to: &specification)
        addLimits(to: &specification, group: group)
        specification.store(store)
        addHostRoot(to: &specification)
        addPrivateFolders(to: &specification)
        // After them: it may lie in one.
        addHome(to: &specification)
        addEtc(to: &specification)
        addMounts(to: &specification)
        addKernelFileSystems(to: &specification)
        specification.command(command)
        return specification
    }

    /// Where the sandbox's writes outside of its mounts go.
    var store: LaunchSpecification.Store {
        // Before 6.6, a file system in memory can't hold the attributes that an ordinary user's overlay needs.
        let memoryServes = mode != .ordinary || host.kernel >= (6, 6)
        let diskServes = ["btrfs", "ext2", "ext3", "ext4", "f2fs", "xfs"].contains(host.fileSystem(of: request.scratch) ?? "")
        if diskServes && (!memoryServes || policy.storeBytes > room) { return .folder(request.scratch) }
        return .memory(max(min(policy.storeBytes, room), 4 << 20))
    }

    /// Bytes of memory that files outside of the request's mounts may take.
    var bytesInMemory: Int {
        if case .memory(let bytes) = store { bytes + policy.sharedBytes } else { policy.sharedBytes }
    }

    /// The options of a file system in memory.
    func memoryOptions(bytes: Int, mode permissions: String) -> String {
        let owner = ownerOutside
        let files = LimitPolicy.files(in: bytes)
        return "mode=\(permissions),uid=\(owner.user),gid=\(owner.group),size=\(bytes),nr_inodes=\(files)"
    }

    /// The ids that the sandbox's root has outside.
    private var ownerOutside: HostFacts.Owner {
        switch mode {
        case .mappedRoot: HostFacts.Owner(user: Self.firstID, group: Self.firstID)
        case .plainRoot: HostFacts.Owner(user: 0, group: 0)
        case .ordinary: host.caller
        }
    }

    // MARK: - Who

    private func addIdentity(to specification: inout LaunchSpecification) {
        specification.hostName(hostName)
        var namespaces = Namespaces.all
        if request.network == .none { namespaces |= Namespaces.network }
        specification.namespaces(namespaces)
        specification.owner(user: ownerOutside.user, group: ownerOutside.group)
        switch mode {
        case .mappedRoot:
            let map = "0 \(Self.firstID) \(Self.idCount)"
            specification.childUserNamespace(users: map, groups: map)
            specification.idMap(users: map, groups: map)
            for owner in owners { specification.idMap(users: Self.map(of: owner.user), groups: Self.map(of: owner.group)) }
            specification.capabilities(Self.capabilities)
        case .plainRoot:
            specification.capabilities(Self.capabilities)
        case .ordinary:
            let (user, group) = (host.caller.user, host.caller.group)
            specification.ownUserNamespace(users: "\(user) \(user) 1", groups: "\(group) \(group) 1")
            specification.capabilities(0)
        }
    }

    /// A folder's owner is root inside; other users of the sandbox keep ids that nobody has outside.
    private static func map(of id: UInt32) -> String {
        "\(id) \(firstID) 1\n\(firstID + 1) \(firstID + 1) \(idCount - 1)"
    }

    /// `run 12, job test` -> `run-12-job-test`.
    var hostName: String {
        var name = ""
        for character in request.name.lowercased() {
            let isWord = character.isASCII && (character.isLetter || character.isNumber)
            if isWord { name.append(character) } else if !name.isEmpty && name.last != "-" { name.append("-") }
        }
        name = String(name.prefix(60))
        while name.last == "-" { name.removeLast() }
        return name.isEmpty ? "sandbox" : name
    }

    private func addLimits(to specification: inout LaunchSpecification, group: String) {
        host.controlGroups.apply(policy, name: group, to: &specification)
        if !host.controlGroups.controllers.contains("pids") {
            // Counted for each user namespace since Linux 5.14.
            specification.resourceLimit(ResourceKind.processes, UInt64(policy.processes))
        }
        if request.limits.memory != nil && !host.controlGroups.controllers.contains("memory") {
            // For each process only, but better than nothing: what was asked for can't be kept otherwise.
            specification.resourceLimit(ResourceKind.data, UInt64(policy.memory))
        }
        var watched = request.mounts.compactMap { $0.isReadOnly ? nil : $0.folder }
        if case .folder(let path) = store { watched.append(path) }
        for path in watched {
            if let free = host.freeBytes(path) { specification.watch(path, reserve: LimitPolicy.reserve(free: free)) }
        }
    }

    // MARK: - Mounts of the request

    private func addMounts(to specification: inout LaunchSpecification) {
        if case .folder = store, !isReplaced(request.scratch), request.scratch.hasPrefix("/") {
            specification.empty(request.scratch, mode: "700", .shared)
        }
        for path in request.exposedPaths where host.exists(path) {
            specification.bind(path, at: path, idMap: idMap(of: path), [.readOnly, .noSetuid, .noDevices, .optional])
        }
        for mount in request.mounts {
            switch mount.source {
            case .memory:
                specification.memory(mount.target, options: memoryOptions(bytes: policy.mountBytes, mode: "755"), .shared)
            case .folder(let path):
                specification.bind(path, at: mount.target, idMap: idMap(of: path), mount.isReadOnly ? [.shared, .readOnly] : .shared)
            }
        }
    }

    private func idMap(of path: String) -> Int? {
        guard mode == .mappedRoot, let owner = host.owner(path) else { return nil }
        return owners.firstIndex(of: owner).map { $0 + 1 }
    }

    /// Whether a path of the host is hidden by a folder of the sandbox's own.
    func isReplaced(_ path: String) -> Bool {
        (HiddenPaths.replaced + [host.home]).contains { path.isAtOrBelow($0) }
    }
}

extension Mount {
    /// The host's folder, if it is one.
    var folder: String? {
        if case .folder(let path) = source { path } else { nil }
    }
}
