import CGit2

extension GitRepository {
    /// A value of git's configuration as written, of the repository's, the user's or the system's file, in this order.
    package func setting(_ name: String) -> String? {
        lock.withLock {
            var live: OpaquePointer?
            guard git_repository_config(&live, pointer) == 0 else { return nil }
            defer { git_config_free(live) }
            var snapshot: OpaquePointer?
            guard git_config_snapshot(&snapshot, live) == 0 else { return nil }
            defer { git_config_free(snapshot) }
            var text: UnsafePointer<CChar>?
            guard git_config_get_string(&text, snapshot, name) == 0, let text else { return nil }
            return String(cString: text)
        }
    }

    /// The URL of a remote as configured, without `insteadOf` applied.
    package func remoteURL(_ name: String) -> String? {
        setting("remote.\(name).url")
    }

    /// `user.name`
    package func userName() -> String? {
        setting("user.name")
    }

    /// `user.email`
    package func userEmail() -> String? {
        setting("user.email")
    }

    /// The remote-tracking ref (`refs/remotes/origin/main`) that the checked-out branch follows.
    package func upstream() -> String? {
        lock.withLock {
            guard let branch = symbolicTarget(of: "HEAD") else { return nil }
            var name = git_buf()
            guard git_branch_upstream_name(&name, pointer, branch) == 0, let text = name.ptr else { return nil }
            defer { git_buf_dispose(&name) }
            return String(cString: text)
        }
    }

    /// The short name of the default branch: what `origin/HEAD` names, else the first that exists of `init.defaultBranch`,
    /// `main` and `master`, else the one checked out.
    ///
    /// A bare repository has no `origin/HEAD` that counts: its own HEAD is the default branch.
    package func defaultBranch() -> String {
        lock.withLock {
            let prefix = "refs/heads/"
            let checkedOut = symbolicTarget(of: "HEAD").flatMap { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
            if workTree == nil, let checkedOut { return checkedOut }
            let remotes = "refs/remotes/origin/"
            if let target = symbolicTarget(of: remotes + "HEAD"), target.hasPrefix(remotes) {
                return String(target.dropFirst(remotes.count))
            }
            let usual = [setting("init.defaultBranch"), "main", "master"].compactMap { $0 }
            let existing = usual.first { name in [prefix, remotes].contains { objectID(ofRef: $0 + name) != nil } }
            return existing ?? checkedOut ?? usual.first ?? "main"
        }
    }
}
