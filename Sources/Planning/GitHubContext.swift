package import Events
package import Expressions
package import Workflows

/// The `github` context, and the environment variables made of it.
package enum GitHubContext {
    /// The members known before a job starts, in GitHub's order (docs.github.com, "Contexts reference"). Those of a job, a step or an
    /// action (`job`, `workspace`, `action`, `event_path`, `env`, `path` …) are added where they run.
    package static func members(of plan: Plan, run: RunFacts) -> [(String, Value)] {
        members(event: plan.event, repository: plan.repository, workflow: plan.workflow, run: run)
    }

    /// As for a plan, where there is none yet.
    package static func members(
        event: Event, repository: RepositoryIdentity, workflow: Workflow, run: RunFacts
    ) -> [(String, Value)] {
        let server = repository.serverURL
        let api = RepositoryIdentity.apiURL(of: server)
        let host = server.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? ""
        let texts: [(String, String)] = [
            ("token", run.token),
            ("ref", event.ref),
            ("sha", event.sha),
            ("repository", repository.fullName),
            ("repository_owner", repository.owner),
            ("repository_owner_id", String(repository.ownerID)),
            ("repositoryUrl", "git://\(host)/\(repository.fullName).git"),
            ("run_id", String(run.id)),
            ("run_number", String(run.number)),
            ("retention_days", String(run.retentionDays)),
            ("run_attempt", String(run.attempt)),
            ("repository_id", String(repository.id)),
            ("actor_id", String(StableNumber.of("user " + event.actor))),
            ("actor", event.actor),
            ("triggering_actor", event.actor),
            ("workflow", workflow.displayName),
            ("head_ref", event.headRef),
            ("base_ref", event.baseRef),
            ("event_name", event.name),
            ("server_url", server),
            ("api_url", api),
            ("graphql_url", server == "https://github.com" ? api + "/graphql" : server + "/api/graphql"),
            ("ref_name", RefNames.short(event.ref)),
            ("ref_type", RefNames.kind(event.ref)),
            ("secret_source", event.actor.hasSuffix("dependabot[bot]") ? "Dependabot" : "Actions"),
            ("workflow_ref", "\(repository.fullName)/\(workflow.path)@\(event.ref)"),
            ("workflow_sha", event.sha),
        ]
        return texts.map { ($0.0, Value.string($0.1)) } + [("ref_protected", .bool(false)), ("event", event.payload)]
    }

    /// The `GITHUB_…` variables of some members, in their order: scalars on GitHub's list only.
    package static func environment(of members: [(String, Value)]) -> [(name: String, value: String)] {
        members.compactMap { name, value in
            ReservedVariables.gitHubMembers.contains(name) && value.isPrimitive ? ("GITHUB_" + name.uppercased(), value.text) : nil
        }
    }
}
