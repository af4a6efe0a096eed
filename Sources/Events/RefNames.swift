/// Names of refs, long and short.
package enum RefNames {
    /// As `github.ref_name`: `main`, `v1`, `5/merge`.
    package static func short(_ ref: String) -> String {
        for prefix in ["refs/heads/", "refs/tags/", "refs/pull/"] where ref.hasPrefix(prefix) {
            return String(ref.dropFirst(prefix.count))
        }
        return ref
    }

    /// As `github.ref_type`: `tag` for a tag, else `branch`.
    package static func kind(_ ref: String) -> String {
        ref.hasPrefix("refs/tags/") ? "tag" : "branch"
    }
}
