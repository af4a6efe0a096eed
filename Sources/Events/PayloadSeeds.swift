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
    /// Of the label that an activity is about.
    var labelName: String
    var schedule: String?
    var workflowPath: String?
    var triggeringWorkflow: String?

    init(_ request: EventRequest) throws(EventError) {
        let file = request.payload ?? .null
        let facts = request.repository
        let pull = file["pull_request"]
        action = file["action"].nonEmptyText ?? request.action ?? Self.usualAction(of: request.name)
        number = [file["number"], pull["number"], file["issue"]["number"]].compactMap(\.wholeNumber).first ?? 1
        let checkedOut = facts.ref ?? "refs/heads/" + facts.identity.defaultBranch
        let named = Self.ref(request.name, file)
        isDeleted = file["deleted"].isTruthy || (file["after"].nonEmptyText?.allSatisfy { $0 == "0" } ?? false)
        isMerged = pull["merged"].isTruthy
        before = file["before"].nonEmptyText
        headRef = pull["head"]["ref"].nonEmptyText ?? RefNames.short(checkedOut)
        baseRef = pull["base"]["ref"].nonEmptyText ?? facts.identity.defaultBranch
        let head = facts.head?.sha ?? PayloadParts.zeros
        headSHA = pull["head"]["sha"].nonEmptyText ?? Self.tip(of: pull["head"]["ref"], request) ?? head
        baseSHA =
            pull["base"]["sha"].nonEmptyText ?? Self.tip(of: pull["base"]["ref"], request) ?? facts.defaultBranchSHA
            ?? facts.before ?? head
        inputs = request.inputs
        labelName = file["label"]["name"].nonEmptyText ?? "label"
        schedule = request.schedule
        workflowPath = request.workflowPath
        triggeringWorkflow = request.triggeringWorkflow
        let tip = Self.hasOwnRef(request.name) ? named.flatMap { $0 == facts.ref ? nil : request.commit($0) } : nil
        sha = Self.sha(request.name, file) ?? tip ?? head
        switch request.name {
        case "release" where named == nil && !checkedOut.hasPrefix("refs/tags/"): ref = facts.tagAtHead ?? "refs/tags/v0.0.0"
        case "merge_group" where named == nil:
            ref = "refs/heads/gh-readonly-queue/\(facts.identity.defaultBranch)/pr-\(number)-\(baseSHA)"
        default: ref = named ?? checkedOut
        }
        if request.name.hasPrefix("pull_request") { sha = try mergeCommit(request, file: pull["merge_commit_sha"].nonEmptyText) ?? headSHA }
    }

    /// The commit that a pull request is tested at: what the file names if it is here, else a merge made now, else what the file names.
    private func mergeCommit(_ request: EventRequest, file: String?) throws(EventError) -> String? {
        if isMerged || file.flatMap(request.commit) != nil { return file }
        let merge = PullRequestMerge(baseRef: baseRef, headRef: headRef, baseSHA: baseSHA, headSHA: headSHA)
        do {
            return try request.mergeCommit(merge) ?? file
        } catch {
            // This one runs on the base, whether or not the head can be merged.
            if request.name == "pull_request_target" { return file }
            throw error
        }
    }

    /// Events that run on the ref they are about; the others run on the default branch (docs.github.com, "Events that trigger workflows").
    static func hasOwnRef(_ event: String) -> Bool {
        [
            "push", "workflow_dispatch", "workflow_call", "create", "release", "merge_group", "deployment", "deployment_status",
            "registry_package",
        ].contains(event)
    }

    private static func tip(of branch: Value, _ request: EventRequest) -> String? {
        branch.nonEmptyText.flatMap { request.commit("refs/heads/" + $0) }
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
        if event == "registry_package", let version = file["registry_package"]["package_version"]["version"].nonEmptyText {
            return "refs/tags/" + version
        }
        if event == "merge_group" { return file["merge_group"]["head_ref"].nonEmptyText }
        guard let ref = file["ref"].nonEmptyText ?? file["deployment"]["ref"].nonEmptyText else { return nil }
        if ref.hasPrefix("refs/") { return ref }
        return (file["ref_type"].text == "tag" ? "refs/tags/" : "refs/heads/") + ref
    }

    /// The activity to assume: one that workflows take by default.
    private static func usualAction(of event: String) -> String {
        switch event {
        case "pull_request", "pull_request_target", "issues": "opened"
        case "workflow_run", "check_run", "check_suite": "completed"
        case "release", "registry_package": "published"
        case "pull_request_review": "submitted"
        case "merge_group": "checks_requested"
        case "watch": "started"
        case "repository_dispatch": "dispatch"
        case "branch_protection_rule", "deployment", "deployment_status", "discussion", "discussion_comment", "issue_comment", "label",
            "milestone", "pull_request_review_comment":
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
