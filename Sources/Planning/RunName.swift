import Diagnostics
import Events
import Expressions
import Workflows

/// The names of runs.
enum RunName {
    /// `run-name` evaluated; where that is absent or empty, the name GitHub gives by the event (docs.github.com, "Workflow syntax",
    /// `run-name`): the commit's first line, the title of the pull request or issue, the release's name, else the workflow's name.
    static func of(_ plan: Plan, _ evaluator: @autoclosure () -> Evaluator) -> Result<String, PlanningFailure> {
        guard let template = plan.workflow.runName else { return .success(usual(plan)) }
        do {
            let name = firstLine(try evaluator().evaluate(template).text)
            return .success(name.isEmpty ? usual(plan) : name)
        } catch {
            let finding = Diagnostic(
                file: plan.workflow.path, range: template.mark, kind: .expression,
                message: "\"run-name\" can't be evaluated: \(error.message)")
            return .failure(PlanningFailure([finding]))
        }
    }

    private static func usual(_ plan: Plan) -> String {
        let payload = plan.event.payload
        let name =
            switch plan.event.name {
            case "push": payload["head_commit"]["message"].text
            case let event where event.hasPrefix("pull_request"): payload["pull_request"]["title"].text
            case "issues", "issue_comment": payload["issue"]["title"].text
            case "release": payload["release"]["name"].text
            case "repository_dispatch": payload["action"].text
            case "merge_group": payload["merge_group"]["head_commit"]["message"].text
            default: ""
            }
        let line = firstLine(name)
        return line.isEmpty ? plan.workflow.displayName : line
    }

    private static func firstLine(_ text: String) -> String {
        String(text.drop { $0.isWhitespace }.prefix { !$0.isNewline })
    }
}
