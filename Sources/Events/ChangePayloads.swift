import Expressions

extension Payloads {
    /// The payload of `push` (triggers.md 5.4).
    func push() -> [(String, Value)] {
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
        let pusher: [(String, Value)] = [("name", .string(parts.actor)), ("email", .string(facts.user.email))]
        return [
            ("ref", .string(seeds.ref)), ("before", .string(before)), ("after", .string(after)),
            ("created", .bool(before == PayloadParts.zeros)), ("deleted", .bool(isDeleted)),
            ("forced", .bool(facts.isForced && !isTag)), ("base_ref", .null), ("compare", .string(compare)),
            ("commits", .array(isHead && !isTag ? facts.commits.map { parts.commit($0) } : [])),
            ("head_commit", isHead ? facts.head.map { parts.commit($0) } ?? .null : .null), ("pusher", .object(pusher)),
        ]
    }

    /// The payload of `pull_request` and its relatives.
    func pullRequestEvent() -> [(String, Value)] {
        var members: [(String, Value)] = [
            ("action", .string(seeds.action)), ("number", .number(Double(seeds.number))), ("pull_request", pullRequest()),
        ]
        if seeds.action == "synchronize" {
            members += [("before", .string(parts.facts.before ?? PayloadParts.zeros)), ("after", .string(seeds.headSHA))]
        }
        return members
    }

    private func pullRequest() -> Value {
        let url = "\(parts.identity.url)/pull/\(seeds.number)"
        let api = "\(RepositoryIdentity.apiURL(of: parts.identity.serverURL))/repos/\(parts.identity.fullName)/pulls/\(seeds.number)"
        let isMerged = seeds.isMerged
        return .object([
            ("id", .number(Double(StableNumber.of(url)))), ("number", .number(Double(seeds.number))), ("url", .string(api)),
            ("html_url", .string(url)), ("diff_url", .string(url + ".diff")), ("patch_url", .string(url + ".patch")),
            ("state", .string(seeds.action == "closed" ? "closed" : "open")), ("locked", .bool(false)),
            ("title", .string(title)), ("body", .null), ("user", parts.user(parts.actor)), ("created_at", parts.now),
            ("updated_at", parts.now), ("closed_at", seeds.action == "closed" ? parts.now : .null),
            ("merged_at", isMerged ? parts.now : .null), ("merge_commit_sha", .string(seeds.sha)), ("assignee", .null),
            ("assignees", .array([])), ("requested_reviewers", .array([])), ("requested_teams", .array([])), ("labels", .array([])),
            ("milestone", .null), ("draft", .bool(false)), ("author_association", .string("OWNER")), ("auto_merge", .null),
            ("merged", .bool(isMerged)), ("mergeable", .bool(true)), ("mergeable_state", .string("clean")),
            ("comments", .number(0)), ("commits", .number(Double(parts.facts.commits.count))),
            ("head", side(seeds.headRef, seeds.headSHA)), ("base", side(seeds.baseRef, seeds.baseSHA)),
        ])
    }

    /// GitHub suggests the first line of the last commit.
    private var title: String {
        parts.facts.head.map { String($0.message.prefix { !$0.isNewline }) } ?? ""
    }

    private func side(_ ref: String, _ sha: String) -> Value {
        .object([
            ("label", .string("\(parts.identity.owner):\(ref)")), ("ref", .string(ref)), ("sha", .string(sha)),
            ("user", parts.user(parts.identity.owner)), ("repo", parts.repository()),
        ])
    }
}
