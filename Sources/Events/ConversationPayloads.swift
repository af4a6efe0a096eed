import Expressions

/// Issues, comments, reviews, discussions, and what sorts them.
extension Payloads {
    func issue() -> Value {
        let url = "\(parts.identity.url)/issues/\(seeds.number)"
        let isClosed = seeds.action == "closed"
        return .object(
            thread("issues", url: url) + [
                ("state", .string(isClosed ? "closed" : "open")), ("state_reason", isClosed ? .string("completed") : .null),
                ("locked", .bool(seeds.action == "locked")), ("labels", labels()), ("assignee", .null), ("assignees", .array([])),
                ("milestone", seeds.action == "milestoned" ? milestone() : .null), ("closed_at", isClosed ? parts.now : .null),
                ("active_lock_reason", .null), ("draft", .bool(false)), ("type", .null), ("reactions", reactions()),
                ("labels_url", .string("\(parts.api)/issues/\(seeds.number)/labels{/name}")),
                ("comments_url", .string("\(parts.api)/issues/\(seeds.number)/comments")), ("repository_url", .string(parts.api)),
            ])
    }

    func discussion() -> Value {
        let category: Members = [
            ("id", .number(1)), ("node_id", .string("DIC_1")), ("emoji", .string(":speech_balloon:")), ("name", .string("General")),
            ("slug", .string("general")), ("description", .string("")), ("is_answerable", .bool(false)),
        ]
        let url = "\(parts.identity.url)/discussions/\(seeds.number)"
        return .object(
            thread("discussions", url: url) + [
                ("category", .object(category)), ("state", .string("open")), ("state_reason", .null), ("locked", .bool(false)),
                ("answer_html_url", .null), ("answer_chosen_at", .null), ("answer_chosen_by", .null), ("labels", labels()),
                ("reactions", reactions()),
            ])
    }

    /// What issues, pull requests and discussions have in common; a title and text of their own only the user knows.
    private func thread(_ kind: String, url: String) -> Members {
        let id = StableNumber.of(url)
        return [
            ("id", .number(Double(id))), ("node_id", .string("I_\(id)")), ("number", .number(Double(seeds.number))),
            ("title", .string("")), ("body", .string("")), ("user", parts.user(parts.actor)), ("comments", .number(0)),
            ("author_association", .string("OWNER")), ("url", .string("\(parts.api)/\(kind)/\(seeds.number)")), ("html_url", .string(url)),
            ("created_at", parts.now), ("updated_at", parts.now),
        ]
    }

    /// - Parameter path: Below the repository's page, but for the comment's number at its end.
    func comment(at path: String) -> Value {
        let id = StableNumber.of("comment \(path)")
        return .object([
            ("id", .number(Double(id))), ("node_id", .string("IC_\(id)")), ("body", .string("")), ("user", parts.user(parts.actor)),
            ("author_association", .string("OWNER")), ("url", .string("\(parts.api)/issues/comments/\(id)")),
            ("html_url", .string("\(parts.identity.url)/\(path)\(id)")),
            ("issue_url", .string("\(parts.api)/issues/\(seeds.number)")), ("commit_id", .string(seeds.headSHA)),
            ("performed_via_github_app", .null), ("reactions", reactions()), ("created_at", parts.now), ("updated_at", parts.now),
        ])
    }

    func review() -> Value {
        let id = StableNumber.of("review \(seeds.number)")
        let url = "\(parts.identity.url)/pull/\(seeds.number)"
        return .object([
            ("id", .number(Double(id))), ("node_id", .string("PRR_\(id)")), ("user", parts.user(parts.actor)), ("body", .string("")),
            ("commit_id", .string(seeds.headSHA)), ("submitted_at", parts.now),
            ("state", .string(seeds.action == "dismissed" ? "dismissed" : "approved")),
            ("html_url", .string("\(url)#pullrequestreview-\(id)")),
            ("pull_request_url", .string("\(parts.api)/pulls/\(seeds.number)")), ("author_association", .string("OWNER")),
        ])
    }

    /// Those of the issue or pull request: the one that was just given.
    func labels() -> Value {
        .array(seeds.action == "labeled" ? [label()] : [])
    }

    func label() -> Value {
        let name = seeds.labelName
        return .object([
            ("id", .number(Double(StableNumber.of("label \(name)")))), ("node_id", .string("LA_1")),
            ("url", .string("\(parts.api)/labels/\(name)")), ("name", .string(name)), ("color", .string("ededed")),
            ("default", .bool(false)), ("description", .null),
        ])
    }

    func milestone() -> Value {
        .object([
            ("id", .number(1)), ("node_id", .string("MI_1")), ("number", .number(1)), ("title", .string("")), ("description", .null),
            ("state", .string(seeds.action == "closed" ? "closed" : "open")), ("creator", parts.user(parts.actor)),
            ("open_issues", .number(0)), ("closed_issues", .number(0)), ("due_on", .null), ("closed_at", .null),
            ("url", .string("\(parts.api)/milestones/1")), ("html_url", .string("\(parts.identity.url)/milestone/1")),
            ("created_at", parts.now), ("updated_at", parts.now),
        ])
    }

    private func reactions() -> Value {
        .object([("total_count", .number(0))])
    }
}
