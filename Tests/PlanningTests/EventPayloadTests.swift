import Events
import Expressions
import Testing

/// What workflows read of the payloads that are made up.
@Suite struct EventPayloadTests {
    struct Case: CustomTestStringConvertible {
        var event: String
        var payload: Value?
        /// Paths into the payload, and the text there.
        var expected: [(path: String, text: String)]
        var testDescription: String { event + (payload.map { " of \($0.json())" } ?? "") }
    }

    static let head = EventSynthesisTests.head

    static let cases = [
        Case(
            event: "pull_request",
            expected: [
                ("number", "1"), ("pull_request.head.ref", "topic"), ("pull_request.head.sha", head), ("pull_request.base.ref", "main"),
                ("pull_request.head.repo.full_name", "octo/app"), ("pull_request.head.repo.fork", "false"),
                ("pull_request.draft", "false"), ("pull_request.merged", "false"), ("pull_request.user.login", "octo"),
                ("pull_request.state", "open"), ("pull_request.labels", "Array"), ("pull_request.author_association", "OWNER"),
                ("pull_request._links.html.href", "https://github.com/octo/app/pull/1"),
            ]),
        Case(
            event: "pull_request", payload: try? Value(json: #"{"action": "labeled", "label": {"name": "deploy"}}"#),
            expected: [("label.name", "deploy"), ("pull_request.labels.0.name", "deploy")]),
        Case(
            event: "pull_request", payload: try? Value(json: #"{"action": "closed", "pull_request": {"merged": true}}"#),
            expected: [("pull_request.state", "closed"), ("pull_request.merged_by.login", "octo")]),
        Case(event: "pull_request_review", expected: [("review.state", "approved"), ("review.user.login", "octo")]),
        Case(event: "pull_request_review_comment", expected: [("comment.user.login", "octo"), ("pull_request.number", "1")]),
        Case(event: "issues", expected: [("issue.number", "1"), ("issue.state", "open"), ("issue.labels", "Array"), ("issue.title", "")]),
        Case(
            event: "issues", payload: try? Value(json: #"{"action": "closed", "issue": {"number": 5}}"#),
            expected: [("issue.state", "closed"), ("issue.html_url", "https://github.com/octo/app/issues/5")]),
        Case(
            event: "issue_comment", payload: try? Value(json: #"{"comment": {"body": "/deploy"}}"#),
            expected: [
                ("action", "created"), ("comment.body", "/deploy"), ("comment.author_association", "OWNER"), ("issue.number", "1"),
                ("issue.pull_request", ""),
            ]),
        Case(event: "release", expected: [("action", "published"), ("release.tag_name", "v9"), ("release.prerelease", "false")]),
        Case(
            event: "workflow_run",
            expected: [
                ("workflow_run.conclusion", "success"), ("workflow_run.head_branch", "topic"), ("workflow_run.head_sha", head),
                ("workflow_run.id", "1"), ("workflow_run.event", "push"), ("workflow_run.name", "CI"), ("workflow.name", "CI"),
                ("workflow_run.head_repository.full_name", "octo/app"), ("workflow_run.display_title", "Add x"),
            ]),
        Case(
            event: "workflow_run", payload: try? Value(json: #"{"action": "requested"}"#),
            expected: [("workflow_run.conclusion", ""), ("workflow_run.status", "queued")]),
        Case(event: "schedule", expected: [("schedule", "0 4 * * *"), ("repository.full_name", "octo/app")]),
        Case(event: "workflow_dispatch", expected: [("workflow", ".github/workflows/ci.yml"), ("inputs.level", "3")]),
        Case(event: "repository_dispatch", expected: [("action", "dispatch"), ("client_payload.level", "3"), ("branch", "main")]),
        Case(event: "create", expected: [("ref", "topic"), ("ref_type", "branch"), ("master_branch", "main")]),
        Case(event: "delete", expected: [("ref", "topic"), ("ref_type", "branch")]),
        Case(event: "merge_group", expected: [("merge_group.head_sha", head), ("merge_group.base_ref", "refs/heads/main")]),
        Case(event: "check_run", expected: [("check_run.conclusion", "success"), ("check_run.check_suite.head_sha", head)]),
        Case(event: "check_suite", expected: [("check_suite.head_branch", "topic")]),
        Case(event: "status", expected: [("state", "success"), ("sha", head), ("branches.0.name", "topic")]),
        Case(event: "deployment", expected: [("deployment.environment", "production"), ("deployment.ref", "topic")]),
        Case(event: "deployment_status", expected: [("deployment_status.state", "success"), ("deployment.sha", head)]),
        Case(event: "discussion", expected: [("discussion.category.name", "General"), ("discussion.number", "1")]),
        Case(event: "discussion_comment", expected: [("comment.user.login", "octo"), ("discussion.state", "open")]),
        Case(event: "fork", expected: [("forkee.full_name", "octo/app"), ("forkee.fork", "true")]),
        Case(event: "gollum", expected: [("pages.0.page_name", "Home")]),
        Case(event: "label", expected: [("action", "created"), ("label.name", "label")]),
        Case(event: "milestone", expected: [("milestone.number", "1")]),
        Case(event: "page_build", expected: [("build.status", "built")]),
        Case(event: "registry_package", expected: [("registry_package.package_type", "CONTAINER")]),
        Case(event: "branch_protection_rule", expected: [("rule.name", "main")]),
        Case(event: "watch", expected: [("action", "started")]),
        Case(event: "public", expected: [("sender.login", "octo"), ("repository.visibility", "public")]),
        Case(event: "image_version", expected: [("image_version.version", "1.0.0")]),
    ]

    @Test(arguments: cases) func hasWhatWorkflowsRead(_ c: Case) throws {
        var request = EventRequest(name: c.event, repository: EventSynthesisTests.facts())
        request.repository.tagAtHead = "refs/tags/v9"
        request.payload = c.payload
        (request.schedule, request.triggeringWorkflow, request.workflowPath) = ("0 4 * * *", "CI", ".github/workflows/ci.yml")
        if ["workflow_dispatch", "repository_dispatch"].contains(c.event) { request.inputs = [("level", "3")] }
        let payload = try EventSynthesis.event(request).payload
        for (path, text) in c.expected {
            var value = payload
            for part in path.split(separator: ".") { value = Int(part).map { value.items?[$0] ?? .null } ?? value[String(part)] }
            #expect(value.text == text, "\(path)")
        }
    }

    private func pullRequest(_ name: String, _ merge: Result<String?, EventError>, file: Value? = nil) throws -> Event {
        var request = EventRequest(name: name, repository: EventSynthesisTests.facts())
        request.payload = file
        request.mergeCommit = { _ throws(EventError) in try merge.get() }
        return try EventSynthesis.event(request)
    }

    @Test func aPullRequestIsTestedAtItsMerge() throws {
        let merge = EventSynthesisTests.other
        let event = try pullRequest("pull_request", .success(merge))
        #expect(event.sha == merge)
        #expect(event.payload["pull_request"]["merge_commit_sha"].text == merge)
        #expect(event.payload["pull_request"]["head"]["sha"].text == Self.head)
        #expect(try pullRequest("pull_request", .success(nil)).sha == Self.head)
    }

    @Test func theFilesMergeCountsOnlyWhereNoneCanBeMade() throws {
        let file = try Value(json: #"{"pull_request": {"merge_commit_sha": "\#(EventSynthesisTests.before)"}}"#)
        let made = try pullRequest("pull_request", .success(EventSynthesisTests.other), file: file)
        #expect(made.sha == EventSynthesisTests.other)
        #expect(made.payload["pull_request"]["merge_commit_sha"].text == EventSynthesisTests.other)
        #expect(try pullRequest("pull_request", .success(nil), file: file).sha == EventSynthesisTests.before)
    }

    @Test func aConflictIsAnErrorButForWhatRunsOnTheBase() throws {
        let conflict = EventError(message: "conflict")
        #expect(throws: conflict) { try pullRequest("pull_request", .failure(conflict)) }
        #expect(try pullRequest("pull_request_target", .failure(conflict)).sha == EventSynthesisTests.trunk)
    }
}
