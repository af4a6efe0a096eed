import Diagnostics
import Expressions

/// The contexts at the place where an expression stands.
final class PlaceTypes: ContextTypes {
    let workflow: WorkflowTypes
    /// Nothing outside of jobs.
    var job: JobTypes?
    var steps: StepTypes?
    /// The inputs of an action, all of them text; nothing in a workflow.
    var inputsOfAction: ExpressionType?
    /// The steps of a composite action.
    var stepsOfAction: [Step] = []

    init(workflow: WorkflowTypes) {
        self.workflow = workflow
    }

    func type(ofContext name: String) -> ExpressionType {
        switch name {
        case "github": workflow.github
        case "steps": steps?.type ?? .any
        case "matrix": job?.matrix ?? .any
        case "needs": job?.needs ?? .any
        case "env", "vars": StandardContexts.texts
        case "inputs": inputsOfAction ?? workflow.inputs
        case "secrets": workflow.secrets
        case "runner": StandardContexts.runner
        case "job": job?.context ?? .any
        case "strategy": StandardContexts.strategy
        case "jobs": workflow.jobs
        default: name.utf8.contains { $0 < 0x61 } ? upperCase(name) : .any
        }
    }

    private func upperCase(_ name: String) -> ExpressionType {
        let lower = name.lowercased()
        return lower == name ? .any : type(ofContext: lower)
    }

    func explanation(missing name: String, in path: [String], names: [String]) -> TypeFinding.Text? {
        let nearest = Suggestion.nearest(to: name, among: names).map { "did you mean \"\($0)\"?" }
        let list = names.isEmpty || names.count > 12 ? nil : names.inQuotes
        switch (path.first, path.count) {
        case ("steps", 1): return missingStep(name, nearest: nearest, list: list)
        case ("steps", 3) where path[2] == "outputs":
            return .init(
                message: "step \"\(path[1])\" does not set an output \"\(name)\"",
                remedy: nearest ?? list.map { "it sets \($0)" } ?? "write \"\(name)=…\" to the file $GITHUB_OUTPUT in that step")
        case ("needs", 1):
            let exists = workflow.job(name) != nil
            return .init(
                message: "job \"\(name)\" is not in \"needs\" of this job",
                remedy: exists ? "add it to \"needs\"" : nearest ?? list.map { "\"needs\" names \($0)" } ?? "this job has no \"needs\"")
        case ("needs", 3) where path[2] == "outputs", ("jobs", 3) where path[2] == "outputs":
            return .init(
                message: "job \"\(path[1])\" has no output \"\(name)\"",
                remedy: nearest ?? list.map { "its outputs are \($0)" } ?? "declare it below \"outputs\" of that job")
        case ("matrix", 1):
            return .init(
                message: names.isEmpty ? "this job has no matrix" : "the matrix has no \"\(name)\"",
                remedy: nearest ?? list.map { "it gives \($0)" } ?? "add a row or an item of \"include\"")
        case ("inputs", 1):
            return .init(
                message: "the \(inputsOfAction == nil ? "workflow" : "action") has no input \"\(name)\"",
                remedy: nearest ?? list.map { "its inputs are \($0)" }
                    ?? (inputsOfAction == nil
                        ? "declare it below \"workflow_dispatch\" or \"workflow_call\"" : "declare it below \"inputs\""))
        case ("secrets", 1):
            return .init(
                message: "secret \"\(name)\" is not declared by \"workflow_call\"",
                remedy: nearest ?? "declare it; only a caller with \"secrets: inherit\" would give it")
        case ("github", 2) where path[1] == "event": return missingPayload(name, nearest: nearest)
        default: return nil
        }
    }

    private func missingStep(_ name: String, nearest: String?, list: String?) -> TypeFinding.Text {
        var comesLater = false
        let wanted = name.ordinalUppercase
        for step in job?.job.steps ?? stepsOfAction where step.hasExplicitID && step.id.ordinalUppercase == wanted { comesLater = true }
        if comesLater {
            return .init(message: "step \"\(name)\" does not come before this place", remedy: "move the step up; until it ran it is null")
        }
        return .init(
            message: "no step before this place has the id \"\(name)\"",
            remedy: nearest ?? list.map { "the steps with ids are \($0)" } ?? "give the step an \"id\"")
    }

    private func missingPayload(_ name: String, nearest: String?) -> TypeFinding.Text {
        let events = workflow.workflow.triggers.map(\.event.value)
        let others = EventPayloads.events(with: name)
        let ours = events.count > 4 ? "the events of this workflow have" : "the payload of \(events.inQuotes) has"
        return .init(
            message: "\(ours) no member \"\(name)\"",
            remedy: others.isEmpty ? nearest : "events that have it: \(others.prefix(5).map { $0 }.inQuotes)")
    }
}
