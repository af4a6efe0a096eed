extension RepositoryIdentity {
    /// The repository that a git remote's URL names: the last two parts of its path, on the server of its host.
    ///
    /// Understands `https://host/owner/name.git`, `ssh://git@host:22/owner/name`, `git@host:owner/name.git`, and folders, which are on
    /// no server of their own and so count as GitHub's.
    ///
    /// - Returns: Nothing where the URL has no two parts.
    package init?(remoteURL url: String, defaultBranch: String) {
        var rest = url[...]
        var host = ""
        if let scheme = rest.firstRange(of: "://") {
            let isFile = rest[..<scheme.lowerBound] == "file"
            rest = rest[scheme.upperBound...]
            if !isFile {
                host = String(rest.prefix { $0 != "/" })
                rest = rest.drop { $0 != "/" }
            }
        } else if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
            // scp's form
            host = String(rest[..<colon])
            rest = rest[rest.index(after: colon)...]
        }
        var parts = rest.split(separator: "/").map(String.init)
        guard parts.count >= 2, var name = parts.popLast(), let owner = parts.last, ![".", ".."].contains(owner) else { return nil }
        if name.hasSuffix(".git"), name != ".git" { name = String(name.dropLast(4)) }
        if let at = host.lastIndex(of: "@") { host = String(host[host.index(after: at)...]) }
        // A port of ssh says nothing of the web server's.
        let isWeb = url.hasPrefix("http://") || url.hasPrefix("https://")
        if !isWeb, let colon = host.lastIndex(of: ":") { host = String(host[..<colon]) }
        let scheme = url.hasPrefix("http://") ? "http" : "https"
        self.init(
            fullName: "\(owner)/\(name)", serverURL: host.isEmpty ? "https://github.com" : "\(scheme)://\(host)",
            defaultBranch: defaultBranch)
    }
}
