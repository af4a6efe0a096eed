import Glibc
import LinuxSystem

/// Finds out where control groups with limits can be made, and makes ready what version 2 demands.
struct ControlGroupProbe {
    private static let controllers = ["cpu", "memory", "pids"]
    let isRoot: Bool

    func facts(mountInfo: String, membership: String) -> ControlGroupFacts {
        let table = MountTable(mountInfo)
        var own: [String: String] = [:]
        var unified: String?
        for line in membership.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            if fields[0] == "0" { unified = String(fields[2]) }
            for controller in fields[1].split(separator: ",") { own[String(controller)] = String(fields[2]) }
        }
        var folders: [String: String] = [:]
        for controller in Self.controllers {
            guard let path = own[controller] else { continue }
            let folder = table.folder(of: path) { $0.type == "cgroup" && $0.options.contains(Substring(controller)) }
            if let folder, canWrite(folder) { folders[controller] = folder }
        }
        if !folders.isEmpty { return .version1(folders) }
        guard let unified, let folder = table.folder(of: unified, { $0.type == "cgroup2" }) else {
            return .none(reason: "no control groups are mounted")
        }
        return version2(folder, root: table.entries.first { $0.type == "cgroup2" }?.path ?? folder)
    }

    private func canWrite(_ path: String) -> Bool {
        access(path, W_OK) == 0
    }

    private func version2(_ own: String, root: String) -> ControlGroupFacts {
        // A second look, or a runner started by one: the step down has been made.
        if own.hasSuffix("/runner-itself") {
            let above = String(own.dropLast("/runner-itself".count))
            let controllers = enable(in: above)
            if canWrite("\(above)/cgroup.procs") && !controllers.isEmpty { return .version2(folder: above, controllers: controllers) }
        }
        // Only the root of all has no type; it may hold processes and limited groups at once.
        let isHierarchyRoot = access("\(own)/cgroup.type", F_OK) != 0
        if !isHierarchyRoot && canWrite("\(own)/cgroup.subtree_control") && isAlone(in: own) {
            // Groups with limits can't be made beside processes: step down into one without.
            let supervisor = "\(own)/runner-itself"
            _ = mkdir(supervisor, 0o755)
            if put(String(getpid()), into: "\(supervisor)/cgroup.procs") {
                let controllers = enable(in: own)
                if !controllers.isEmpty { return .version2(folder: own, controllers: controllers) }
            }
        }
        guard isRoot else { return .none(reason: "the control group \(own) is not this user's") }
        let ours = "\(root)/runner"
        _ = enable(in: root)
        guard mkdir(ours, 0o755) == 0 || errno == EEXIST else { return .none(reason: "the control groups at \(root) are read-only") }
        let controllers = enable(in: ours)
        guard !controllers.isEmpty else { return .none(reason: "the control groups at \(root) have no controllers to hand on") }
        return .version2(folder: ours, controllers: controllers)
    }

    private func isAlone(in folder: String) -> Bool {
        guard let text = try? readText("\(folder)/cgroup.procs", limit: 4096) else { return false }
        return text.split(separator: "\n").allSatisfy { $0 == "\(getpid())" }
    }

    /// Lets the groups in `folder` have the controllers; returns those that they have.
    private func enable(in folder: String) -> Set<String> {
        let file = "\(folder)/cgroup.subtree_control"
        let before = words(file)
        for controller in Self.controllers where !before.contains(controller) { _ = put("+\(controller)", into: file) }
        return words(file).intersection(Self.controllers)
    }

    private func words(_ file: String) -> Set<String> {
        Set(((try? readText(file, limit: 4096)) ?? "").split { $0 == " " || $0 == "\n" }.map(String.init))
    }

    private func put(_ value: String, into file: String) -> Bool {
        guard let descriptor = try? FileDescriptor.open(file, O_WRONLY) else { return false }
        return (try? descriptor.write(Array(value.utf8))) != nil
    }
}
