import Expressions

/// The payload of each event, made up from the repository: the members that workflows read, with GitHub's names and types
/// (docs.github.com, "Webhook events and payloads").
struct Payloads {
    typealias Members = [(String, Value)]

    let parts: PayloadParts
    let seeds: PayloadSeeds

    /// The members that are the event's own; `repository` and `sender` come after them.
    func members(of event: String) -> Members {
        switch event {
        case "push": push()
        case "pull_request", "pull_request_target": pullRequestEvent() + detailOfAction()
        case "pull_request_review": pullRequestEvent() + [("review", review())]
        case "pull_request_review_comment": pullRequestEvent() + [("comment", comment(at: "pull/\(seeds.number)#discussion_r"))]
        case "issues": acted([("issue", issue())]) + detailOfAction()
        case "issue_comment": acted([("issue", issue()), ("comment", comment(at: "issues/\(seeds.number)#issuecomment-"))])
        case "discussion": acted([("discussion", discussion())])
        case "discussion_comment":
            acted([("discussion", discussion()), ("comment", comment(at: "discussions/\(seeds.number)#discussioncomment-"))])
        case "label": acted([("label", label())])
        case "milestone": acted([("milestone", milestone())])
        case "workflow_dispatch":
            [("ref", .string(seeds.ref)), ("inputs", inputs()), ("workflow", seeds.workflowPath.map(Value.string) ?? .null)]
        case "workflow_call": [("ref", .string(seeds.ref)), ("inputs", inputs())]
        case "repository_dispatch": acted([("branch", .string(parts.identity.defaultBranch)), ("client_payload", inputs())])
        case "schedule": [("schedule", seeds.schedule.map(Value.string) ?? .null)]
        case "create": created() + [("master_branch", .string(parts.identity.defaultBranch)), ("description", .null)]
        case "delete": created()
        default: deliveries(event) ?? acted([])
        }
    }

    /// Those of checks, releases, deployments and of the repository as a whole.
    private func deliveries(_ event: String) -> Members? {
        switch event {
        case "workflow_run": workflowRunEvent()
        case "check_run": acted([("check_run", checkRun())])
        case "check_suite": acted([("check_suite", checkSuite())])
        case "status": status()
        case "merge_group": acted([("merge_group", mergeGroup())])
        case "release": acted([("release", release())])
        case "registry_package": acted([("registry_package", registryPackage())])
        case "deployment": acted([("deployment", deployment()), ("workflow", .null), ("workflow_run", .null)])
        case "deployment_status":
            acted([
                ("deployment_status", deploymentStatus()), ("deployment", deployment()), ("check_run", .null), ("workflow", .null),
                ("workflow_run", .null),
            ])
        case "branch_protection_rule":
            acted([("rule", .object([("id", .number(1)), ("name", .string(parts.identity.defaultBranch))]))])
        case "fork": [("forkee", .object(parts.repositoryMembers(owner: parts.actor, isFork: true)))]
        case "gollum": [("pages", .array([wikiPage()]))]
        case "page_build": [("id", .number(1)), ("build", pageBuild())]
        case "image_version": [("image_version", .object([("name", .string("image")), ("version", .string("1.0.0"))]))]
        default: nil
        }
    }

    /// With the activity in front, where there is one.
    func acted(_ members: Members) -> Members {
        (seeds.action.isEmpty ? [] : [("action", .string(seeds.action))]) + members
    }

    /// What the activity is about, beside the issue or pull request itself.
    private func detailOfAction() -> Members {
        switch seeds.action {
        case "labeled", "unlabeled": [("label", label())]
        case "assigned", "unassigned": [("assignee", parts.user(parts.actor))]
        case "milestoned", "demilestoned": [("milestone", milestone())]
        case "review_requested", "review_request_removed": [("requested_reviewer", parts.user(parts.actor))]
        case "edited": [("changes", .object([]))]
        default: []
        }
    }

    private func inputs() -> Value {
        .object(seeds.inputs.map { ($0.name, .string($0.value)) })
    }

    private func created() -> Members {
        let isTag = seeds.ref.hasPrefix("refs/tags/")
        return [
            ("ref", .string(RefNames.short(seeds.ref))), ("ref_type", .string(isTag ? "tag" : "branch")),
            ("pusher_type", .string("user")),
        ]
    }

    private func wikiPage() -> Value {
        .object([
            ("page_name", .string("Home")), ("title", .string("Home")), ("summary", .null), ("action", .string("edited")),
            ("sha", .string(parts.headSHA)), ("html_url", .string("\(parts.identity.url)/wiki/Home")),
        ])
    }

    private func pageBuild() -> Value {
        .object([
            ("url", .string("\(parts.api)/pages/builds/1")), ("status", .string("built")), ("error", .object([("message", .null)])),
            ("pusher", parts.user(parts.actor)), ("commit", .string(parts.headSHA)), ("duration", .number(0)), ("created_at", parts.now),
            ("updated_at", parts.now),
        ])
    }
}
