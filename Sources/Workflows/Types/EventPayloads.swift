import Expressions

/// What `github.event` holds at its top level, by event (GitHub docs, "Webhook events and payloads"); below that nothing is known.
enum EventPayloads {
    /// - Parameter triggers: The events of a workflow; a called workflow sees its caller's.
    static func type(for triggers: [Trigger], inputs: ExpressionType) -> ExpressionType {
        var members: [(String, ExpressionType)] = []
        for trigger in triggers {
            guard let names = names[trigger.event.value] else { return .any }
            members += names.map { ($0, $0 == "inputs" ? inputs : .any) }
        }
        guard !members.isEmpty else { return .any }
        // A member that several events have stands there once.
        var seen: Set<String> = []
        members.removeAll { !seen.insert($0.0).inserted }
        return .object(ObjectShape(members))
    }

    /// The events whose payload holds a top-level member.
    static func events(with member: String) -> [String] {
        names.filter { $0.value.contains(member.lowercased()) }.keys.sorted()
    }

    private static let names: [String: [String]] = {
        var names: [String: [String]] = [:]
        for (events, members) in table {
            for event in events.split(separator: " ") {
                names[String(event), default: common] += members.split(separator: " ").map(String.init)
            }
        }
        return names
    }()

    /// Every payload has these, as far as they make sense.
    private static let common = ["action", "enterprise", "installation", "organization", "repository", "sender"]

    /// `workflow_call` is missing: the payload is that of the caller's event.
    private static let table: KeyValuePairs<String, String> = [
        "branch_protection_rule": "rule changes",
        "check_run": "check_run requested_action",
        "check_suite": "check_suite",
        "create": "ref ref_type master_branch description pusher_type",
        "delete": "ref ref_type pusher_type",
        "deployment": "deployment workflow workflow_run",
        "deployment_status": "deployment deployment_status check_run workflow workflow_run",
        "discussion": "discussion answer changes label old_answer",
        "discussion_comment": "discussion comment changes",
        "fork": "forkee",
        "gollum": "pages",
        "image_version": "image_version version name",
        "issue_comment": "issue comment changes",
        "issues": "issue assignee changes label milestone type",
        "label": "label changes",
        "merge_group": "merge_group reason",
        "milestone": "milestone changes",
        "page_build": "build id",
        "project": "project changes",
        "project_card": "project_card changes after_id",
        "project_column": "project_column changes after_id",
        "public": "",
        "pull_request pull_request_target":
            "number pull_request after assignee before changes label milestone reason requested_reviewer requested_team",
        "pull_request_comment": "issue comment changes",
        "pull_request_review": "pull_request review changes",
        "pull_request_review_comment": "pull_request comment changes",
        "push": "ref before after base_ref commits compare created deleted forced head_commit pusher",
        "registry_package": "registry_package package",
        "release": "release changes",
        "repository_dispatch": "branch client_payload",
        "schedule": "schedule workflow",
        "status": "id sha name target_url avatar_url context description state commit branches created_at updated_at",
        "watch": "",
        "workflow_dispatch": "inputs ref workflow",
        "workflow_run": "workflow workflow_run",
    ]
}
