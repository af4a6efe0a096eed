import Diagnostics
import Expressions

/// A job that an outsider can start with the repository's rights, and that runs his code.
struct UntrustedJob {
    let job: Job
    /// The event that he causes.
    let event: String
    /// Where his code comes in.
    let checkout: SourceRange
    /// The steps behind that.
    let laterSteps: [Step]

    /// The folder that it comes into; empty for the workspace itself.
    let folder: String

    /// Some later step runs programs of the work tree, or may.
    var runsCode: Bool {
        laterSteps.contains { step in
            switch step.action {
            case .run(let script): runsCode(script)
            case .uses(let action): action.reference.value.hasPrefix("./\(folder)")
            case .parallel, .wait, .waitAll, .cancel: false
            }
        }
    }
}

extension UntrustedJob {
    /// Beside the workspace foreign code can also be just looked at: only scripts that go there count.
    private func runsCode(_ script: RunScript) -> Bool {
        guard !folder.isEmpty else { return true }
        if let place = script.workingDirectory?.literalString, place.drop(while: { "./".contains($0) }).hasPrefix(folder) { return true }
        let text = script.script.literalString ?? script.script.sourceText ?? ""
        return ["cd \(folder)", "cd ./\(folder)", "cd \"\(folder)", "./\(folder)/"].contains { text.contains($0) }
    }
}

extension CheckedWorkflow {
    /// Events whose workflows have the repository's rights and are about an outsider's code.
    private static let events = ["pull_request_target", "workflow_run", "issue_comment"]

    /// Whether a condition lets only people in who are trusted, or the event out.
    private static func guards(_ condition: Condition, against event: String) -> Bool {
        guard let text = condition.source?.value else { return false }
        let facts = [
            "head.repo.full_name", "head.repo.fork", "head.repo.owner", "author_association", "head_repository", "user.login",
            "github.actor", "github.triggering_actor", "sender.login", "sender.type",
        ]
        if text.contains("workflow_run.event") || facts.contains(where: { isAsked($0, in: text) }) { return true }
        return text.contains("github.event_name") && text.contains("==") && !text.contains("'\(event)'")
    }

    /// Somewhere the fact is not just said to be different from something, such as a bot's name.
    private static func isAsked(_ fact: String, in text: String) -> Bool {
        var rest = text[...]
        while let range = rest.firstRange(of: fact) {
            rest = rest[range.upperBound...]
            if !rest.drop(while: { $0 == " " }).hasPrefix("!=") { return true }
        }
        return false
    }

    func findUntrustedJobs() -> [UntrustedJob] {
        guard let event = Self.events.first(where: { types.trigger($0) != nil }) else { return [] }
        return workflow.jobs.compactMap { job in
            // An environment can ask for approval first.
            guard job.environment == nil, !Self.guards(job.condition, against: event) else { return nil }
            for (index, step) in job.steps.enumerated() {
                guard !Self.guards(step.condition, against: event), let range = checkout(step, event) else { continue }
                return UntrustedJob(
                    job: job, event: event, checkout: range, laterSteps: Array(job.steps[(index + 1)...]), folder: Self.folder(of: step))
            }
            return nil
        }
    }

    private static func folder(of step: Step) -> String {
        guard case .uses(let action) = step.action, let path = action.inputs?.member("path")?.literalString else { return "" }
        return String(path.drop { "./".contains($0) })
    }

    private func checkout(_ step: Step, _ event: String) -> SourceRange? {
        switch step.action {
        case .uses(let action):
            guard KnownSources.name(action.reference.value) == "actions/checkout" else { return nil }
            // From version 7 the action refuses such code unless told otherwise.
            if event != "issue_comment", (action.majorVersion ?? 0) >= 7, action.inputs?.member("allow-unsafe-pr-checkout") == nil {
                return nil
            }
            for name in ["ref", "repository"] {
                if let value = action.inputs?.member(name), Self.namesHead(value) { return value.range }
            }
            return nil
        case .run(let script):
            guard event != "workflow_run" else { return nil }
            let text = script.script.literalString ?? script.script.sourceText ?? ""
            guard let command = ["gh pr checkout", "hub pr checkout"].first(where: { text.contains($0) }) else { return nil }
            return place(of: command, in: script.script.range)
        case .wait, .waitAll, .cancel, .parallel: return nil
        }
    }

    private static let heads = [
        "github.head_ref", "github.event.pull_request.head.", "github.event.pull_request.merge_commit_sha",
        "github.event.workflow_run.head_",
    ]

    private static func namesHead(_ value: Template) -> Bool {
        guard case .expression(let expression, _) = value else { return false }
        let text = expression.source.lowercased()
        if text.hasPrefix("format('refs/pull/") || text.contains("refs/pull/") || text.hasPrefix("pull/") { return true }
        return heads.contains { text.contains($0) }
    }
}

extension Template {
    /// The text of an expression, or of mixed text with `{0}` for its expressions.
    var sourceText: String? {
        guard case .expression(let expression, _) = self else { return nil }
        return expression.formatText ?? expression.source
    }

    /// Calls `body` with each expression in it.
    func visitExpressions(_ body: (Expression, SourceRange) -> Void) {
        switch self {
        case .literal: return
        case .expression(let expression, let range): body(expression, range)
        case .sequence(let items, _): for item in items { item.visitExpressions(body) }
        case .mapping(let entries, _):
            for entry in entries {
                entry.key.visitExpressions(body)
                entry.value.visitExpressions(body)
            }
        }
    }
}
