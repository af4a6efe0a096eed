import Diagnostics

/// What a server says that its names are.
struct RemoteRefs {
    /// The commits by the full names of refs; tags are followed to their commits.
    private var commits: [String: String] = [:]
    /// The full name of the default branch, where the server was asked for it.
    private(set) var head: String?

    /// - Parameter listing: The output of `git ls-remote`, with or without `--symref`.
    init(listing: String) {
        for line in listing.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1)
            guard parts.count == 2 else { continue }
            guard !parts[0].hasPrefix("ref: ") else {
                head = String(parts[0].dropFirst("ref: ".count))
                continue
            }
            // `refs/tags/v1^{}` comes behind `refs/tags/v1`, and is the commit that the tag object is for.
            let name = parts[1].hasSuffix("^{}") ? parts[1].dropLast(3) : parts[1]
            commits[String(name)] = String(parts[0])
        }
    }

    /// The full names that a name may stand for, those that win first: a tag wins over a branch.
    static func candidates(_ ref: String) -> [String] {
        (ref.hasPrefix("refs/") || ref == "HEAD" ? [ref] : []) + ["refs/tags/\(ref)", "refs/heads/\(ref)"]
    }

    /// What a name stands for, a tag first.
    func resolve(_ ref: String) -> (name: String, commit: String)? {
        first(of: Self.candidates(ref))
    }

    /// The first of some full names that the server has.
    func first(of names: [String]) -> (name: String, commit: String)? {
        for name in names {
            if let commit = commits[name] { return (name, commit) }
        }
        return nil
    }

    /// The branch or tag whose name is nearest.
    func nearest(to ref: String) -> String? {
        let names = commits.keys.compactMap { name -> String? in
            for prefix in ["refs/tags/", "refs/heads/"] where name.hasPrefix(prefix) { return String(name.dropFirst(prefix.count)) }
            return nil
        }
        return Suggestion.nearest(to: ref, among: names)
    }
}
