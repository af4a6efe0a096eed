import Expressions
import OptionParsing
import RunRecords

/// `runner runs`: what has run here, newest first.
enum RunsCommand: Command {
    static let limit = OptionKey("-n, --limit N", help: "how many, the newest first", fallback: 20) {
        Int($0).flatMap { $0 > 0 ? $0 : nil }
    }
    .expecting("a whole number of at least 1")
    static let json = OptionKey(flag: "--json", help: "one JSON object a line")

    static let spec = CommandSpec("runs", summary: "list what has run here") { spec in
        spec.options = [limit.definition, json.definition, ExecOptions.state.definition]
        spec.examples = [CommandExample("runner runs", "the last twenty runs, newest first")]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let style = TerminalStyle(usesColor: call.console.usesColor)
        try call.console.write(text(of: StateFolder(path: call.stateFolder), arguments: call.arguments, style: style))
        return .success
    }

    /// The text for the runs of a state folder.
    ///
    /// - Throws: What reading the state folder throws; a run that can't be read is a line that says so.
    static func text(of state: StateFolder, arguments: ParsedArguments, style: TerminalStyle) throws -> String {
        let runs = try state.runs().sorted { $0.id > $1.id }.prefix(arguments[limit])
        if arguments[json] { return runs.map { object($0).json() + "\n" }.joined() }
        if runs.isEmpty { return "no runs in \(state.path)\n" }
        return runs.map { line($0, style: style) + "\n" }.joined()
    }

    private static func line(_ run: RunDirectory, style: TerminalStyle) -> String {
        guard let summary = try? run.summary(), let planned = summary.state.planned else {
            return "\(column("\(run.id)", 6)) \(style.red("unreadable"))  \(run.path)"
        }
        let word = summary.state.conclusion.map { style.colored(column(style.word($0), 10), for: $0) } ?? style.cyan(column("running", 10))
        let isStopped = summary.state.wasStopped
        // How long it really ran, nobody knows.
        let time = summary.duration().map { (isStopped ? "~ " : "") + TerminalText.duration($0) } ?? ""
        let jobs = summary.state.jobs.count
        let stopped = isStopped ? "  the runner stopped; ~ is its last sign of life" : ""
        return [
            column("\(run.id)", 6), word, column(time, 12), column(planned.event, 18), column(TerminalText.shortRef(planned.ref), 20),
            "\(TerminalText.sanitized(planned.workflow))  \(jobs) \(jobs == 1 ? "job" : "jobs")\(stopped)",
        ].joined(separator: " ")
    }

    private static func object(_ run: RunDirectory) -> Value {
        guard let summary = try? run.summary(), let planned = summary.state.planned else {
            return .object([("id", .number(Double(run.id))), ("status", .string("unreadable")), ("folder", .string(run.path))])
        }
        let state = summary.state
        let conclusion: Value = state.conclusion.map { .string($0.rawValue) } ?? .null
        let seconds: Value = summary.duration().map(Value.number) ?? .null
        let members: [(String, Value)] = [
            ("id", .number(Double(run.id))), ("status", .string(summary.status.rawValue)), ("conclusion", conclusion),
            ("workflow", .string(planned.workflow)), ("name", .string(planned.runName)), ("event", .string(planned.event)),
            ("ref", .string(planned.ref)), ("sha", .string(planned.sha)), ("seconds", seconds), ("stopped", .bool(state.wasStopped)),
            ("jobs", .number(Double(state.jobs.count))), ("folder", .string(run.path)),
        ]
        return .object(members)
    }

    private static func column(_ text: String, _ width: Int) -> String {
        TerminalText.padded(TerminalText.fitted(TerminalText.sanitized(text), columns: width), columns: width)
    }
}
