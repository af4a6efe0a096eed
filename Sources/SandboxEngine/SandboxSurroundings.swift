package import Engines

extension SandboxLayout {
    /// What processes find inside: few variables, none of the caller's secrets among them.
    package var surroundings: Surroundings {
        var environment = [
            "HOME": host.home, "LANG": "C.UTF-8", "PATH": searchPath, "USER": userName, "LOGNAME": userName,
            // No terminal, nobody to ask: as on GitHub's machines.
            "DEBIAN_FRONTEND": "noninteractive",
        ]
        for name in ["http_proxy", "https_proxy", "no_proxy", "all_proxy", "ftp_proxy"] {
            for spelling in [name, name.uppercased()] {
                if let value = host.environment[spelling] { environment[spelling] = value }
            }
        }
        for name in ToolFolders.variables {
            if let value = host.environment[name], isVisible(value) { environment[name] = value }
        }
        return Surroundings(environment: environment, architecture: host.architecture)
    }

    /// The caller's PATH, as far as its folders are there inside, then the usual ones.
    private var searchPath: String {
        let usual = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        var folders: [String] = []
        for folder in (host.environment["PATH"] ?? "").split(separator: ":").map(String.init) + usual {
            let isThere = usual.contains(folder) || isVisible(folder)
            if isThere && !folders.contains(folder) { folders.append(folder) }
        }
        return folders.joined(separator: ":")
    }

    /// Whether a path of the host is the same inside.
    private func isVisible(_ path: String) -> Bool {
        guard path.hasPrefix("/"), host.exists(path) else { return false }
        if toolFolders.contains(where: { path.isAtOrBelow($0) }) { return true }
        return !isReplaced(path) && !HiddenPaths.emptied.contains { path.isAtOrBelow($0) } && !path.isAtOrBelow(request.scratch)
    }

    private var userName: String {
        guard mode == .ordinary else { return "root" }
        return PasswordFile.entry(of: host.caller.user, in: host.text("/etc/passwd") ?? "")?.name ?? String(host.caller.user)
    }
}

/// The user table, read without NSS: a static program has none, and a user of a directory service counts as unknown.
enum PasswordFile {
    static func entry(of user: UInt32, in text: String) -> (name: String, home: String)? {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count >= 7, UInt32(fields[2]) == user { return (String(fields[0]), String(fields[5])) }
        }
        return nil
    }
}
