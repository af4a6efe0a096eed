/// Lets git work in a work tree that belongs to somebody else, as `set-safe-directory` of actions/checkout does.
///
/// Copies belong to the job's own user; a work tree that is used in place may not. Nothing is written to anybody's configuration.
enum GitSafety {
    /// Variables for git's configuration by environment (git-config(1), "GIT_CONFIG_COUNT").
    static func environment(_ workspace: String) -> [String: String] {
        ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": workspace]
    }
}
