import Events

/// Which caches a run may use, as on GitHub: a branch reads its own and those of the default branch; a pull request those of its base, too, and
/// nobody else reads what it saves.
struct CacheScopes: Sendable, Hashable {
    /// Where the run saves.
    var own: String
    /// Where it looks, in this order.
    var readable: [String]

    init(event: Event, defaultBranch: String) {
        own = event.ref
        readable = [event.ref]
        let others = (event.baseRef.isEmpty ? [] : [event.baseRef]) + [defaultBranch]
        for branch in others where !readable.contains("refs/heads/\(branch)") { readable.append("refs/heads/\(branch)") }
    }
}
