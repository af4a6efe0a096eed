import Glibc
import LinuxSystem
import OptionParsing
import Planning
import RunRecords

/// `runner logs`: what a run printed, also while it runs.
enum LogsCommand: Command {
    static let run = Positional.optional("RUN", help: "the run's number; the newest without it")
    static let job = OptionKey("--job JOB", help: "only this job: its id, or id and combination as `test (linux)`")
    static let step = OptionKey("--step N", help: "only this step of each job, counted from 1") { Int($0).flatMap { $0 > 0 ? $0 : nil } }
        .expecting("a whole number of at least 1")
    static let follow = OptionKey(flag: "-f, --follow", help: "go on until the run has ended")
    static let timestamps = OptionKey(flag: "-t, --timestamps", help: "the time before each line")
    static let raw = OptionKey(flag: "--raw", help: "the lines of the log files as they stand, without headings")

    static let spec = CommandSpec("logs", summary: "show what a run printed") { spec in
        spec.positionals = [run]
        spec.options = [
            job.definition, step.definition, follow.definition, timestamps.definition, raw.definition, ExecOptions.state.definition,
        ]
        spec.examples = [
            CommandExample("runner logs", "all of the newest run"), CommandExample("runner logs 12 --job test --step 3", "one step"),
            CommandExample("runner logs --follow", "the run that goes on in another terminal"),
        ]
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        let state = StateFolder(path: call.stateFolder)
        let style = TerminalStyle(usesColor: call.console.usesColor)
        try await show(try run(named: call.arguments, in: state), arguments: call.arguments) { text in
            switch text {
            case .heading(let line): try call.console.write(style.bold(line) + "\n")
            case .lines(let bytes): try call.console.output.write(bytes)
            }
        }
        return .success
    }

    /// The run that the arguments name.
    ///
    /// - Throws: `UsageError` when there is none.
    static func run(named arguments: ParsedArguments, in state: StateFolder) throws -> RunDirectory {
        guard let text = arguments[run].first else {
            guard let newest = try state.runs().max(by: { $0.id < $1.id }) else {
                throw UsageError("there are no runs in \(state.path)", remedy: "start one with `runner exec`")
            }
            return newest
        }
        guard let number = Int(text), let found = try state.run(number) else {
            throw UsageError("there is no run \"\(text)\" in \(state.path)", remedy: "`runner runs` lists them")
        }
        return found
    }

    /// Writes the logs.
    ///
    /// - Throws: `UsageError` when no step is as asked for; what reading throws.
    static func show(_ directory: RunDirectory, arguments: ParsedArguments, output: (LogText) throws -> Void) async throws {
        let form: LogForm = arguments[raw] ? .raw : arguments[timestamps] ? .timestamps : .text
        var shown: Set<String> = []
        while true {
            let summary = try directory.summary()
            let logs = directory.logs(of: summary.state).filter { matches($0, arguments) }
            for log in logs where shown.insert(log.path).inserted {
                if !arguments[raw] { try output(.heading("== \(log.job), step \(log.step): \(TerminalText.sanitized(log.name))")) }
                try await show(log, of: directory, form: form, follows: arguments[follow], output: output)
            }
            let isEnded = summary.status == .finished
            if isEnded || !arguments[follow] {
                if shown.isEmpty { throw missing(arguments, summary) }
                return
            }
            try await pause()
        }
    }

    private static func show(
        _ log: StepLog, of directory: RunDirectory, form: LogForm, follows: Bool, output: (LogText) throws -> Void
    ) async throws {
        let reader = LogReader(path: log.path)
        guard follows else {
            _ = try reader.read(form: form) { try output(.lines($0)) }
            return
        }
        try await reader.follow(
            form: form,
            isEnded: {
                let summary = try directory.summary()
                let step = summary.state[log.job]?.steps.last { $0.number == log.step }
                return summary.status == .finished || step?.end != nil
            }, pause: pause, { try output(.lines($0)) })
    }

    private static func matches(_ log: StepLog, _ arguments: ParsedArguments) -> Bool {
        if let name = arguments[job], log.job.description != name, log.job.id != name { return false }
        if let number = arguments[step], log.step != number { return false }
        return true
    }

    private static func missing(_ arguments: ParsedArguments, _ summary: RunSummary) -> UsageError {
        let jobs = summary.state.jobs.map { "\"\($0.key)\"" }.joined(separator: ", ")
        return UsageError("no step of run \(summary.directory.id) is as asked for, or none has begun", remedy: "its jobs are \(jobs)")
    }

    private static func pause() async throws {
        try await Task.sleep(nanoseconds: 100_000_000)
    }
}

/// A piece of what `runner logs` writes.
enum LogText {
    case heading(String)
    /// Whole lines, as the step wrote them.
    case lines([UInt8])
}
