import Engines
import Expressions
import Glibc
import LinuxSystem
import RunRecords
import Workflows

/// What a step's process is.
struct ProcessPlan: Sendable {
    /// As a message names the program: `shell "bash"`.
    var title: String
    /// The first lines of the log.
    var heading: [String]
    /// With the path of `script` put in.
    var arguments: @Sendable (_ script: String) -> [String]
    /// Takes the program's place where that is not there.
    var fallbackProgram: String?
    /// Written before the start, with such an extension.
    var script: (text: String, fileExtension: String)?
    /// Absolute, inside.
    var workingDirectory: String
    /// Of an action.
    var inputs: [(name: String, value: String)] = []
    /// Above the workflow's environment.
    var variables: [(name: String, value: String)] = []
    /// Above the variables of the job, which no workflow can change.
    var reserved: [String: String] = [:]
    /// Say why it failed although the process has told of an error itself.
    var alwaysSaysWhy = true
}

/// The process of a step: its request, its run, what it left.
struct StepProcess: Sendable {
    let plan: ProcessPlan
    let run: StartedStep
    let files: StepFiles
    private let env: OrderedVariables
    /// Folders that steps put in front of PATH.
    private let prepends: [String]
    private var scope: JobScope { run.scope }

    init(_ plan: ProcessPlan, run: StartedStep, preparation: StepPreparation, files: StepFiles) {
        self.plan = plan
        self.run = run
        self.files = files
        env = preparation.env
        prepends = preparation.prepends
    }

    /// Runs the process to its end, and reads what it left.
    func run(_ control: StepControl) async -> StepResult {
        run.log.say(plan.heading)
        let output = makeOutput()
        do {
            var result = try await start(control, output, usesFallback: false)
            if plan.fallbackProgram != nil, case .notStarted(let code, "execve") = result.status, code == 2 {
                result = try await start(control, output, usesFallback: true)
            }
            return finish(result, output, endedBy: control.settle())
        } catch {
            // A job that is killed takes its sandbox along; whoever killed it says why.
            let commands = output.finish()
            commands.annotations.forEach(run.annotate)
            if let error = error as? EngineError, error.endsSandbox, !Task.isCancelled {
                scope.loss.note(error, under: run)
                var result = StepResult(end: StepEnd(outcome: .failure, conclusion: .failure))
                result.isLost = true
                return result
            }
            let reason = JobFailure(error, mask: scope.mask).reason
            if control.cause == nil, !Task.isCancelled { run.error(reason) }
            let conclusion: Conclusion = Task.isCancelled ? .cancelled : .failure
            return StepResult(end: StepEnd(outcome: conclusion, conclusion: conclusion, reason: reason))
        }
    }

    private func start(_ control: StepControl, _ output: StepOutput, usesFallback: Bool) async throws -> ProcessResult {
        if let rehearsal = scope.request.rehearsal { return await play(rehearsal, control, output) }
        let request = request(usesFallback: usesFallback)
        let sandbox = scope.sandbox
        // At once, on this thread: another would have to be woken first.
        let process = Task.immediate { try await sandbox.run(request) { output.take($0, $1) } }
        control.onCancel { process.cancel() }
        return try await withTaskCancellationHandler {
            try await process.value
        } onCancel: {
            process.cancel()
        }
    }

    private func request(usesFallback: Bool) -> ProcessRequest {
        let path = files.script(plan.script?.fileExtension ?? "")
        var arguments = plan.arguments(path)
        if usesFallback, let program = plan.fallbackProgram { arguments[0] = program }
        var request = ProcessRequest(arguments: arguments, environment: environment, workingDirectory: plan.workingDirectory)
        request.files = files.inputs
        if let script = plan.script { request.files.append(InputFile(path: path, mode: 0o755, contents: Array(script.text.utf8))) }
        if let event = scope.takeEventFile() { request.files.append(event) }
        request.collected = files.collected
        return request
    }

    /// The whole environment: the sandbox's, the workflow's over it, and over that what no workflow can change.
    var environment: [String: String] {
        var values = scope.sandbox.surroundings.environment
        if scope.request.bindsWorkTree { values.merge(GitSafety.environment(scope.paths.workspace)) { $1 } }
        values.merge(env.values) { $1 }
        for (name, value) in plan.variables { values[name] = value }
        if !prepends.isEmpty {
            values["PATH"] = (prepends + (values["PATH"].map { [$0] } ?? [])).joined(separator: ":")
        }
        if values["CI"] == nil { values["CI"] = "true" }
        values.merge(scope.variables) { $1 }
        values.merge(plan.reserved) { $1 }
        values["GITHUB_ACTION"] = run.identifier
        for kind in StepFiles.Kind.allCases { values[kind.variable] = files.path(kind) }
        return values
    }

    private func makeOutput() -> StepOutput {
        var settings = CommandInterpreter.Settings()
        settings.showsDebug = scope.showsDebug
        settings.allowsUnsecureCommands = env.values["ACTIONS_ALLOW_UNSECURE_COMMANDS"]?.lowercased() == "true"
        settings.workspace = scope.paths.workspace
        let commands = CommandInterpreter(settings: settings, mask: scope.mask)
        let scope = scope
        return StepOutput(log: run.log, commands: commands, matchers: scope.matchers) { try scope.readFile($0, limit: 1 << 20) }
    }

    /// - Parameter cause: Why we ended the process, if we did: then how it ended is no news, and what a step that was called off left
    ///   half written is no error.
    private func finish(_ process: ProcessResult, _ output: StepOutput, endedBy cause: StepControl.Cause?) -> StepResult {
        let commands = output.finish()
        let contents = StepFileContents(files, in: process)
        var result = StepResult(end: end(of: process))
        commands.annotations.forEach(run.annotate)
        let isTold = !plan.alwaysSaysWhy && commands.annotations.contains { $0.level == .error }
        if let reason = result.end.reason, cause == nil, !Task.isCancelled, !isTold { run.error(reason) }
        for problem in cause == .cancelledByStep ? [] : commands.failures + contents.failures {
            run.error(problem)
            result.end.outcome = .failure
            result.end.conclusion = .failure
            result.end.reason = result.end.reason ?? scope.mask.mask(problem)
        }
        for complaint in contents.complaints { run.error(complaint) }
        result.env = commands.env + contents.env
        result.paths = commands.paths + contents.paths
        result.outputs = commands.outputs + contents.outputs
        result.saved = commands.saved + contents.saved
        if let summary = contents.summary { scope.addSummary(summary) }
        return result
    }

    private func end(of process: ProcessResult) -> StepEnd {
        let end = ProcessEnd(process, plan, memory: scope.limits.memory)
        let conclusion: Conclusion = end.reason == nil ? .success : .failure
        return StepEnd(outcome: conclusion, conclusion: conclusion, exitStatus: end.status, reason: end.reason)
    }
}
