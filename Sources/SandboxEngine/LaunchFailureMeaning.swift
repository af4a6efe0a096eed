import Engines
import Glibc
import LinuxSystem

extension Launch.Failure {
    /// Whether the same sandbox may be possible without a user namespace.
    var isLackOfMapping: Bool {
        operation == "map the owners of files" || operation == "make a user namespace"
            || (operation == "make the sandbox's namespaces" && errno != ENOSYS)
    }

    /// What went wrong, and how to mend it, in the user's words.
    func requirement(host: HostFacts) -> MissingRequirement {
        MissingRequirement(problem: "can't \(operation)\(about)\(cause)", remedy: remedy(host))
    }

    private var about: String {
        detail.isEmpty ? "" : " \"\(detail)\""
    }

    private var cause: String {
        errno == 0 ? "" : " (\(SystemError.text(of: errno)))"
    }

    private func remedy(_ host: HostFacts) -> String {
        let otherwise = "or use --engine host, which isolates nothing"
        switch (operation, errno) {
        case ("make a user namespace", ENOSPC):
            return "run `sysctl -w user.max_user_namespaces=15000`, \(otherwise)"
        case ("make a user namespace", _), ("map users", EPERM):
            if host.text("/proc/sys/kernel/unprivileged_userns_clone")?.hasPrefix("0") == true {
                return "user namespaces are disabled: run `sysctl -w kernel.unprivileged_userns_clone=1`, \(otherwise)"
            }
            return restriction(host) ?? "run the runner as root, \(otherwise)"
        case ("make the sandbox's namespaces", ENOSYS):
            return
                "inside a container, start it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined --cap-add SYS_ADMIN`, \(otherwise)"
        case (_, EPERM), (_, EACCES):
            let inside = "inside a container or another sandbox, namespaces are refused: \(otherwise.dropFirst(3))"
            return host.isRoot ? inside : restriction(host) ?? inside
        case (_, ENOSPC), (_, EDQUOT): return "make room: a disk, the memory, or the table of mounts is full"
        case ("set a limit", _), ("make a control group", _), ("enter a control group", _):
            return "see which control groups the runner may use with `runner doctor`"
        default: return "`runner doctor` says what this host lacks; \(otherwise.dropFirst(3))"
        }
    }

    /// Ubuntu 24.04 lets an unknown program make a user namespace, and then do nothing in it.
    private func restriction(_ host: HostFacts) -> String? {
        guard host.text("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")?.hasPrefix("1") == true else { return nil }
        return
            "run `sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`, run the runner as root, or use --engine host, which isolates nothing"
    }
}
