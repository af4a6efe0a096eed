import LinuxSystem

/// Where a submodule is fetched from: a URL of a repository that nobody vouches for, so only what can't reach this machine's files or
/// programs.
enum SubmoduleAddress {
    struct Refusal: Error, Sendable, Hashable {
        var reason: String
    }

    /// - Parameters:
    ///   - url: As `.gitmodules` has it.
    ///   - origin: The URL that the containing repository came from, for relative ones.
    /// - Returns: A URL that git may be given.
    static func resolved(_ url: String, origin: String?) throws(Refusal) -> String {
        let isPlain = url.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
        guard isPlain, !url.isEmpty, !url.hasPrefix("-") else { throw Refusal(reason: "it is no URL") }
        if url.hasPrefix("./") || url.hasPrefix("../") {
            guard let origin else { throw Refusal(reason: "it is relative, and the repository has no remote \"origin\"") }
            return try relative(url, to: origin)
        }
        guard isRemote(url) else { throw Refusal(reason: "only https, http, ssh and git URLs, and relative ones, are fetched") }
        return withoutKeys(url)
    }

    /// A URL that leads to a server, by a protocol that runs no program of the URL's choice.
    private static func isRemote(_ url: String) -> Bool {
        let text = url.lowercased()
        for scheme in ["https://", "http://", "ssh://", "git://"] where text.hasPrefix(scheme) {
            let host = hostPart(url.dropFirst(scheme.count))
            return !host.isEmpty && !host.hasPrefix("-")
        }
        // user@host:path
        guard let colon = url.firstIndex(of: ":"), !url[colon...].hasPrefix("::") else { return false }
        let account = url[..<colon]
        let host = account.drop { $0 != "@" }.dropFirst()
        return account.contains("@") && !account.contains("/") && !host.isEmpty && !host.hasPrefix("-")
            && url.index(after: colon) < url.endIndex
    }

    private static func hostPart(_ rest: Substring) -> Substring {
        let authority = rest.prefix { $0 != "/" }
        return authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    }

    /// GitHub's public repositories need no ssh key; the action rewrites these URLs, too.
    private static func withoutKeys(_ url: String) -> String {
        for prefix in ["git@github.com:", "ssh://git@github.com/"] where url.hasPrefix(prefix) {
            return "https://github.com/" + url.dropFirst(prefix.count)
        }
        return url
    }

    /// As git does: each `../` takes a part off the origin's path.
    private static func relative(_ url: String, to origin: String) throws(Refusal) -> String {
        let base = origin.withoutTrailingSlashes[...]
        let isLocal = base.hasPrefix("/") || base.hasPrefix("file:///")
        guard isLocal || isRemote(String(base)) else {
            throw Refusal(reason: "it is relative to \"\(origin)\", from which nothing is fetched")
        }
        let root = rootLength(of: base)
        var path = base[base.index(base.startIndex, offsetBy: root)...].split(separator: "/").map(String.init)
        var climbed = 0
        for part in url.split(separator: "/") where part != "." {
            if part == ".." {
                guard !path.isEmpty else { throw Refusal(reason: "it climbs above the root of \"\(origin)\"") }
                path.removeLast()
                climbed += 1
            } else {
                path.append(String(part))
            }
        }
        // On this machine, what lies beside the origin may be meant, but not all that anybody put anywhere.
        if isLocal, climbed > 1 { throw Refusal(reason: "it leads to a folder that is not beside \"\(origin)\"") }
        let isBare = base.contains("://") && root == base.count && !base.hasSuffix("/")
        let start = base.prefix(root) + (isBare ? "/" : "")
        let whole = start + path.joined(separator: "/")
        return isLocal && whole.hasPrefix("/") ? "file://" + whole : String(whole)
    }

    /// Characters up to the path: `https://host/`, `git@host:`, `file:///`, `/`.
    private static func rootLength(of url: Substring) -> Int {
        if let scheme = url.firstRange(of: "://") {
            let slash = url[scheme.upperBound...].firstIndex(of: "/") ?? url.endIndex
            return url.distance(from: url.startIndex, to: slash) + (slash < url.endIndex ? 1 : 0)
        }
        if url.hasPrefix("/") { return 1 }
        let colon = url.firstIndex(of: ":") ?? url.startIndex
        return url.distance(from: url.startIndex, to: colon) + 1
    }
}
