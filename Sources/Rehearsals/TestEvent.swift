import Diagnostics
import Events
import Expressions
import Workflows

/// Makes the event of a case.
struct TestEvent {
    let given: TestGiven
    let workflow: Workflow

    /// What is usual where a case says nothing.
    static let usualRepository = "octo-org/octo-repo"
    private static let usualSHA = "ffac537e6cbbf934b08745a378932722df287a53"
    private static let actor = "octocat"

    var repository: RepositoryIdentity {
        RepositoryIdentity(
            fullName: given.repository?.value ?? Self.usualRepository, defaultBranch: given.defaultBranch ?? "main")
    }

    var name: String {
        if let event = given.event { return event.value }
        let names = workflow.triggers.map(\.event.value)
        return names.contains("push") || names.isEmpty ? "push" : names[0]
    }

    func event() throws(EventError) -> Event {
        var request = EventRequest(name: name, repository: facts)
        request.actor = given.actor ?? Self.actor
        request.payload = given.payload
        request.inputs = given.inputs.pairs
        let trigger = workflow.triggers.first { $0.event.value == request.name }
        request.schedule = trigger?.schedules.first?.cron.value
        request.triggeringWorkflow = trigger?.workflows?.first?.value
        request.workflowPath = workflow.path
        var event = try EventSynthesis.event(request)
        event.changedPaths = given.changed
        return event
    }

    private var facts: RepositoryFacts {
        let person = Person(name: "Mona Lisa Octocat", email: "octocat@github.com")
        let sha = given.sha ?? Self.usualSHA
        let commit = CommitFacts(sha: sha, treeID: sha, message: "A commit", author: person)
        var facts = RepositoryFacts(identity: repository, head: commit, ref: ref)
        facts.before = String(repeating: "1", count: 40)
        facts.commits = [commit]
        facts.defaultBranchSHA = sha
        facts.user = person
        // Always the same time: 2026-01-01.
        facts.time = 1_767_225_600
        return facts
    }

    /// The branch or tag that is checked out: the source of a pull request.
    private var ref: String {
        guard let ref = given.ref?.value else {
            return "refs/heads/" + (name.hasPrefix("pull_request") ? "feature" : repository.defaultBranch)
        }
        return ref.hasPrefix("refs/") ? ref : "refs/heads/" + ref
    }
}
