import Diagnostics
import Engines
import Events
import Execution
import Expressions
import OptionParsing
import Planning
import Workflows

/// `runner plan`: what would run, without running it.
enum PlanCommand: Command {
    enum Format: String, CaseIterable, Sendable {
        case text, json
    }

    private static let format = OptionKey("--format FORMAT", help: "a drawing, or JSON", fallback: Format.text)
    private static let template = OptionKey(
        flag: "--template", help: "the workflow as parsed, expressions unevaluated, instead of a plan (JSON)")
    private static let ascii = OptionKey(flag: "--ascii", help: "draw with plain ASCII")

    static let spec = CommandSpec("plan", summary: "show what would run, without running it") { spec in
        spec.positionals = [ExecOptions.workflow]
        spec.options =
            [format.definition, template.definition, ascii.definition, ExecOptions.event.definition, ExecOptions.eventFile.definition]
            + [ExecOptions.ref, ExecOptions.actor].map(\.definition) + [ExecOptions.noFilters.definition, ExecOptions.job.definition]
            + [ExecOptions.matrix.definition, ExecOptions.variable.definition, ExecOptions.input.definition]
            + [ExecOptions.engine.definition, ExecOptions.label.definition, ExecOptions.configuration.definition] + ReadingKeys.definitions
        spec.details = """
            Shows for each workflow that the event starts its jobs, what they need, their matrix combinations, conditions and engines; and which \
            workflows it doesn't start, and why. JSON: an array of plans, or with --template the one workflow as an object.
            """
        spec.examples = [
            CommandExample("runner plan", "what a push of this branch would start"),
            CommandExample("runner plan --event pull_request --format json", "for programs"),
            CommandExample("runner plan --template --format json ci.yml", "the parsed workflow"),
        ]
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        if call.arguments[template] { return try showTemplate(call) }
        let preparation = try ExecPreparation(call)
        if let status = try preparation.showFindings() { return status }
        let engines = preparation.engineSelection()
        let contexts = PlanContexts(vars: preparation.values.variablesContext)
        let summaries = preparation.planning.planned.lazy.map { PlanSummary($0.plan, contexts) }
        switch call.arguments[format] {
        case .json: try write(summaries.lazy.map { json($0, engines) }, to: call.console)
        case .text: try call.console.write(text(Array(summaries), preparation, engines))
        }
        return .success
    }

    /// Writes an array of JSON, an item at a time: a thousand plans need the memory of one.
    private static func write(_ items: some Sequence<Value>, to console: Console) throws {
        var before = "[\n"
        for item in items {
            let text = item.json(pretty: true).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
            try console.write("\(before)  \(text)")
            before = ",\n"
        }
        try console.write(before == "[\n" ? "[]\n" : "\n]\n")
    }

    private static func showTemplate(_ call: CommandCall) throws -> CommandStatus {
        guard let path = call.arguments[ExecOptions.workflow].first else {
            throw UsageError("--template shows one workflow, and none is named", remedy: "runner plan --template FILE")
        }
        let options = ReadingKeys.options(call, for: path)
        let bytes = try call.read(path, limit: 64 << 20)
        let known = ReadingKeys.pathInRepository(path, of: call, root: options.root)
        let document = WorkflowReader(options: options).read(bytes, path: known)
        guard let value = document.templateJSON() else {
            let renderer = DiagnosticRenderer(color: call.console.usesColor, sources: [known: String(decoding: bytes, as: UTF8.self)])
            call.console.writeError(renderer.render(document.diagnostics))
            return .invalid
        }
        try call.console.write(value.json(pretty: true) + "\n")
        return .success
    }

    private static func json(_ summary: PlanSummary, _ engines: EngineSelection) -> Value {
        let whole = summary.json()
        var members = (whole.members ?? []).map { ($0.key, $0.value) }
        let jobs = zip(summary.jobs, whole["jobs"].items ?? []).map { job, value in
            let choice = (job.runsOn?.labels).flatMap { try? engines.choice(for: $0).get() }
            let added: [(String, Value)] = [
                ("engine", choice.map { .string($0.engine.name) } ?? .null), ("image", choice?.image.map { .string($0) } ?? .null),
            ]
            return Value.object((value.members ?? []).map { ($0.key, $0.value) } + added)
        }
        if let place = members.firstIndex(where: { $0.0 == "jobs" }) { members[place].1 = .array(jobs) }
        return .object(members)
    }

    private static func text(_ summaries: [PlanSummary], _ preparation: ExecPreparation, _ engines: EngineSelection) -> String {
        let style = TerminalStyle(usesColor: preparation.call.console.usesColor)
        var drawing = PlanDrawing()
        drawing.isASCII = preparation.call.arguments[ascii]
        var parts = summaries.map { summary in
            let head = "\(style.bold(TerminalText.sanitized(summary.workflow)))  \(style.dim("\(summary.event) of \(summary.ref)"))"
            let body = drawing.text(summary) { note($0, engines) }
            return "\(head)\n\(body)\n"
        }
        if summaries.isEmpty {
            parts.append("no workflow runs for \(preparation.planning.event.name) of \(preparation.planning.event.ref)\n")
        }
        let passed = preparation.planning.passed.map { "not started: \($0.file.shownPath): \($0.reason)\n" }.joined()
        return (parts + (passed.isEmpty ? [] : [style.dim(passed)])).joined(separator: "\n")
    }

    private static func note(_ jobs: [PlanSummary.JobSummary], _ engines: EngineSelection) -> String {
        guard let job = jobs.first else { return "" }
        let condition = job.condition.map { "  if: \(TerminalText.sanitized($0))" } ?? ""
        return place(job, engines) + condition
    }

    private static func place(_ job: PlanSummary.JobSummary, _ engines: EngineSelection) -> String {
        if let call = job.call { return "calls \(call)" }
        guard let labels = job.runsOn?.labels else { return "on \(job.runsOnText)" }
        switch engines.choice(for: labels) {
        case .success(let choice): return "\(choice.engine.name)\(choice.image.map { " \($0)" } ?? "")"
        case .failure(let unserved): return "not run: nobody serves \"\(unserved.label)\""
        }
    }
}
