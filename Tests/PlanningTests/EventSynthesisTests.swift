import Events
import Expressions
import Testing

@Suite struct EventSynthesisTests {
    static let head = String(repeating: "a1", count: 20)
    static let before = String(repeating: "b2", count: 20)
    static let other = String(repeating: "c3", count: 20)
    static let trunk = String(repeating: "d4", count: 20)

    static func facts(ref: String? = "refs/heads/topic") -> RepositoryFacts {
        let ada = Person(name: "Ada", email: "ada@example.org")
        var commit = CommitFacts(sha: head, treeID: other, message: "Add x\n\nbody\n", author: ada)
        commit.time = 1_773_476_813
        commit.offset = 60
        var facts = RepositoryFacts(identity: RepositoryIdentity(fullName: "octo/app"), head: commit, ref: ref)
        facts.before = before
        facts.commits = [commit]
        facts.defaultBranchSHA = trunk
        facts.time = 1_773_476_900
        facts.user = ada
        return facts
    }

    static func event(_ name: String, _ payload: Value? = nil, ref: String? = "refs/heads/topic") throws -> Event {
        var request = EventRequest(name: name, repository: facts(ref: ref))
        request.payload = payload
        request.repository.tagAtHead = "refs/tags/v9"
        request.commit = { $0 == "refs/heads/here" ? trunk : nil }
        return try EventSynthesis.event(request)
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var event: String
        var payload: Value?
        var checkedOut: String? = "refs/heads/topic"
        var ref: String
        var sha: String
    }

    static func object(_ name: String, _ members: [(String, Value)]) -> Value {
        .object([(name, .object(members))])
    }

    static let cases = [
        Case(testDescription: "a push is to the branch checked out", event: "push", ref: "refs/heads/topic", sha: head),
        Case(testDescription: "a push of a tag", event: "push", checkedOut: "refs/tags/v1", ref: "refs/tags/v1", sha: head),
        Case(
            testDescription: "a detached head counts as the default branch", event: "push", checkedOut: nil, ref: "refs/heads/main",
            sha: head),
        Case(
            testDescription: "the file names ref and commit of a push", event: "push",
            payload: .object([("ref", .string("refs/heads/x")), ("after", .string(other))]), ref: "refs/heads/x", sha: other),
        Case(
            testDescription: "of an annotated tag the commit counts", event: "push",
            payload: .object([
                ("ref", .string("refs/tags/v2")), ("after", .string(other)), ("head_commit", .object([("id", .string(before))])),
            ]), ref: "refs/tags/v2", sha: before),
        Case(
            testDescription: "a deletion runs on the default branch", event: "push",
            payload: .object([("ref", .string("refs/heads/x")), ("deleted", .bool(true))]), ref: "refs/heads/main", sha: trunk),
        Case(testDescription: "a pull request has a merge ref", event: "pull_request", ref: "refs/pull/1/merge", sha: head),
        Case(
            testDescription: "the number and head of a pull request come from the file", event: "pull_request",
            payload: object("pull_request", [("number", .number(7)), ("head", .object([("sha", .string(other))]))]),
            ref: "refs/pull/7/merge", sha: other),
        Case(
            testDescription: "a merged pull request is on its base", event: "pull_request",
            payload: object("pull_request", [("merged", .bool(true)), ("base", .object([("ref", .string("dev"))]))]),
            ref: "refs/heads/dev", sha: head),
        Case(
            testDescription: "pull_request_target is on the default branch", event: "pull_request_target", ref: "refs/heads/main",
            sha: trunk),
        Case(testDescription: "a dispatch is on the branch checked out", event: "workflow_dispatch", ref: "refs/heads/topic", sha: head),
        Case(
            testDescription: "a short ref in the file is a branch", event: "workflow_dispatch",
            payload: .object([("ref", .string("dev"))]), ref: "refs/heads/dev", sha: head),
        Case(testDescription: "a schedule is on the default branch", event: "schedule", ref: "refs/heads/main", sha: head),
        Case(testDescription: "issues are on the default branch", event: "issue_comment", ref: "refs/heads/main", sha: head),
        Case(
            testDescription: "a release is of its tag", event: "release", payload: object("release", [("tag_name", .string("v3"))]),
            ref: "refs/tags/v3", sha: head),
        Case(
            testDescription: "a created tag", event: "create", payload: .object([("ref", .string("v4")), ("ref_type", .string("tag"))]),
            ref: "refs/tags/v4", sha: head),
        Case(testDescription: "a deleted branch runs on the default one", event: "delete", ref: "refs/heads/main", sha: head),
        Case(
            testDescription: "a merge group has a branch of its own", event: "merge_group",
            ref: "refs/heads/gh-readonly-queue/main/pr-1-\(trunk)", sha: head),
        Case(
            testDescription: "a deployment is of its ref and commit", event: "deployment",
            payload: object("deployment", [("ref", .string("v5")), ("sha", .string(other))]), ref: "refs/heads/v5", sha: other),
        Case(
            testDescription: "a dispatch on a branch that is here has its commit", event: "workflow_dispatch",
            payload: .object([("ref", .string("here"))]), ref: "refs/heads/here", sha: trunk),
        Case(
            testDescription: "a deletion of a branch that is here is on the default one", event: "delete",
            payload: .object([("ref", .string("here")), ("ref_type", .string("branch"))]), ref: "refs/heads/main", sha: head),
        Case(testDescription: "a review is of the merge", event: "pull_request_review", ref: "refs/pull/1/merge", sha: head),
        Case(testDescription: "a workflow_run is on the default branch", event: "workflow_run", ref: "refs/heads/main", sha: head),
        Case(testDescription: "a release without a file is of the tag here", event: "release", ref: "refs/tags/v9", sha: head),
        Case(testDescription: "an event without a rule is on the default branch", event: "gollum", ref: "refs/heads/main", sha: head),
    ]

    @Test(arguments: cases) func hasRefAndCommitByGitHubsRules(_ c: Case) throws {
        let event = try Self.event(c.event, c.payload, ref: c.checkedOut)
        #expect(event.ref == c.ref)
        #expect(event.sha == c.sha)
    }

    @Test func aPushShowsItsCommits() throws {
        let payload = try Self.event("push").payload
        #expect(payload["before"].text == Self.before)
        #expect(payload["after"].text == Self.head)
        #expect(payload["created"].isTruthy == false)
        #expect(payload["compare"].text == "https://github.com/octo/app/compare/b2b2b2b2b2b2...a1a1a1a1a1a1")
        #expect(payload["head_commit"]["message"].text == "Add x\n\nbody")
        #expect(payload["head_commit"]["timestamp"].text == "2026-03-14T09:26:53+01:00")
        #expect(payload["commits"].items?.count == 1)
        #expect(payload["repository"]["full_name"].text == "octo/app")
        #expect(payload["repository"]["default_branch"].text == "main")
        #expect(payload["pusher"]["email"].text == "ada@example.org")
        #expect(payload["sender"]["login"].text == "octo")
        for key in ["ref", "deleted", "forced", "base_ref"] {
            #expect(payload.members?.contains { $0.key == key } == true, "\(key)")
        }
    }

    @Test func aPullRequestShowsBothSides() throws {
        let event = try Self.event("pull_request")
        #expect(event.headRef == "topic")
        #expect(event.baseRef == "main")
        #expect(event.payload["action"].text == "opened")
        #expect(event.payload["pull_request"]["head"]["sha"].text == Self.head)
        #expect(event.payload["pull_request"]["base"]["sha"].text == Self.trunk)
        #expect(event.payload["pull_request"]["title"].text == "Add x")
        #expect(event.payload["pull_request"]["head"]["repo"]["full_name"].text == "octo/app")
        #expect(event.pathComparison == .mergeBase(Self.trunk, head: Self.head))
    }

    @Test func theFileWinsMemberByMember() throws {
        let file = Value.object([
            ("action", .string("labeled")), ("sender", .object([("login", .string("mona"))])),
            ("pull_request", .object([("labels", .array([.string("a")])), ("body", .string("text"))])),
        ])
        let event = try Self.event("pull_request", file)
        #expect(event.actor == "mona")
        #expect(event.payload["action"].text == "labeled")
        #expect(event.payload["pull_request"]["body"].text == "text")
        #expect(event.payload["pull_request"]["labels"].items?.count == 1)
        #expect(event.payload["pull_request"]["number"].text == "1")
        #expect(event.payload["sender"]["type"].text == "User")
    }

    @Test func aPayloadMustBeAnObject() {
        #expect(throws: EventError.self) { try Self.event("push", .array([])) }
    }

    @Test func inputsAreTextInThePayload() throws {
        var request = EventRequest(name: "workflow_dispatch", repository: Self.facts())
        request.inputs = [("count", "3"), ("flag", "true")]
        request.actor = "mona"
        let event = try EventSynthesis.event(request)
        #expect(event.actor == "mona")
        guard case .string("3") = event.payload["inputs"]["count"] else {
            Issue.record("not text")
            return
        }
    }

    @Test(arguments: ["pull_request", "pull_request_target", "release", "issues", "issue_comment", "workflow_run", "merge_group"])
    func eventsWithActivitiesHaveOne(_ name: String) throws {
        #expect(try Self.event(name).payload["action"].text.isEmpty == false)
    }

    struct ComparisonCase: CustomTestStringConvertible {
        var testDescription: String
        var event: String
        var payload: Value?
        var checkedOut = "refs/heads/topic"
        var comparison: PathComparison
    }

    static let comparisons = [
        ComparisonCase(testDescription: "a push", event: "push", comparison: .commits(from: before, to: head)),
        ComparisonCase(
            testDescription: "a new branch", event: "push", payload: .object([("before", .string(String(repeating: "0", count: 40)))]),
            comparison: .commits(from: nil, to: head)),
        ComparisonCase(testDescription: "a tag", event: "push", checkedOut: "refs/tags/v1", comparison: .none),
        ComparisonCase(testDescription: "a deletion", event: "push", payload: .object([("deleted", .bool(true))]), comparison: .none),
        ComparisonCase(testDescription: "another event", event: "schedule", comparison: .none),
    ]

    @Test(arguments: comparisons) func pathsAreCompared(_ c: ComparisonCase) throws {
        #expect(try Self.event(c.event, c.payload, ref: c.checkedOut).pathComparison == c.comparison)
    }

    struct TimeCase: CustomTestStringConvertible {
        var testDescription: String
        var seconds: Int64
        var offset: Int?
    }

    static let times = [
        TimeCase(testDescription: "1970-01-01T00:00:00Z", seconds: 0),
        TimeCase(testDescription: "2000-02-29T23:59:59Z", seconds: 951_868_799),
        TimeCase(testDescription: "1969-12-31T23:59:59Z", seconds: -1),
        TimeCase(testDescription: "2026-03-14T00:26:53-08:00", seconds: 1_773_476_813, offset: -480),
        TimeCase(testDescription: "2026-03-14T13:56:53+05:30", seconds: 1_773_476_813, offset: 330),
        TimeCase(testDescription: "9999-12-31T00:00:00Z", seconds: .max),
    ]

    @Test(arguments: times) func timesAreText(_ c: TimeCase) {
        #expect(Timestamp.text(c.seconds, offset: c.offset) == c.testDescription)
    }

    @Test func numbersMadeOfNamesStay() {
        #expect(RepositoryIdentity(fullName: "octo/app").id == RepositoryIdentity(fullName: "Octo/App").id)
        #expect(RepositoryIdentity(fullName: "octo/app").id != RepositoryIdentity(fullName: "octo/other").id)
        #expect(StableNumber.of("") > 0)
    }
}
