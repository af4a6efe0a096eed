/// What a sandbox's layout depends on: who runs it, and what this host has.
package struct HostFacts: Sendable {
    /// What stands at a path of the host.
    package enum Kind: Sendable, Hashable {
        case folder, file, other
        /// A symbolic link, and what it says.
        case link(String)
    }

    /// A mount of the host: where, and of which file system type.
    package struct MountPoint: Sendable, Hashable {
        package var path: String
        package var type: String

        package init(path: String, type: String) {
            self.path = path
            self.type = type
        }
    }

    /// Whose a folder is: ids on the host.
    package struct Owner: Sendable, Hashable {
        package var user: UInt32
        package var group: UInt32

        package init(user: UInt32, group: UInt32) {
            self.user = user
            self.group = group
        }
    }

    /// The ids that the runner runs with.
    package var caller: Owner
    /// The home folder of the runner's user, absolute.
    package var home: String
    /// The runner's own environment.
    package var environment: [String: String]
    /// Major and minor version.
    package var kernel: (Int, Int)
    /// `X64`, `ARM64`.
    package var architecture: String
    /// Bytes of memory that the runner may use: the machine's, or what a limit around it leaves.
    package var memory: Int
    package var mounts: [MountPoint]
    package var controlGroups: ControlGroupFacts
    /// What a sandbox made by root must hide.
    package var privatePaths = PrivatePaths()
    /// What stands at a path, without following a link at its end; nil for nothing.
    package var kind: @Sendable (String) -> Kind?
    /// The names in a folder, sorted; none where it can't be read.
    package var names: @Sendable (String) -> [String]
    /// A small text file's contents.
    package var text: @Sendable (String) -> String?
    package var owner: @Sendable (String) -> Owner?
    /// Bytes free to ordinary users in the file system of a folder.
    package var freeBytes: @Sendable (String) -> UInt64?

    package init(
        caller: Owner, home: String, environment: [String: String], kernel: (Int, Int), architecture: String, memory: Int,
        mounts: [MountPoint], controlGroups: ControlGroupFacts, files: FileFacts
    ) {
        self.caller = caller
        self.home = home
        self.environment = environment
        self.kernel = kernel
        self.architecture = architecture
        self.memory = memory
        self.mounts = mounts
        self.controlGroups = controlGroups
        kind = files.kind
        names = files.names
        text = files.text
        owner = files.owner
        freeBytes = files.freeBytes
    }

    var isRoot: Bool { caller.user == 0 }

    /// Whether something stands at the path, links followed as far as one step tells.
    func exists(_ path: String) -> Bool {
        kind(path) != nil
    }

    /// The type of the file system that a path lies in.
    func fileSystem(of path: String) -> String? {
        mounts.filter { path == $0.path || path.isBelow($0.path) }.max { $0.path.utf8.count < $1.path.utf8.count }?.type
    }
}

/// How the host's files are looked at; a test gives its own.
package struct FileFacts: Sendable {
    package var kind: @Sendable (String) -> HostFacts.Kind?
    package var names: @Sendable (String) -> [String]
    package var text: @Sendable (String) -> String?
    package var owner: @Sendable (String) -> HostFacts.Owner?
    package var freeBytes: @Sendable (String) -> UInt64?

    package init(
        kind: @escaping @Sendable (String) -> HostFacts.Kind?, names: @escaping @Sendable (String) -> [String],
        text: @escaping @Sendable (String) -> String?, owner: @escaping @Sendable (String) -> HostFacts.Owner?,
        freeBytes: @escaping @Sendable (String) -> UInt64?
    ) {
        self.kind = kind
        self.names = names
        self.text = text
        self.owner = owner
        self.freeBytes = freeBytes
    }
}

extension String {
    /// Whether this path lies below the folder.
    func isBelow(_ folder: String) -> Bool {
        folder == "/" ? self != "/" && hasPrefix("/") : hasPrefix(folder + "/")
    }

    /// Whether this path is the folder or lies below it.
    func isAtOrBelow(_ folder: String) -> Bool {
        self == folder || isBelow(folder)
    }
}
