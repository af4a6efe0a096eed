/// Where this process can make control groups with limits.
package enum ControlGroupFacts: Sendable, Hashable {
    /// Version 1: a folder for each controller, `memory`, `pids`, `cpu`, as far as it is there.
    case version1([String: String])
    /// Version 2: one folder, and the controllers that groups in it have.
    case version2(folder: String, controllers: Set<String>)
    /// Nowhere, and why.
    case none(reason: String)

    /// The records that make the groups of one sandbox, named `name`.
    func apply(_ policy: LimitPolicy, name: String, to specification: inout LaunchSpecification) {
        switch self {
        case .version1(let folders):
            // Every group costs its making, entering and removing: none that limits nothing.
            for controller in folders.keys.sorted() where controller != "cpu" || policy.cpus != nil {
                guard let folder = folders[controller] else { continue }
                let group = "\(folder)/\(name)"
                specification.controlGroup(group)
                switch controller {
                case "memory":
                    specification.limit("\(group)/memory.limit_in_bytes", String(policy.memory))
                case "pids":
                    specification.limit("\(group)/pids.max", String(policy.processes))
                default:
                    if let cpus = policy.cpus { specification.limit("\(group)/cpu.cfs_quota_us", Self.quota(cpus)) }
                }
                specification.enter("\(group)/tasks")
            }
        case .version2(let folder, let controllers):
            let group = "\(folder)/\(name)"
            specification.controlGroup(group)
            if controllers.contains("memory") {
                specification.limit("\(group)/memory.max", String(policy.memory))
                // Thrashing for minutes is worse than an end with a reason.
                specification.wish("\(group)/memory.swap.max", "0")
            }
            if controllers.contains("pids") { specification.limit("\(group)/pids.max", String(policy.processes)) }
            if controllers.contains("cpu"), let cpus = policy.cpus { specification.limit("\(group)/cpu.max", "\(Self.quota(cpus)) 100000") }
            specification.join(group, processes: "\(group)/cgroup.procs")
        case .none: break
        }
    }

    /// Where the kernel counts the processes of a group that it killed for lack of memory, in a line `oom_kill N`.
    func memoryEvents(name: String) -> String? {
        switch self {
        case .version1(let folders): folders["memory"].map { "\($0)/\(name)/memory.oom_control" }
        case .version2(let folder, let controllers): controllers.contains("memory") ? "\(folder)/\(name)/memory.events" : nil
        case .none: nil
        }
    }

    /// The controllers that limits can be set with.
    package var controllers: Set<String> {
        switch self {
        case .version1(let folders): Set(folders.keys)
        case .version2(_, let controllers): controllers
        case .none: []
        }
    }

    /// All folders that groups are made in.
    var folders: [String] {
        switch self {
        case .version1(let folders): folders.values.sorted()
        case .version2(let folder, _): [folder]
        case .none: []
        }
    }

    /// Microseconds of processor time per 100 ms; at least the kernel's smallest, 1 ms.
    private static func quota(_ cpus: Double) -> String {
        String(max(1000, Int(min(cpus, 100_000) * 100_000)))
    }
}
