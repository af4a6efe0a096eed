import Actions
import Diagnostics
import Engines
import Events
import Execution
import Expressions
import OptionParsing
import Planning
import RunRecords
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
            [
                format.definition, template.definition, ascii.definition, ExecOptions.event.definition, ExecOptions.eventFile.definition,
                ExecOptions.changed.definition,
            ]
            + [ExecOptions.ref, ExecOptions.actor].map(\.definition) + [ExecOptions.noFilters.definition, ExecOptions.job.definition]
            + [ExecOptions.matrix.definition, ExecOptions.variable.definition, ExecOptions.input.definition]
            + [
                ExecOptions.engine.definition, ExecOptions.label.definition, ExecOptions.configuration.definition,
                ExecOptions.state.definition,
            ]
            + ReadingKeys.definitions
        spec.details = """
            Shows for each workflow that the event starts its jobs, what they need, their matrix combinations, conditions and engines, and why this \
            version would not run one; and which workflows it doesn't start, and why. Calls of other repositories' workflows are shown with \
            their jobs where `runner exec` or `runner actions fetch` has brought them; nothing is fetched. JSON: an array of plans, or with --template the one workflow as an object.
            """
        spec.examples = [
            CommandExample("runner plan", "what a push of this branch would start"),
            CommandExample("runner plan --event pull_request --format json", "for programs"),
            CommandExample("runner plan --template --format json ci.yml", "the parsed workflow"),
        ]
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        if call.arguments[template] { return try showTemplate(call) }
        var plans: [Foreseen] = []
        var requests: Requests?
        var remotes = ExecRemotes()
        remotes.store = { ActionStore(folder: call.stateFolder + "/actions", isOffline: true) }
        let preparation = try ExecPreparation(call, remotes: remotes) { plan, preparation in
            let contexts = PlanContexts(vars: preparation.values.variablesContext)
            let known = requests ?? Requests(make: preparation.request(control: RunControl(), actions: preparation.makeStore()))
            requests = known
            let summary = PlanSummary(plan, contexts)
            plans.append(Foreseen(summary: summary, refusals: known.foreseenRefusals(of: plan, summary)))
        }
        if let status = try preparation.showFindings() { return status }
        let engines = preparation.engineSelection()
        switch call.arguments[format] {
        case .json: try write(plans, engines, to: call.console)
        case .text: try call.console.write(text(plans, preparation, engines))
        }
        return .success
    }

    /// How the runs would be asked for: the same for all plans. Not the bare closure, which would be wrapped once more each time it is kept.
    private struct Requests {
        let make: @Sendable (ExecRun, @escaping @Sendable (RunNotice) -> Void) -> RunRequest

        /// What `runner exec` would say to the jobs of a plan.
        func foreseenRefusals(of plan: Plan, _ summary: PlanSummary) -> [JobKey: Scheduler.Refusal] {
            let nowhere = RunDirectory(id: 1, path: "")
            var foresight = RefusalForesight(make(ExecRun(plan: plan, directory: nowhere, facts: RunFacts())) { _ in })
            var refusals: [JobKey: Scheduler.Refusal] = [:]
            for (job, known) in zip(plan.jobs, summary.jobs) {
                guard let refusal = foresight.refusal(of: job, labels: known.runsOn), refusals[job.key] == nil else { continue }
                refusals[job.key] = refusal
            }
            return refusals
        }
    }

    /// A plan, and which of its jobs this runner would refuse.
    private struct Foreseen {
        var summary: PlanSummary
        var refusals: [JobKey: Scheduler.Refusal]
    }

    /// Writes an array of JSON, an item at a time.
    private static func write(_ plans: [Foreseen], _ engines: EngineSelection, to console: Console) throws {
        // Most jobs have one of a few lists of labels.
        var places: [[String]?: [(String, Value)]] = [:]
        var before = "[\n"
        for plan in plans {
            let item = plan.summary.json { job in
                let labels = job.runsOn?.labels
                let known = places[labels] ?? place(labels, engines)
                places[labels] = known
                return known + refusal(plan.refusals[job.key])
            }
            try console.write("\(before)  \(item.json(pretty: true, level: 1))")
            before = ",\n"
        }
        try console.write(plans.isEmpty ? "[]\n" : "\n]\n")
    }

    private static func place(_ labels: [String]?, _ engines: EngineSelection) -> [(String, Value)] {
        let choice = labels.flatMap { try? engines.choice(for: $0).get() }
        return [
            ("engine", choice.map { .string($0.engine.name) } ?? .null), ("image", choice?.image.map { .string($0) } ?? .null),
        ]
    }

    private static func refusal(_ refusal: Scheduler.Refusal?) -> [(String, Value)] {
        switch refusal {
        case .notRun(let reason): [("not-run", .string(reason))]
        case .fails(let reason): [("fails", .string(reason))]
        case nil: []
        }
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

    private static func text(_ plans: [Foreseen], _ preparation: ExecPreparation, _ engines: EngineSelection) -> String {
        let style = TerminalStyle(usesColor: preparation.call.console.usesColor)
        var drawing = PlanDrawing()
        drawing.isASCII = preparation.call.arguments[ascii]
        var parts = plans.map { plan in
            let summary = plan.summary
            let head = "\(style.bold(TerminalText.sanitized(summary.workflow)))  \(style.dim("\(summary.event) of \(summary.ref)"))"
            let body = drawing.text(summary) { note($0, plan, engines) }
            return "\(head)\n\(body)\n"
        }
        if plans.isEmpty {
            parts.append("no workflow runs for \(preparation.planning.event.name) of \(preparation.planning.event.ref)\n")
        }
        let passed = preparation.planning.passed.map { "not started: \($0.shownPath): \($0.reason)\n" }.joined()
        return (parts + (passed.isEmpty ? [] : [style.dim(passed)])).joined(separator: "\n")
    }

    private static func note(_ jobs: [PlanSummary.JobSummary], _ plan: Foreseen, _ engines: EngineSelection) -> String {
        guard let job = jobs.first else { return "" }
        let condition = job.condition.map { "  if: \(TerminalText.sanitized($0))" } ?? ""
        let refused = jobs.filter { plan.refusals[$0.key] != nil }
        // Combinations that are refused for the same reason are one remark.
        var reasons: [String] = []
        for case let text in refused.map({ remark(plan.refusals[$0.key]) }) where !reasons.contains(text) { reasons.append(text) }
        guard !reasons.isEmpty else { return place(job, engines) + condition }
        let count = refused.count < jobs.count ? "\(refused.count) of \(jobs.count) " : ""
        return count + reasons.joined(separator: "; ") + condition
    }

    private static func remark(_ refusal: Scheduler.Refusal?) -> String {
        switch refusal {
        case .notRun(let reason): "not run: \(TerminalText.sanitized(reason))"
        case .fails(let reason): "fails: \(TerminalText.sanitized(reason))"
        case nil: ""
        }
    }

    private static func place(_ job: PlanSummary.JobSummary, _ engines: EngineSelection) -> String {
        if let call = job.call { return "calls \(call)" }
        guard let labels = job.runsOn?.labels, let choice = try? engines.choice(for: labels).get() else { return "on \(job.runsOnText)" }
        return "\(choice.engine.name)\(choice.image.map { " \($0)" } ?? "")"
    }
}
