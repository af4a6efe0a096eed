import Expressions
import Planning
import RunRecords
import Workflows

/// The contexts of a job that stay the same from step to step, and those made anew for each.
struct JobContexts: Sendable {
    /// The workflow's path, for messages.
    let file: String
    /// `github` without what differs between steps; in order.
    let github: [(String, Value)]
    /// `vars`, `inputs`, `needs`, `strategy`, `matrix`, `secrets`, `runner` and `github`, by name.
    let fixed: [String: Value]
    /// `job` without its status.
    let job: [(String, Value)]

    /// What a step sees besides.
    struct StepView: Sendable {
        var env = OrderedVariables()
        var progress = JobProgress()
        /// Of `github`: `action` and the paths of the command files.
        var github: [(String, Value)] = []
        /// The `cancelled()` of the moment: not only of the progress, since a job may be cancelled while a step runs.
        var isCancelled = false
    }

    /// What the steps of a composite action see: its inputs, and neither secrets nor vars nor needs.
    ///
    /// - Parameter folder: The action's, inside.
    func inside(_ action: FoundAction, folder: String, inputs: Value) -> JobContexts {
        let own: [(String, Value)] = [
            ("action_path", .string(folder)), ("action_repository", .string(action.repository?.name ?? "")),
            ("action_ref", .string(action.repository?.ref ?? "")),
        ]
        let github = github + own
        var fixed = fixed.filter { ["strategy", "matrix", "runner"].contains($0.key) }
        fixed["github"] = .object(github)
        fixed["inputs"] = inputs
        return JobContexts(file: action.metadata.path, github: github, fixed: fixed, job: job)
    }

    /// The same contexts for what is written in another file.
    func reading(_ file: String) -> JobContexts {
        JobContexts(file: file, github: github, fixed: fixed, job: job)
    }

    /// For what is evaluated before any step: job settings, workflow and job env.
    func evaluation(env: Value? = nil) -> TemplateEvaluation {
        var contexts = fixed
        contexts["env"] = env
        return TemplateEvaluation(evaluator: Evaluator(contexts: contexts), file: file)
    }

    /// For a step.
    ///
    /// - Parameter hashRoot: The workspace on the host, for `hashFiles`.
    func evaluation(_ view: StepView, hashRoot: String) -> TemplateEvaluation {
        var contexts = fixed
        contexts["env"] = view.env.context
        contexts["steps"] = view.progress.stepsContext
        let status = view.isCancelled ? .cancelled : view.progress.jobStatus
        contexts["job"] = .object(job + [("status", .string(status.rawValue))])
        var github = github + view.github
        var own = status
        if view.progress.isOfAction {
            own = view.progress.status
            github.append(("action_status", .string(own.rawValue)))
        }
        contexts["github"] = .object(github)
        let functions = StepFunctions.evaluated(own: own, job: status, hashRoot: hashRoot)
        return TemplateEvaluation(evaluator: Evaluator(contexts: contexts, functions: functions), file: file)
    }
}
