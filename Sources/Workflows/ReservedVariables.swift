/// Environment variables that the runner sets for every step itself: what a workflow or a user gives them has no effect
/// (docs.github.com, "Variables reference"; `GitHubContext.cs` of actions/runner).
package enum ReservedVariables {
    /// The members of the context `github` that become variables `GITHUB_…`; the token is not among them.
    package static let gitHubMembers: Set<String> = [
        "action", "action_path", "action_ref", "action_repository", "actor", "actor_id", "api_url", "base_ref", "env", "event_name",
        "event_path", "graphql_url", "head_ref", "job", "output", "path", "ref", "ref_name", "ref_protected", "ref_type", "repository",
        "repository_id", "repository_owner", "repository_owner_id", "retention_days", "run_attempt", "run_id", "run_number",
        "server_url", "sha", "state", "step_summary", "triggering_actor", "workflow", "workflow_ref", "workflow_sha", "workspace",
    ]

    private static let others: Set<String> = [
        "GITHUB_ACTIONS", "RUNNER_ARCH", "RUNNER_ENVIRONMENT", "RUNNER_NAME", "RUNNER_OS", "RUNNER_TEMP", "RUNNER_TOOL_CACHE",
        "RUNNER_WORKSPACE",
    ]

    /// Names count exactly as they are written, as for every process on Linux.
    package static func contains(_ name: String) -> Bool {
        if others.contains(name) { return true }
        guard name.hasPrefix("GITHUB_") else { return false }
        let member = name.dropFirst("GITHUB_".count)
        return !member.contains { $0.isLowercase } && gitHubMembers.contains(member.lowercased())
    }
}
