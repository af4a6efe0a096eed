/// What `runner-init launch` is told, record by record; it does what they say and decides nothing itself.
///
/// On the wire every word is followed by a NUL: the verb, then its fields. Launcher/Specification.swift reads them.
package struct LaunchSpecification: Sendable, Hashable {
    package private(set) var records: [[String]] = []

    /// How a mount shall be.
    package struct Flags: OptionSet, Sendable, Hashable {
        package let rawValue: Int

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }

        package static let readOnly = Flags(rawValue: 1)
        package static let noSetuid = Flags(rawValue: 2)
        package static let noDevices = Flags(rawValue: 4)
        package static let noExecution = Flags(rawValue: 8)
        /// With the mounts below it.
        package static let tree = Flags(rawValue: 16)
        /// What is missing or refused is left out.
        package static let optional = Flags(rawValue: 32)
        /// Where it can't be overlaid, or its owners not be mapped, the source itself serves, read-only.
        package static let fallBack = Flags(rawValue: 64)

        static let shared: Flags = [.noSetuid, .noDevices]

        var letters: String {
            let all: [(Flags, String)] = [
                (.readOnly, "r"), (.noSetuid, "s"), (.noDevices, "d"), (.noExecution, "x"), (.tree, "t"), (.optional, "o"),
                (.fallBack, "f"),
            ]
            return all.map { contains($0.0) ? $0.1 : "" }.joined()
        }
    }

    /// The records as bytes; words lose what follows a NUL in them.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        for record in records {
            for word in record {
                bytes.append(contentsOf: word.utf8.prefix { $0 != 0 })
                bytes.append(0)
            }
        }
        return bytes
    }

    private mutating func add(_ words: String...) {
        records.append(words)
    }

    // MARK: - Who and where

    mutating func hostName(_ name: String) { add("host", name) }

    /// The namespaces of the first process, bits of clone(2), but for the user namespace.
    mutating func namespaces(_ bits: UInt32) { add("namespaces", String(bits)) }

    /// The launcher itself enters a user namespace first: the ordinary user's way.
    mutating func ownUserNamespace(users: String, groups: String) { add("own-user-namespace", users, groups) }

    /// The first process gets a user namespace, whose map the launcher writes: root's way.
    mutating func childUserNamespace(users: String, groups: String) { add("child-user-namespace", users, groups) }

    /// The ids, outside, of the sandbox's root.
    mutating func owner(user: UInt32, group: UInt32) { add("owner", String(user), String(group)) }

    /// A map for mounts, which they name by its number, counted from 0.
    mutating func idMap(users: String, groups: String) { add("id-map", users, groups) }

    // MARK: - Limits

    /// Makes a control group, which is removed in the end.
    mutating func controlGroup(_ path: String) { add("control-group", path) }

    /// Writes a value that must be taken.
    mutating func limit(_ path: String, _ value: String) { add("limit", path, value) }

    /// Writes a value that may be refused.
    mutating func wish(_ path: String, _ value: String) { add("wish", path, value) }

    /// The first process puts itself into a group of version 1 by this file, `tasks`.
    mutating func enter(_ path: String) { add("enter", path) }

    /// The first process is born in this group of version 2, or its number goes into `processes`.
    mutating func join(_ folder: String, processes: String) { add("join", folder, processes) }

    /// A limit of setrlimit(2), for each process.
    mutating func resourceLimit(_ kind: Int32, _ value: UInt64) { add("resource-limit", String(kind), String(value)) }

    /// Ends the sandbox when the file system of `folder` has fewer than so many bytes left.
    mutating func watch(_ folder: String, reserve: UInt64) { add("watch", folder, String(reserve)) }

    mutating func capabilities(_ mask: UInt64) { add("capabilities", String(mask)) }

    // MARK: - The tree, in order

    mutating func store(_ store: Store) {
        switch store {
        case .memory(let bytes): add("store-in-memory", String(bytes), String(LimitPolicy.files(in: bytes)))
        case .folder(let path): add("store-in-folder", path)
        }
    }

    /// Where what the sandbox writes outside of its mounts lands.
    package enum Store: Sendable, Hashable {
        /// In memory, so many bytes at the most.
        case memory(Int)
        /// In a folder of the host, which the launcher empties in the end.
        case folder(String)
    }

    /// The host's folder with what is written to it set apart, to be thrown away.
    mutating func overlay(_ source: String, at target: String, idMap: Int?, _ flags: Flags = []) {
        add("overlay", source, target, idMap.map { String($0) } ?? "-", flags.letters)
    }

    mutating func bind(_ source: String, at target: String, idMap: Int?, _ flags: Flags) {
        add("bind", source, target, idMap.map { String($0) } ?? "-", flags.letters)
    }

    /// An empty folder of the store; `mode` in octal.
    mutating func empty(_ target: String, mode: String, _ flags: Flags) { add("empty", target, mode, flags.letters) }

    /// An empty folder in memory with a size of its own; `options` are those of tmpfs.
    mutating func memory(_ target: String, options: String, _ flags: Flags) { add("memory", target, options, flags.letters) }

    mutating func folder(_ path: String, mode: String = "755") { add("folder", path, mode) }

    mutating func file(_ path: String, mode: String = "644", group: UInt32 = 0, _ contents: String) {
        add("file", path, mode, String(group), contents)
    }

    mutating func link(_ path: String, to target: String) { add("link", path, target) }

    /// Takes a file of the host out of sight.
    mutating func remove(_ path: String) { add("remove", path) }

    mutating func device(_ name: String) { add("device", name) }

    /// runner-init itself, for one of its roles.
    mutating func program(at path: String) { add("program", path) }

    // MARK: - By the first process, inside its namespaces

    mutating func mountInside(_ type: String, at path: String, options: String = "", _ flags: Flags) {
        add("mount-inside", type, path, options, flags.letters)
    }

    mutating func maskInside(_ path: String) { add("mask-inside", path) }

    mutating func freezeInside(_ path: String) { add("freeze-inside", path) }

    /// The first process's command; `runner-init` as the first word means this very program.
    mutating func command(_ words: [String]) {
        for word in words { add("argument", word) }
    }
}
