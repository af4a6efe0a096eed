import Expressions

/// Runs, checks, releases, packages and deployments.
extension Payloads {
    func workflowRunEvent() -> Members {
        let name = seeds.triggeringWorkflow ?? ""
        let file = ".github/workflows/" + (name.isEmpty ? "workflow" : name.lowercased().replacing(" ", with: "-")) + ".yml"
        let workflow: Members = [
            ("id", .number(1)), ("node_id", .string("W_1")), ("name", .string(name)), ("path", .string(file)), ("state", .string("active")),
            ("url", .string("\(parts.api)/actions/workflows/1")),
            ("html_url", .string("\(parts.identity.url)/blob/\(parts.identity.defaultBranch)/\(file)")),
            ("badge_url", .string("\(parts.identity.url)/workflows/\(name)/badge.svg")), ("created_at", parts.now),
            ("updated_at", parts.now),
        ]
        return acted([("workflow_run", .object(workflowRun(name, file))), ("workflow", .object(workflow))])
    }

    private func workflowRun(_ name: String, _ file: String) -> Members {
        let branch = RefNames.short(parts.facts.ref ?? "refs/heads/" + parts.identity.defaultBranch)
        let (state, conclusion) = progress
        let api = "\(parts.api)/actions/runs/1"
        let addresses = ["jobs", "logs", "artifacts", "cancel", "rerun"].map { ("\($0)_url", Value.string("\(api)/\($0)")) }
        let run: Members = [
            ("id", .number(1)), ("node_id", .string("WFR_1")), ("name", .string(name)), ("display_title", .string(commitTitle)),
            ("head_branch", .string(branch)), ("head_sha", .string(parts.headSHA)), ("path", .string(file)), ("run_number", .number(1)),
            ("run_attempt", .number(1)), ("event", .string("push")), ("status", .string(state)), ("conclusion", conclusion),
            ("workflow_id", .number(1)), ("check_suite_id", .number(1)), ("url", .string(api)),
            ("html_url", .string("\(parts.identity.url)/actions/runs/1")), ("pull_requests", .array([])), ("created_at", parts.now),
            ("updated_at", parts.now), ("run_started_at", parts.now), ("actor", parts.user(parts.actor)),
            ("triggering_actor", parts.user(parts.actor)), ("workflow_url", .string("\(parts.api)/actions/workflows/1")),
            ("check_suite_url", .string("\(parts.api)/check-suites/1")), ("previous_attempt_url", .null),
            ("referenced_workflows", .array([])), ("head_commit", parts.facts.head.map { parts.commit($0) } ?? .null),
            ("repository", parts.repository()), ("head_repository", parts.repository()),
        ]
        return run + addresses
    }

    /// How far a run or check is: only a completed one has a conclusion.
    private var progress: (state: String, conclusion: Value) {
        switch seeds.action {
        case "completed": ("completed", .string("success"))
        case "in_progress": ("in_progress", .null)
        default: ("queued", .null)
        }
    }

    func checkRun() -> Value {
        let (state, conclusion) = progress
        let output: Members = [
            ("title", .null), ("summary", .null), ("text", .null), ("annotations_count", .number(0)),
            ("annotations_url", .string("\(parts.api)/check-runs/1/annotations")),
        ]
        return .object([
            ("id", .number(1)), ("node_id", .string("CR_1")), ("name", .string("check")), ("head_sha", .string(parts.headSHA)),
            ("external_id", .string("")), ("url", .string("\(parts.api)/check-runs/1")),
            ("html_url", .string("\(parts.identity.url)/runs/1")), ("details_url", .string("\(parts.identity.url)/runs/1")),
            ("status", .string(state)), ("conclusion", conclusion), ("started_at", parts.now),
            ("completed_at", state == "completed" ? parts.now : .null), ("output", .object(output)), ("check_suite", checkSuite()),
            ("app", app()), ("pull_requests", .array([])),
        ])
    }

    func checkSuite() -> Value {
        let (state, conclusion) = progress
        let branch = RefNames.short(parts.facts.ref ?? "refs/heads/" + parts.identity.defaultBranch)
        return .object([
            ("id", .number(1)), ("node_id", .string("CS_1")), ("head_branch", .string(branch)), ("head_sha", .string(parts.headSHA)),
            ("status", .string(state)), ("conclusion", conclusion), ("url", .string("\(parts.api)/check-suites/1")),
            ("before", parts.facts.before.map(Value.string) ?? .null), ("after", .string(parts.headSHA)), ("pull_requests", .array([])),
            ("app", app()), ("created_at", parts.now), ("updated_at", parts.now), ("latest_check_runs_count", .number(1)),
            ("head_commit", parts.facts.head.map { parts.commit($0) } ?? .null),
        ])
    }

    /// The one that checks of workflows belong to; events of these start no workflow on GitHub, so it must be another.
    private func app() -> Value {
        .object([
            ("id", .number(1)), ("slug", .string("ci")), ("name", .string("ci")), ("owner", parts.user(parts.identity.owner)),
            ("html_url", .string("\(parts.identity.serverURL)/apps/ci")),
        ])
    }

    func status() -> Members {
        let commit = parts.facts.head.map { parts.commit($0) } ?? .null
        let branch = RefNames.short(parts.facts.ref ?? "refs/heads/" + parts.identity.defaultBranch)
        return [
            ("id", .number(1)), ("sha", .string(parts.headSHA)), ("name", .string(parts.identity.fullName)), ("target_url", .null),
            ("context", .string("default")), ("description", .null), ("state", .string("success")),
            (
                "commit",
                .object([("sha", .string(parts.headSHA)), ("commit", commit), ("html_url", .string(parts.commitURL(parts.headSHA)))])
            ),
            ("branches", .array([.object([("name", .string(branch)), ("commit", .object([("sha", .string(parts.headSHA))]))])])),
            ("created_at", parts.now), ("updated_at", parts.now),
        ]
    }

    func mergeGroup() -> Value {
        .object([
            ("head_sha", .string(seeds.sha)), ("head_ref", .string(seeds.ref)), ("base_sha", .string(seeds.baseSHA)),
            ("base_ref", .string("refs/heads/\(parts.identity.defaultBranch)")),
            ("head_commit", parts.facts.head.map { parts.commit($0) } ?? .null),
        ])
    }

    func release() -> Value {
        let tag = RefNames.short(seeds.ref)
        let id = StableNumber.of("release \(tag)")
        let api = "\(parts.api)/releases/\(id)"
        return .object([
            ("id", .number(Double(id))), ("node_id", .string("RE_\(id)")), ("tag_name", .string(tag)),
            ("target_commitish", .string(parts.identity.defaultBranch)), ("name", .string(tag)), ("body", .string("")),
            ("draft", .bool(false)), ("prerelease", .bool(seeds.action == "prereleased")), ("immutable", .bool(false)),
            ("author", parts.user(parts.actor)), ("assets", .array([])), ("url", .string(api)),
            ("html_url", .string("\(parts.identity.url)/releases/tag/\(tag)")), ("assets_url", .string(api + "/assets")),
            ("upload_url", .string(api + "/assets{?name,label}")), ("tarball_url", .string("\(parts.api)/tarball/\(tag)")),
            ("zipball_url", .string("\(parts.api)/zipball/\(tag)")), ("created_at", parts.now), ("published_at", parts.now),
        ])
    }

    func registryPackage() -> Value {
        let version = RefNames.short(seeds.ref)
        return .object([
            ("id", .number(1)), ("name", .string(parts.identity.name)), ("namespace", .string(parts.identity.owner)),
            ("package_type", .string("CONTAINER")), ("ecosystem", .string("CONTAINER")), ("owner", parts.user(parts.identity.owner)),
            (
                "package_version",
                .object([
                    ("id", .number(1)), ("version", .string(version)), ("name", .string(version)), ("target_oid", .string(seeds.sha)),
                    ("target_commitish", .string(version)), ("author", parts.user(parts.actor)), ("created_at", parts.now),
                ])
            ),
            ("html_url", .string("\(parts.identity.url)/packages/1")), ("created_at", parts.now), ("updated_at", parts.now),
        ])
    }

    func deployment() -> Value {
        .object([
            ("id", .number(1)), ("node_id", .string("DE_1")), ("url", .string("\(parts.api)/deployments/1")), ("sha", .string(seeds.sha)),
            ("ref", .string(RefNames.short(seeds.ref))), ("task", .string("deploy")), ("payload", .object([])),
            ("environment", .string("production")), ("original_environment", .string("production")), ("description", .null),
            ("creator", parts.user(parts.actor)), ("production_environment", .bool(true)), ("transient_environment", .bool(false)),
            ("statuses_url", .string("\(parts.api)/deployments/1/statuses")), ("created_at", parts.now), ("updated_at", parts.now),
        ])
    }

    func deploymentStatus() -> Value {
        .object([
            ("id", .number(1)), ("node_id", .string("DES_1")), ("state", .string("success")), ("environment", .string("production")),
            ("environment_url", .string("")), ("target_url", .string("")), ("log_url", .string("")), ("description", .string("")),
            ("creator", parts.user(parts.actor)), ("deployment_url", .string("\(parts.api)/deployments/1")),
            ("created_at", parts.now), ("updated_at", parts.now),
        ])
    }
}
