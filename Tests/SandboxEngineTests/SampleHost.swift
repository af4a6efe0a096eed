import Engines

@testable import SandboxEngine

extension HostFacts {
    /// A made-up host: root on 8 GiB, ext4, Linux 6.12, with these files (a folder's path ends in a slash).
    static func sample(
        user: UInt32 = 0, files: [String: String] = [:], memory: Int = 8 << 30, groups: ControlGroupFacts = .none(reason: "none")
    ) -> HostFacts {
        let standard = [
            "/usr/": "", "/etc/": "", "/root/": "", "/var/": "", "/etc/passwd": "root:x:0:0::/root:/bin/sh\nada:x:7:7::/home/ada:/bin/sh",
        ]
        let all = standard.merging(files) { $1 }
        let facts = FileFacts(
            kind: { path in all["\(path)/"] != nil ? .folder : all[path] != nil ? .file : nil },
            names: { folder in
                Set(all.keys.filter { $0.hasPrefix("/") && folder == "/" }.compactMap { $0.split(separator: "/").first.map(String.init) })
                    .sorted()
            },
            text: { all[$0] }, owner: { _ in Owner(user: user, group: user) }, freeBytes: { _ in 100 << 30 })
        return HostFacts(
            caller: Owner(user: user, group: user), home: user == 0 ? "/root" : "/home/ada",
            environment: ["PATH": "/root/.cargo/bin:/usr/bin:/run/secret", "https_proxy": "p", "AWS_SECRET": "s"], kernel: (6, 12),
            architecture: "X64", memory: memory, mounts: [MountPoint(path: "/", type: "ext4")], controlGroups: groups, files: facts)
    }
}
