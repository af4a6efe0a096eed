import Expressions
import Planning
import RunRecords

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
        contexts["job"] = .object(job + [("status", .string(Self.status(view).rawValue))])
        if !view.github.isEmpty { contexts["github"] = .object(github + view.github) }
        let functions = Self.functions(status: Self.status(view), hashRoot: hashRoot)
        return TemplateEvaluation(evaluator: Evaluator(contexts: contexts, functions: functions), file: file)
    }

    private static func status(_ view: StepView) -> Conclusion {
        view.isCancelled ? .cancelled : view.progress.status
    }

    private static func functions(status: Conclusion, hashRoot: String) -> [String: Evaluator.Function] {
        [
            "always": { _ in .bool(true) },
            "cancelled": { _ in .bool(status == .cancelled) },
            "success": { _ in .bool(status == .success) },
            "failure": { _ in .bool(status == .failure) },
            "hashfiles": { (arguments) throws(ExpressionError) in
                do throws(FileHashError) {
                    return .string(try FileHash.hashFiles(arguments: arguments.map(\.text), root: hashRoot))
                } catch {
                    throw ExpressionError(phase: .evaluation, message: error.description)
                }
            },
        ]
    }
}
