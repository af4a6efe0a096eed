import CLinux

/// The mounts that the new root is put together from, as detached copies, opened before anything is hidden.
struct Sources {
    /// By the record's index; -1 where it has none.
    let descriptors: [Int32]

    /// Opens the source of every record that has one.
    ///
    /// - Parameters:
    ///   - program: This program, open.
    ///   - wholeTrees: Copy the mounts below a source too. A user namespace of one's own demands it: what lies under a mount must not
    ///     come to light.
    init(_ specification: Specification, program: Int32, idMaps: [Int32], wholeTrees: Bool) throws(LaunchFailure) {
        var descriptors: [Int32] = []
        for record in specification.records {
            switch record.verb {
            case .bind, .overlay:
                descriptors.append(try Self.open(record, idMaps, wholeTrees))
            case .program:
                // Bound once; the first process executes it from where it was opened.
                descriptors.append(program)
            default: descriptors.append(-1)
            }
        }
        self.descriptors = descriptors
    }

    private static func open(_ record: Record, _ idMaps: [Int32], _ wholeTrees: Bool) throws(LaunchFailure) -> Int32 {
        let flags = MountFlags(record.fourth)
        let isTree = wholeTrees || flags.has("t")
        let descriptor = linux_clone_mount(AT_FDCWD, record.first, isTree ? 1 : 0)
        if descriptor < 0 {
            if flags.has("o") { return -1 }
            throw LaunchFailure("open a folder for the sandbox", detail: record.first)
        }
        var map: Int32 = -1
        if record.third.pointee != 45 /* - */ {
            let index = Int(number(record.third))
            guard index < idMaps.count else { throw LaunchFailure("understand the specification", error: EINVAL) }
            map = idMaps[index]
        }
        let attributes = record.verb == .overlay ? 0 : flags.attributes
        guard attributes != 0 || map >= 0 else { return descriptor }
        guard linux_change_mount(descriptor, attributes, map, isTree ? 1 : 0) == 0 else {
            // Then its files are nobody's: to be read where everyone may.
            if flags.has("f") || flags.has("o"), linux_change_mount(descriptor, attributes, -1, isTree ? 1 : 0) == 0 { return descriptor }
            throw LaunchFailure(map >= 0 ? "map the owners of files" : "change a mount", detail: record.first)
        }
        return descriptor
    }

    /// This program, read-only: what runs inside must not be able to write to it through /proc.
    static func openSelf() throws(LaunchFailure) -> Int32 {
        let descriptor = linux_clone_mount(AT_FDCWD, "/proc/self/exe", 0)
        guard descriptor >= 0, linux_change_mount(descriptor, UInt64(MOUNT_READ_ONLY | MOUNT_NO_SETUID), -1, 0) == 0 else {
            throw LaunchFailure("open runner-init")
        }
        return descriptor
    }
}
