import Expressions
import Workflows

/// A `run` step: its script, shell and folder, evaluated.
struct ScriptStep: Sendable {
    let plan: ProcessPlan

    /// Evaluates the script and finds shell and folder: the step's own, else the job's defaults, else the workflow's. Inside a composite
    /// action there are no defaults, and the step has to name its shell.
    init(_ script: RunScript, run: StartedStep, preparation: StepPreparation) throws(EvaluationFailure) {
        let evaluation = preparation.evaluation
        let text = try evaluation.text(script.script)
        let own = try script.workingDirectory.map { template throws(EvaluationFailure) in try evaluation.text(template) } ?? ""
        let folder = own.isEmpty ? run.place.defaultWorkingDirectory ?? "" : own
        let shell = try Self.shell(script, run, evaluation)
        plan = ProcessPlan(
            title: "shell \"\(shell.arguments[0])\"", heading: Self.heading(text, shell, preparation.env),
            arguments: { shell.arguments(script: $0) }, fallbackProgram: shell.fallbackProgram,
            script: (shell.contents(of: text), shell.fileExtension),
            workingDirectory: folder.isEmpty ? run.scope.paths.workspace : run.scope.paths.resolve(folder),
            reserved: Self.reserved(run))
    }

    /// As on GitHub: only steps that are actions say which.
    private static func reserved(_ run: StartedStep) -> [String: String] {
        var values = ["GITHUB_ACTION_REPOSITORY": "", "GITHUB_ACTION_REF": ""]
        values["GITHUB_ACTION_PATH"] = run.place.action?.folder(run.scope.paths)
        return values
    }

    private static func shell(_ script: RunScript, _ run: StartedStep, _ evaluation: TemplateEvaluation) throws(EvaluationFailure) -> Shell
    {
        let own = try script.shell.map { template throws(EvaluationFailure) in try evaluation.text(template) } ?? ""
        let range = script.shell?.range ?? script.script.range
        guard let named = own.isEmpty ? run.place.defaultShell : own else {
            guard run.place.action == nil else {
                let message = "\"shell\" is required for \"run\" in a composite action; add \"shell: bash\""
                throw EvaluationFailure(place: Place(evaluation.file, range).description, message: message)
            }
            return .implied
        }
        switch Shell.named(named) {
        case .success(let shell): return shell
        case .failure(let invalid):
            throw EvaluationFailure(place: Place(evaluation.file, range).description, message: "\(invalid.message); found \"\(named)\"")
        }
    }

    /// The script, the shell, the env.
    private static func heading(_ script: String, _ shell: Shell, _ env: OrderedVariables) -> [String] {
        var lines = ["##[group]Run \(StepName.firstLine(script))"]
        var text = script[...]
        while text.last?.isNewline == true { text.removeLast() }
        lines += text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines.append("shell: \(shell.commandLine)")
        if !env.names.isEmpty { lines.append("env:") }
        lines += env.pairs.map { "  \($0): \($1)" }
        lines.append("##[endgroup]")
        return lines
    }
}
