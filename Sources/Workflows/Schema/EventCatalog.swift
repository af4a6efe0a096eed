/// The events that start a workflow, with their activity types and filters (GitHub docs, "Events that trigger workflows").
package enum EventCatalog {
    struct Entry: Sendable {
        /// The activity types; empty where there are none.
        var types: [String] = []
        /// The filters beside `types`.
        var filters: [String] = []

        /// The keys that the event may have.
        var keys: [String] { (types.isEmpty ? [] : ["types"]) + filters }
    }

    /// By name; the events whose keys are inputs or schedules have none here.
    static let events = Dictionary(table.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })

    /// The names of all events, in alphabetical order.
    package static let names = table.map(\.key)

    private static let branches = ["branches", "branches-ignore"]
    private static let tags = ["tags", "tags-ignore"]
    private static let paths = ["paths", "paths-ignore"]
    private static let edits = ["created", "edited", "deleted"]

    private static let pullRequest = [
        "assigned", "unassigned", "labeled", "unlabeled", "opened", "edited", "closed", "reopened", "synchronize", "converted_to_draft",
        "locked", "unlocked", "enqueued", "dequeued", "milestoned", "demilestoned", "ready_for_review", "review_requested",
        "review_request_removed", "auto_merge_enabled", "auto_merge_disabled", "stacked",
    ]

    private static let table: KeyValuePairs<String, Entry> = [
        "branch_protection_rule": Entry(types: edits),
        "check_run": Entry(types: ["completed", "created", "rerequested", "requested_action"]),
        "check_suite": Entry(types: ["completed"]),
        "create": Entry(),
        "delete": Entry(),
        "deployment": Entry(),
        "deployment_status": Entry(),
        "discussion": Entry(types: [
            "created", "edited", "deleted", "transferred", "pinned", "unpinned", "labeled", "unlabeled", "locked", "unlocked",
            "category_changed", "answered", "unanswered",
        ]),
        "discussion_comment": Entry(types: edits),
        "fork": Entry(),
        "gollum": Entry(),
        "image_version": Entry(types: ["created", "ready", "deleted"], filters: ["names", "versions"]),
        "issue_comment": Entry(types: edits),
        "issues": Entry(types: [
            "opened", "edited", "deleted", "transferred", "pinned", "unpinned", "closed", "reopened", "assigned", "unassigned", "labeled",
            "unlabeled", "locked", "unlocked", "milestoned", "demilestoned", "field_added", "field_removed", "typed", "untyped",
        ]),
        "label": Entry(types: edits),
        "merge_group": Entry(types: ["checks_requested"], filters: branches),
        "milestone": Entry(types: ["created", "closed", "opened", "edited", "deleted"]),
        "page_build": Entry(),
        "project": Entry(types: ["created", "closed", "reopened", "edited", "deleted"]),
        "project_card": Entry(types: ["created", "moved", "converted", "edited", "deleted"]),
        "project_column": Entry(types: ["created", "updated", "moved", "deleted"]),
        "public": Entry(),
        "pull_request": Entry(types: pullRequest, filters: branches + paths),
        "pull_request_comment": Entry(types: edits),
        "pull_request_review": Entry(types: ["submitted", "edited", "dismissed"]),
        "pull_request_review_comment": Entry(types: edits),
        "pull_request_target": Entry(types: pullRequest, filters: branches + paths),
        "push": Entry(filters: branches + tags + paths),
        "registry_package": Entry(types: ["published", "updated"]),
        "release": Entry(types: ["published", "unpublished", "created", "edited", "deleted", "prereleased", "released"]),
        "repository_dispatch": Entry(),
        "schedule": Entry(),
        "status": Entry(),
        "watch": Entry(types: ["started"]),
        "workflow_call": Entry(),
        "workflow_dispatch": Entry(),
        "workflow_run": Entry(types: ["requested", "completed", "in_progress"], filters: ["workflows"] + branches),
    ]
}
