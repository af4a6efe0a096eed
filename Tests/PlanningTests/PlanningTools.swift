import Diagnostics
import Events
import Expressions
import Testing
import Workflows

@testable import Planning

/// A workflow file's text, read without errors.
func workflow(_ text: String, path: String = ".github/workflows/ci.yml") throws -> Workflow {
    let document = WorkflowReader().read(Array(text.utf8), path: path)
    let findings = document.diagnostics.filter { $0.severity == .error }
    #expect(findings.isEmpty, "\(findings)")
    return try #require(document.workflow)
}

func json(_ text: String) throws -> Value {
    try Value(json: text)
}

func event(_ name: String, payload: String = "{}", ref: String = "refs/heads/main") throws -> Event {
    Event(name: name, ref: ref, sha: String(repeating: "a", count: 40), actor: "mona", payload: try Value(json: payload))
}

/// A plan of a workflow for a push to main, or what is given.
func plan(
    _ workflow: Workflow, _ given: Event? = nil, inputs: String = "{}", options: PlanOptions = PlanOptions()
) throws -> Result<Plan, PlanningFailure> {
    Planner().plan(
        workflow, for: try given ?? event("push"), repository: RepositoryIdentity(fullName: "octo/app"), inputs: try json(inputs),
        vars: try json(#"{"LIMIT": "2", "OS": "[\"linux\",\"mac\"]"}"#), options: options)
}
