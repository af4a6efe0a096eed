import Expressions

extension Payloads {
    /// The payload of `push` (triggers.md 5.4).
    func push() -> Members {
        let facts = parts.facts
        let isDeleted = seeds.isDeleted
        let after = isDeleted ? PayloadParts.zeros : seeds.sha
        let isTag = seeds.ref.hasPrefix("refs/tags/")
        let before = isTag ? facts.before ?? PayloadParts.zeros : seeds.before ?? facts.before ?? PayloadParts.zeros
        let isHead = after == parts.headSHA
        let compare =
            before == PayloadParts.zeros
            ? "\(parts.identity.url)/commit/\(after.prefix(12))"
            : "\(parts.identity.url)/compare/\(before.prefix(12))...\(after.prefix(12))"
        let pusher: Members = [("name", .string(parts.actor)), ("email", .string(facts.user.email))]
        return [
            ("ref", .string(seeds.ref)), ("before", .string(before)), ("after", .string(after)),
            ("created", .bool(before == PayloadParts.zeros)), ("deleted", .bool(isDeleted)),
            ("forced", .bool(facts.isForced && !isTag)), ("base_ref", .null), ("compare", .string(compare)),
            ("commits", .array(isHead && !isTag ? facts.commits.map { parts.commit($0) } : [])),
            ("head_commit", isHead ? facts.head.map { parts.commit($0) } ?? .null : .null), ("pusher", .object(pusher)),
        ]
    }

    /// The payload of `pull_request` and its relatives.
    func pullRequestEvent() -> Members {
        var members: Members = [
            ("action", .string(seeds.action)), ("number", .number(Double(seeds.number))), ("pull_request", pullRequest()),
        ]
        if seeds.action == "synchronize" {
            members += [("before", .string(parts.facts.before ?? PayloadParts.zeros)), ("after", .string(seeds.headSHA))]
        }
        return members
    }

    private func pullRequest() -> Value {
        .object(
            pullRequestAsThread() + pullRequestState() + [
                ("head", side(seeds.headRef, seeds.headSHA)), ("base", side(seeds.baseRef, seeds.baseSHA)), ("_links", links()),
            ])
    }

    private var pullURL: (page: String, api: String) {
        ("\(parts.identity.url)/pull/\(seeds.number)", "\(parts.api)/pulls/\(seeds.number)")
    }

    private func pullRequestAsThread() -> Members {
        let (url, api) = pullURL
        let id = StableNumber.of(url)
        let issue = "\(parts.api)/issues/\(seeds.number)"
        return [
            ("id", .number(Double(id))), ("node_id", .string("PR_\(id)")), ("number", .number(Double(seeds.number))), ("url", .string(api)),
            ("html_url", .string(url)), ("diff_url", .string(url + ".diff")), ("patch_url", .string(url + ".patch")),
            ("issue_url", .string(issue)), ("commits_url", .string(api + "/commits")),
            ("review_comments_url", .string(api + "/comments")), ("comments_url", .string(issue + "/comments")),
            ("statuses_url", .string("\(parts.api)/statuses/\(seeds.headSHA)")), ("title", .string(commitTitle)), ("body", .null),
            ("user", parts.user(parts.actor)), ("author_association", .string("OWNER")), ("assignee", .null),
            ("assignees", .array(seeds.action == "assigned" ? [parts.user(parts.actor)] : [])),
            ("requested_reviewers", .array(seeds.action == "review_requested" ? [parts.user(parts.actor)] : [])),
            ("requested_teams", .array([])), ("labels", labels()), ("milestone", seeds.action == "milestoned" ? milestone() : .null),
        ]
    }

    private func pullRequestState() -> Members {
        let isClosed = seeds.action == "closed"
        let isMerged = seeds.isMerged
        return [
            ("state", .string(isClosed ? "closed" : "open")), ("locked", .bool(seeds.action == "locked")),
            ("active_lock_reason", .null), ("draft", .bool(seeds.action == "converted_to_draft")), ("created_at", parts.now),
            ("updated_at", parts.now), ("closed_at", isClosed ? parts.now : .null), ("merged_at", isMerged ? parts.now : .null),
            ("merged", .bool(isMerged)), ("merged_by", isMerged ? parts.user(parts.actor) : .null),
            ("merge_commit_sha", .string(seeds.sha)), ("mergeable", isMerged ? .null : .bool(true)), ("rebaseable", .null),
            ("mergeable_state", .string(isMerged ? "unknown" : "clean")), ("auto_merge", .null), ("maintainer_can_modify", .bool(false)),
            ("comments", .number(0)), ("review_comments", .number(0)), ("commits", .number(Double(parts.facts.commits.count))),
            ("additions", .number(0)), ("deletions", .number(0)), ("changed_files", .number(0)),
        ]
    }

    private func links() -> Value {
        let (url, api) = pullURL
        return .object([
            ("self", .object([("href", .string(api))])), ("html", .object([("href", .string(url))])),
            ("commits", .object([("href", .string(api + "/commits"))])),
        ])
    }

    /// What GitHub suggests for a title: the first line of the last commit.
    var commitTitle: String {
        parts.facts.head.map { String($0.message.prefix { !$0.isNewline }) } ?? ""
    }

    private func side(_ ref: String, _ sha: String) -> Value {
        .object([
            ("label", .string("\(parts.identity.owner):\(ref)")), ("ref", .string(ref)), ("sha", .string(sha)),
            ("user", parts.user(parts.identity.owner)), ("repo", parts.repository()),
        ])
    }
}
