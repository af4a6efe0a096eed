import Expressions

/// Well-known actions that give out text of outsiders, or run what they are given.
enum KnownSources {
    /// Outputs that an outsider chooses, by action; `*` at the end of a name stands for anything.
    private static let outputs: [String: [String]] = [
        "tj-actions/branch-names": ["head_ref_branch", "current_branch", "ref_branch"],
        "xt0rted/pull-request-comment-branch": ["head_ref"],
        "alessbell/pull-request-comment-branch": ["head_ref"],
        "eficode/resolve-pr-refs": ["head_ref"],
        "peter-murray/issue-forms-body-parser-action": ["payload"],
        "stefanbuck/github-issue-parser": ["jsonString", "issueparser_*"],
    ]

    /// Outputs with the names of changed files.
    private static let fileNames: [String: [String]] = [
        "tj-actions/changed-files": ["all_*", "added_files", "modified_files", "renamed_files", "deleted_files", "any_*", "other_*"],
        "dorny/paths-filter": ["*_files"],
        "jitterbit/get-changed-files": ["all", "added", "modified", "removed", "renamed", "added_modified"],
        "trilom/file-changes-action": ["files", "files_*"],
    ]

    /// Inputs that are code, by action.
    private static let scripts: [String: [String]] = [
        "actions/github-script": ["script"], "azure/cli": ["inlinescript"], "azure/powershell": ["inlinescript"],
        "appleboy/ssh-action": ["script"], "nick-fields/retry": ["command"], "nick-invision/retry": ["command"],
        "cross-platform-actions/action": ["run"], "addnab/docker-run-action": ["run"], "vmactions/freebsd-vm": ["run", "prepare"],
        "jannekem/run-python-script-action": ["script"], "amadevus/pwsh-script": ["script"],
        "gacts/run-and-post-run": ["run", "post"], "uraimo/run-on-arch-action": ["run"],
    ]

    static func scriptInputs(_ uses: String) -> [String] {
        scripts[name(uses)] ?? []
    }

    /// - Parameter output: Lower case.
    static func isForeign(_ output: String, of uses: String, countsFileNames: Bool) -> Bool {
        let name = name(uses)
        let patterns = (outputs[name] ?? []) + (countsFileNames ? fileNames[name] ?? [] : [])
        return patterns.contains { pattern in
            let pattern = pattern.lowercased()
            guard let star = pattern.firstIndex(of: "*") else { return pattern == output }
            return output.hasPrefix(pattern[..<star]) && output.hasSuffix(pattern[pattern.index(after: star)...])
        }
    }

    static func givesForeignText(_ uses: String) -> Bool {
        outputs[name(uses)] != nil || fileNames[name(uses)] != nil
    }

    /// `OWNER/NAME` in lower case.
    static func name(_ uses: String) -> String {
        var slashes = 0
        var hasCapitals = false
        // By bytes: this is asked of every action, several times.
        let end = uses.utf8.firstIndex { byte in
            if byte == UInt8(ascii: "/") { slashes += 1 }
            if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") { hasCapitals = true }
            return byte == UInt8(ascii: "@") || slashes == 2
        }
        let name = String(uses[..<(end ?? uses.endIndex)])
        return hasCapitals ? name.lowercased() : name
    }
}
