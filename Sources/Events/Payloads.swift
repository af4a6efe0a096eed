import Expressions

/// The payload of each event, made up from the repository.
struct Payloads {
    let parts: PayloadParts
    let seeds: PayloadSeeds

    private var facts: RepositoryFacts {
        parts.facts
    }

    /// The members that are the event's own; `repository` and `sender` come after them.
    func members(of event: String) -> [(String, Value)] {
        switch event {
        case "push": push()
        case "pull_request", "pull_request_target": pullRequestEvent()
        case "pull_request_review":
            pullRequestEvent() + [("review", .object([("id", .number(1)), ("state", .string("approved")), ("body", .string(""))]))]
        case "pull_request_review_comment": pullRequestEvent() + [("comment", comment(at: "pull/\(seeds.number)"))]
        case "workflow_dispatch": [("ref", .string(seeds.ref)), ("inputs", inputs()), ("workflow", .null)]
        case "workflow_call": [("ref", .string(seeds.ref)), ("inputs", inputs())]
        case "repository_dispatch":
            [("action", .string(seeds.action)), ("branch", .string(parts.identity.defaultBranch)), ("client_payload", inputs())]
        case "create": created() + [("master_branch", .string(parts.identity.defaultBranch)), ("description", .null)]
        case "delete": created()
        case "issues": [("action", .string(seeds.action)), ("issue", issue())]
        case "issue_comment":
            [("action", .string(seeds.action)), ("issue", issue()), ("comment", comment(at: "issues/\(seeds.number)"))]
        case "release": [("action", .string(seeds.action)), ("release", release())]
        case "workflow_run": workflowRun()
        case "merge_group": mergeGroup()
        case "schedule": []
        default: seeds.action.isEmpty ? [] : [("action", .string(seeds.action))]
        }
    }

    private func inputs() -> Value {
        .object(seeds.inputs.map { ($0.name, .string($0.value)) })
    }

    private func created() -> [(String, Value)] {
        let isTag = seeds.ref.hasPrefix("refs/tags/")
        return [
            ("ref", .string(RefNames.short(seeds.ref))), ("ref_type", .string(isTag ? "tag" : "branch")),
            ("pusher_type", .string("user")),
        ]
    }

    private func issue() -> Value {
        let url = "\(parts.identity.url)/issues/\(seeds.number)"
        return .object([
            ("id", .number(Double(StableNumber.of(url)))), ("number", .number(Double(seeds.number))), ("title", .string("")),
            ("body", .string("")), ("state", .string("open")), ("locked", .bool(false)), ("user", parts.user(parts.actor)),
            ("labels", .array([])), ("assignee", .null), ("assignees", .array([])), ("milestone", .null), ("comments", .number(0)),
            ("author_association", .string("OWNER")), ("html_url", .string(url)), ("created_at", parts.now),
            ("updated_at", parts.now), ("closed_at", .null),
        ])
    }

    private func comment(at path: String) -> Value {
        let id = StableNumber.of("comment \(path)")
        return .object([
            ("id", .number(Double(id))), ("body", .string("")), ("user", parts.user(parts.actor)),
            ("author_association", .string("OWNER")),
            ("html_url", .string("\(parts.identity.url)/\(path)#issuecomment-\(id)")), ("created_at", parts.now),
            ("updated_at", parts.now),
        ])
    }

    private func release() -> Value {
        let tag = RefNames.short(seeds.ref)
        return .object([
            ("id", .number(Double(StableNumber.of("release \(tag)")))), ("tag_name", .string(tag)),
            ("target_commitish", .string(parts.identity.defaultBranch)), ("name", .string(tag)), ("body", .string("")),
            ("draft", .bool(false)), ("prerelease", .bool(false)), ("author", parts.user(parts.actor)), ("assets", .array([])),
            ("html_url", .string("\(parts.identity.url)/releases/tag/\(tag)")), ("created_at", parts.now),
            ("published_at", parts.now),
        ])
    }

    private func workflowRun() -> [(String, Value)] {
        let branch = RefNames.short(facts.ref ?? "refs/heads/" + parts.identity.defaultBranch)
        let run: [(String, Value)] = [
            ("id", .number(1)), ("name", .string("")), ("head_branch", .string(branch)), ("head_sha", .string(parts.headSHA)),
            ("path", .string("")), ("run_number", .number(1)), ("run_attempt", .number(1)), ("event", .string("push")),
            ("status", .string("completed")), ("conclusion", .string("success")), ("workflow_id", .number(1)),
            ("html_url", .string("\(parts.identity.url)/actions/runs/1")), ("pull_requests", .array([])),
            ("created_at", parts.now), ("updated_at", parts.now), ("actor", parts.user(parts.actor)),
            ("triggering_actor", parts.user(parts.actor)), ("head_commit", facts.head.map { parts.commit($0) } ?? .null),
            ("repository", parts.repository()), ("head_repository", parts.repository()),
        ]
        return [("action", .string(seeds.action)), ("workflow_run", .object(run)), ("workflow", .object([("name", .string(""))]))]
    }

    private func mergeGroup() -> [(String, Value)] {
        let base = parts.identity.defaultBranch
        let group: [(String, Value)] = [
            ("head_sha", .string(parts.headSHA)),
            ("head_ref", .string("refs/heads/gh-readonly-queue/\(base)/pr-\(seeds.number)-\(parts.headSHA)")),
            ("base_sha", .string(facts.defaultBranchSHA ?? facts.before ?? PayloadParts.zeros)),
            ("base_ref", .string("refs/heads/\(base)")), ("head_commit", facts.head.map { parts.commit($0) } ?? .null),
        ]
        return [("action", .string(seeds.action)), ("merge_group", .object(group))]
    }
}
