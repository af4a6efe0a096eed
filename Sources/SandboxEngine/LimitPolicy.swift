package import Engines

/// Which limits a sandbox gets when the request names none, and what follows from them.
///
/// A job that nobody limited must still not take the host down: a fork bomb meets `processes`, a memory hog nine tenths of the memory.
package struct LimitPolicy: Sendable, Hashable {
    /// Processes and threads of one sandbox: a parallel build needs hundreds, the kernel's table has 32768 at least.
    package static let processes = 4096
    /// Below this, a job's root on half of the memory would not hold a compiler: it goes to disk instead.
    package static let smallestStoreInMemory = 2 << 30

    /// Bytes; always set.
    package var memory: Int
    package var processes: Int
    package var cpus: Double?
    /// Bytes that files outside of the mounts may take in memory: half of it, or writing files would end in a kill for lack of memory.
    package var storeBytes: Int { memory / 2 }

    package init(_ limits: ResourceLimits, host: HostFacts) {
        let most = host.memory / 10 * 9
        memory = max(min(limits.memory ?? most, most), 16 << 20)
        processes = max(limits.processes ?? Self.processes, 8)
        cpus = limits.cpus
    }

    /// How much of a shared disk a job must leave free: 1 GiB, or a twentieth of what is free now where that is less.
    package static func reserve(free: UInt64) -> UInt64 {
        min(1 << 30, free / 20)
    }
}
