import Expressions

/// The contexts that are the same for every workflow (GitHub docs, "Contexts reference").
enum StandardContexts {
    static let texts = ExpressionType.open(of: .string)
    static let results = ExpressionType.words("success", "failure", "cancelled", "skipped")

    static let runner = ExpressionType.strict([
        "name": .string, "os": .words("Linux", "Windows", "macOS"), "arch": .words("X86", "X64", "ARM", "ARM64"), "temp": .string,
        "tool_cache": .string, "debug": .string, "environment": .words("github-hosted", "self-hosted"), "workspace": .string,
    ])

    static let strategy = ExpressionType.strict(["fail-fast": .bool, "job-index": .number, "job-total": .number, "max-parallel": .number])

    /// The members of `github` that are text. `event`, `event_name` and `ref_protected` are not among them.
    static let githubTexts = [
        "action", "action_path", "action_ref", "action_repository", "action_status", "actor", "actor_id", "api_url",
        "artifact_cache_size_limit", "base_ref", "env", "event_path", "graphql_url", "head_ref", "job", "job_workflow_sha", "output",
        "path",
        "ref", "ref_name", "repository", "repository_id", "repository_owner", "repository_owner_id", "repository_visibility",
        "repositoryUrl", "retention_days", "run_attempt", "run_id", "run_number", "secret_source", "server_url", "sha", "state",
        "step_summary", "token", "triggering_actor", "workflow", "workflow_ref", "workflow_sha", "workspace",
    ]

    static func github(eventName: ExpressionType, event: ExpressionType) -> ExpressionType {
        .object(anyGitHub.with(["event": event, "event_name": eventName]))
    }

    private static let anyGitHub: ObjectShape = {
        var members = githubTexts.map { ($0, ExpressionType.string) }
        members += [("event", .any), ("event_name", .string), ("ref_protected", .bool), ("ref_type", .words("branch", "tag", ""))]
        return ObjectShape(members)
    }()

    static func job(services: ExpressionType) -> ExpressionType {
        .strict([
            "status": .words("success", "failure", "cancelled"), "check_run_id": .number,
            "container": .strict(["id": .string, "network": .string]), "services": services, "workflow_ref": .string,
            "workflow_sha": .string, "workflow_repository": .string, "workflow_file_path": .string,
        ])
    }

    static let service = ExpressionType.strict(["id": .string, "network": .string, "ports": texts])

    /// A step of the `steps` context.
    static func step(outputs: ExpressionType) -> ExpressionType {
        .strict(["outputs": outputs, "outcome": results, "conclusion": results])
    }
}
