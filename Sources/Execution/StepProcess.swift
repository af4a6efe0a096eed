import Engines
import Expressions
import Glibc
import LinuxSystem
import RunRecords
import Workflows

/// The process of a `run` step: its request, its run, what it left.
struct StepProcess: Sendable {
    private let run: StartedStep
    private let files: StepFiles
    private let shell: Shell
    private let script: String
    private let workingDirectory: String
    private let env: OrderedVariables
    /// Folders that steps put in front of PATH.
    private let prepends: [String]
    private var scope: JobScope { run.scope }

    /// Evaluates the script and finds shell and folder: the step's own, else the job's defaults, else the workflow's.
    init(_ script: RunScript, run: StartedStep, preparation: StepPreparation, files: StepFiles) throws(EvaluationFailure) {
        self.run = run
        self.files = files
        env = preparation.env
        prepends = preparation.prepends
        let evaluation = preparation.evaluation
        self.script = try evaluation.text(script.script)
        let own = try script.workingDirectory.map { template throws(EvaluationFailure) in try evaluation.text(template) } ?? ""
        let folder = own.isEmpty ? run.scope.defaultWorkingDirectory ?? "" : own
        workingDirectory = folder.isEmpty ? run.scope.paths.workspace : run.scope.paths.resolve(folder)
        let ownShell = try script.shell.map { template throws(EvaluationFailure) in try evaluation.text(template) } ?? ""
        guard let named = ownShell.isEmpty ? run.scope.defaultShell : ownShell else {
            shell = .implied
            return
        }
        switch Shell.named(named) {
        case .success(let shell): self.shell = shell
        case .failure(let invalid):
            let range = script.shell?.range ?? script.script.range
            throw EvaluationFailure(place: Place(evaluation.file, range).description, message: "\(invalid.message); found \"\(named)\"")
        }
    }

    /// Runs the process to its end, and reads what it left.
    func run(_ control: StepControl) async -> StepResult {
        announce()
        let output = makeOutput()
        do {
            var result = try await start(control, output, usesFallback: false)
            if shell.fallbackProgram != nil, case .notStarted(let code, "execve") = result.status, code == 2 {
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
        let request = request(usesFallback: usesFallback)
        let sandbox = scope.sandbox
        let process = Task { try await sandbox.run(request) { output.take($0, $1) } }
        control.onCancel { process.cancel() }
        return try await withTaskCancellationHandler {
            try await process.value
        } onCancel: {
            process.cancel()
        }
    }

    private func request(usesFallback: Bool) -> ProcessRequest {
        let path = files.script(shell.fileExtension)
        var request = ProcessRequest(
            arguments: shell.arguments(script: path, usesFallback: usesFallback), environment: environment,
            workingDirectory: workingDirectory)
        request.files = files.inputs + [InputFile(path: path, mode: 0o755, contents: Array(shell.contents(of: script).utf8))]
        if let event = scope.takeEventFile() { request.files.append(event) }
        request.collected = files.collected
        return request
    }

    /// The whole environment: the sandbox's, the workflow's over it, and over that what no workflow can change.
    private var environment: [String: String] {
        var values = scope.sandbox.surroundings.environment
        if scope.request.bindsWorkTree { values.merge(GitSafety.environment(scope.paths.workspace)) { $1 } }
        values.merge(env.values) { $1 }
        if !prepends.isEmpty {
            values["PATH"] = (prepends + (values["PATH"].map { [$0] } ?? [])).joined(separator: ":")
        }
        if values["CI"] == nil { values["CI"] = "true" }
        values.merge(scope.variables) { $1 }
        values["GITHUB_ACTION"] = run.placed.step.id
        for kind in StepFiles.Kind.allCases { values[kind.variable] = files.path(kind) }
        return values
    }

    /// The head of the log, folded on a terminal: the script, the shell, the env.
    private func announce() {
        var lines = ["##[group]Run \(StepName.firstLine(script))"]
        var text = script[...]
        while text.last?.isNewline == true { text.removeLast() }
        lines += text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines.append("shell: \(shell.commandLine)")
        if !env.names.isEmpty { lines.append("env:") }
        lines += env.pairs.map { "  \($0): \($1)" }
        lines.append("##[endgroup]")
        run.log.say(lines)
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
        if let reason = result.end.reason, cause == nil, !Task.isCancelled { run.error(reason) }
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
        if let summary = contents.summary { scope.addSummary(summary) }
        return result
    }

    private func end(of process: ProcessResult) -> StepEnd {
        let end = ProcessEnd(process, shell: shell, folder: workingDirectory, memory: scope.limits.memory)
        let conclusion: Conclusion = end.reason == nil ? .success : .failure
        return StepEnd(outcome: conclusion, conclusion: conclusion, exitStatus: end.status, reason: end.reason)
    }
}

/// How a step's process ended, in words.
struct ProcessEnd {
    /// 128 + signal number where a signal ended it; nothing where it never ran.
    let status: Int?
    /// Nothing for success.
    let reason: String?

    init(_ process: ProcessResult, shell: Shell, folder: String, memory: Int?) {
        switch process.status {
        case .exited(0):
            (status, reason) = (0, nil)
        case .exited(let code):
            status = code
            reason = process.ranOutOfMemory ? Self.outOfMemory(memory) : "Process completed with exit code \(code)."
        case .signalled(let signal):
            status = 128 + signal
            reason = process.ranOutOfMemory ? Self.outOfMemory(memory) : "The process was ended by signal \(SignalName.text(signal))."
        case .notStarted(let code, let operation):
            status = nil
            let hint = code == Int(E2BIG) ? "; a variable may have 128 KiB, and all of them together are bounded, too" : ""
            let problem = SystemError.text(of: Int32(code)) + hint
            reason =
                operation == "chdir"
                ? "The working directory \"\(folder)\" can't be entered: \(problem)."
                : "The shell \"\(shell.arguments[0])\" can't be started: \(problem)."
        }
    }

    private static func outOfMemory(_ limit: Int?) -> String {
        guard let limit else { return "killed: out of memory" }
        return "killed: out of memory, limit \(limit >> 20) MiB"
    }
}

/// Signals by name.
enum SignalName {
    /// `9 (SIGKILL)`
    static func text(_ number: Int) -> String {
        names[number].map { "\(number) (\($0))" } ?? "\(number)"
    }

    private static let names = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL",
        11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
    ]
}
