import Expressions

/// The few things a payload hangs on: taken from the user's file where it names them, else from the repository.
struct PayloadSeeds {
    var action: String
    /// Of a pull request or an issue.
    var number: Int
    /// The ref the event is about: pushed, created, released, dispatched on.
    var ref: String
    /// The commit the event is about.
    var sha: String
    var before: String?
    var isDeleted: Bool
    var isMerged: Bool
    var headRef: String
    var headSHA: String
    var baseRef: String
    var baseSHA: String
    var inputs: [(name: String, value: String)]

    init(_ request: EventRequest) {
        let file = request.payload ?? .null
        let facts = request.repository
        let pull = file["pull_request"]
        action = file["action"].nonEmptyText ?? request.action ?? Self.usualAction(of: request.name)
        number = [file["number"], pull["number"], file["issue"]["number"]].compactMap(\.wholeNumber).first ?? 1
        let checkedOut = facts.ref ?? "refs/heads/" + facts.identity.defaultBranch
        ref = Self.ref(request.name, file) ?? Self.ref(for: request.name, checkedOut: checkedOut, head: facts.head)
        isDeleted = file["deleted"].isTruthy || (file["after"].nonEmptyText?.allSatisfy { $0 == "0" } ?? false)
        isMerged = pull["merged"].isTruthy
        before = file["before"].nonEmptyText
        headRef = pull["head"]["ref"].nonEmptyText ?? RefNames.short(checkedOut)
        baseRef = pull["base"]["ref"].nonEmptyText ?? facts.identity.defaultBranch
        let head = facts.head?.sha ?? PayloadParts.zeros
        headSHA = pull["head"]["sha"].nonEmptyText ?? head
        baseSHA = pull["base"]["sha"].nonEmptyText ?? facts.defaultBranchSHA ?? facts.before ?? head
        sha = pull["merge_commit_sha"].nonEmptyText ?? pull["head"]["sha"].nonEmptyText ?? Self.sha(request.name, file) ?? head
        inputs = request.inputs
    }

    private static func sha(_ event: String, _ file: Value) -> String? {
        switch event {
        case "push": file["head_commit"]["id"].nonEmptyText ?? file["after"].nonEmptyText
        case "merge_group": file["merge_group"]["head_sha"].nonEmptyText
        case "deployment", "deployment_status": file["deployment"]["sha"].nonEmptyText
        default: file["after"].nonEmptyText
        }
    }

    /// The ref that the file names, as a full name.
    private static func ref(_ event: String, _ file: Value) -> String? {
        if event == "release", let tag = file["release"]["tag_name"].nonEmptyText { return "refs/tags/" + tag }
        if event == "merge_group" { return file["merge_group"]["head_ref"].nonEmptyText }
        guard let ref = file["ref"].nonEmptyText ?? file["deployment"]["ref"].nonEmptyText else { return nil }
        if ref.hasPrefix("refs/") { return ref }
        return (file["ref_type"].text == "tag" ? "refs/tags/" : "refs/heads/") + ref
    }

    private static func ref(for event: String, checkedOut: String, head: CommitFacts?) -> String {
        guard event == "release", !checkedOut.hasPrefix("refs/tags/") else { return checkedOut }
        return "refs/tags/v0.0.0"
    }

    /// The activity to assume: one that workflows take by default.
    private static func usualAction(of event: String) -> String {
        switch event {
        case "pull_request", "pull_request_target", "issues": "opened"
        case "workflow_run", "check_run", "check_suite": "completed"
        case "release": "published"
        case "pull_request_review": "submitted"
        case "merge_group": "checks_requested"
        case "watch": "started"
        case "repository_dispatch": "dispatch"
        case "registry_package": "published"
        case "branch_protection_rule", "discussion", "discussion_comment", "issue_comment", "label", "milestone",
            "pull_request_review_comment":
            "created"
        default: ""
        }
    }
}

extension Value {
    /// The text of a string that is not empty.
    var nonEmptyText: String? {
        if case .string(let text) = self, !text.isEmpty { text } else { nil }
    }

    var wholeNumber: Int? {
        if case .number(let number) = self { Int(exactly: number) } else { nil }
    }
}
