package import Engines

/// Which limits a sandbox gets when the request names none, and what follows from them.
///
/// A job that nobody limited must still not take the host down: a fork bomb meets `processes`, a memory hog nine tenths of the memory.
package struct LimitPolicy: Sendable, Hashable {
    /// Processes and threads of one sandbox: a parallel build needs hundreds, the kernel's table has 32768 at least.
    package static let processes = 4096
    /// Bytes; always set.
    package var memory: Int
    package var processes: Int
    package var cpus: Double?
    /// Bytes that files outside of the mounts may take in memory: at most half of it, or writing files would end in a kill for lack of
    /// memory; and a quarter of the machine's.
    package var storeBytes: Int
    /// Bytes of /dev/shm, beside the store.
    package var sharedBytes: Int { storeBytes / 4 }
    /// Bytes that each of the request's mounts in memory may have, beside the store: the command files in it must have room when a job has
    /// filled all else.
    package var mountBytes: Int { min(max(memory / 16, 1 << 20), 256 << 20) }

    package init(_ limits: ResourceLimits, host: HostFacts) {
        let most = host.memory / 10 * 9
        memory = max(min(limits.memory ?? most, most), 16 << 20)
        // With little memory few processes: a bomb of thousands would spend the sandbox's time on being killed one by one.
        processes = max(limits.processes ?? min(Self.processes, max(memory >> 19, 64)), 8)
        cpus = limits.cpus
        storeBytes = min(memory / 2, host.memory / 4)
    }

    /// How much the stores of all sandboxes of a runner may hold together in memory: what doesn't fit goes to disk.
    package static func memoryForStores(of host: HostFacts) -> Int {
        host.memory / 2
    }

    /// How many files a file system in memory of so many bytes may have: each takes a kilobyte of the kernel's, which no size counts.
    package static func files(in bytes: Int) -> Int {
        max(bytes / 4096, 4096)
    }

    /// How much of a shared disk a job must leave free: 1 GiB, or a twentieth of what is free now where that is less.
    package static func reserve(free: UInt64) -> UInt64 {
        min(1 << 30, free / 20)
    }
}
