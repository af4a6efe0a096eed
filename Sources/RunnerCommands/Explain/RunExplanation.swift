import Expressions
import LinuxSystem
import OptionParsing
import Planning
import RunRecords
import Workflows

/// Why a run, its jobs and its steps ended as they did: from the run's records alone.
struct RunExplanation {
    /// A step that is worth telling of.
    struct Step {
        var run: StepRun
        /// What led to its end, a line each.
        var lines: [String]
    }

    /// A job or a call.
    struct Job {
        var key: JobKey
        var end: JobEnd?
        var lines: [String]
        var steps: [Step]
    }

    let summary: RunSummary
    private(set) var jobs: [Job] = []
    private(set) var departures: [Departure] = []

    /// - Throws: `UsageError` where no job or step is as asked for.
    init(_ directory: RunDirectory, _ arguments: ParsedArguments) throws {
        summary = try directory.summary()
        let (wanted, number) = (arguments[ExecOptions.job], arguments[LogsCommand.step])
        let state = summary.state
        let isWanted = { (key: JobKey) in
            wanted.isEmpty || wanted.contains { [key.description, key.path, key.id].map { $0.lowercased() }.contains($0.lowercased()) }
        }
        for job in state.jobs where isWanted(job.key) {
            // Who asks for it gets all of it; else what went well goes without saying.
            let steps = job.steps.filter { number == nil ? !wanted.isEmpty || !Self.isGood($0.end) : $0.number == number }
            if number != nil, steps.isEmpty { continue }
            jobs.append(
                Job(key: job.key, end: job.end, lines: lines(job.end), steps: steps.map { Step(run: $0, lines: lines($0, of: job)) }))
        }
        for call in state.calls where number == nil && isWanted(call.key) {
            jobs.append(Job(key: call.key, end: call.end, lines: lines(call.end), steps: []))
        }
        guard !jobs.isEmpty || state.jobs.isEmpty else {
            let all = state.jobs.map { "\"\($0.key)\"" }.joined(separator: ", ")
            throw UsageError("no job or step of run \(directory.id) is as asked for", remedy: "its jobs are \(all)")
        }
        if let bytes = try? readFile(directory.workflowPath, limit: 4 << 20),
            let workflow = WorkflowReader().read(bytes, path: "workflow.yml").workflow
        {
            departures = Departure.all(in: workflow, event: nil)
        }
    }

    private static func isGood(_ end: StepEnd?) -> Bool {
        end?.outcome == .success
    }

    private func lines(_ end: JobEnd?) -> [String] {
        guard let end else { return ["it has not ended"] }
        var lines = end.reason.map { ["because \($0)"] } ?? []
        if end.conclusion == .success, end.outcome == .failure { lines.append("it failed, and its continue-on-error lets it pass") }
        if end.conclusion == .skipped { lines += conditionLines(end.condition) }
        return lines
    }

    private func conditionLines(_ condition: ExpressionTrace?) -> [String] {
        guard let condition else { return ["its condition was false"] }
        return ["its condition was false:"] + condition.lines(indent: 1)
    }

    private func lines(_ step: StepRun, of job: JobRun) -> [String] {
        guard let end = step.end else { return ["it has not ended"] }
        var lines = end.reason.map { ["because: \($0)"] } ?? []
        if let status = end.exitStatus, end.reason == nil, status != 0 { lines.append("because it ended with status \(status)") }
        if end.conclusion == .success, end.outcome == .failure { lines.append("it failed, and its continue-on-error lets it pass") }
        if end.conclusion == .skipped {
            lines += conditionLines(end.condition)
            let culprit = job.steps.first { $0.number < step.number && [.failure, .cancelled].contains($0.end?.conclusion) }
            let looksAtStatus = end.condition?.lines().contains { $0.contains("job.status") } ?? true
            if looksAtStatus, let culprit, let conclusion = culprit.end?.conclusion {
                lines.append("step \(culprit.number) \"\(culprit.start.name)\" had ended with \(conclusion.rawValue) before")
            }
        }
        if end.outcome == .failure { lines += errors(of: step, job) }
        return lines
    }

    /// What the step told of itself: a few of its errors, and where the rest is.
    private func errors(of step: StepRun, _ job: JobRun) -> [String] {
        let errors = summary.state.annotations.filter { key, annotation in
            key == job.key && annotation.step == step.number && annotation.level == .error && annotation.message != step.end?.reason
        }.map(\.annotation)
        let shown = errors.prefix(3).map { error in
            "error: \(error.file.map { "\($0)\(error.line.map { ":\($0)" } ?? ""): " } ?? "")\(error.message)"
        }
        let hint = "`runner logs \(summary.directory.id) --job '\(job.key)' --step \(step.number)` shows what it printed"
        return shown + (step.start.log.isEmpty ? [] : [hint])
    }
}

// For people.
extension RunExplanation {
    func text(style: TerminalStyle) -> String {
        let state = summary.state
        let end = state.conclusion.map { style.colored(style.word($0), for: $0) } ?? style.cyan("not ended yet")
        var lines = ["\(style.bold("run \(summary.directory.id)")) \(state.planned?.workflow ?? ""): \(end)"]
        if let planned = state.planned { lines.append("  \(planned.event) of \(planned.ref)") }
        if let reason = state.cancelReason { lines.append("  cancelled: \(reason)") }
        for job in jobs {
            lines.append("  job \"\(job.key)\": \(Self.word(job.end?.conclusion, style))")
            lines += job.lines.map { "    \($0)" }
            for step in job.steps {
                lines.append("    step \(step.run.number) \"\(step.run.start.name)\": \(Self.word(step.run.end?.outcome, style))")
                lines += step.lines.map { "      \($0)" }
            }
        }
        lines += Departure.lines(departures, style)
        return lines.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
            .map { TerminalText.sanitized(String($0), keepsColor: true) + "\n" }.joined()
    }

    private static func word(_ conclusion: Conclusion?, _ style: TerminalStyle) -> String {
        conclusion.map { style.colored(style.word($0), for: $0) } ?? style.cyan("running")
    }
}

// For programs.
extension RunExplanation {
    /// `{run, workflow, event, ref, conclusion, jobs: [{job, conclusion, outcome, reason, condition, steps}], departures}`
    var json: Value {
        let state = summary.state
        let text = { (text: String?) in text.map { Value.string($0) } ?? .null }
        return .object([
            ("run", .number(Double(summary.directory.id))), ("workflow", text(state.planned?.workflow)),
            ("event", text(state.planned?.event)),
            ("ref", text(state.planned?.ref)), ("conclusion", text(state.conclusion?.rawValue)), ("cancelled", text(state.cancelReason)),
            ("jobs", .array(jobs.map(Self.json))), ("departures", .array(departures.map(\.json))),
        ])
    }

    private static func json(_ job: Job) -> Value {
        .object(
            [("job", .string(job.key.description))]
                + members(job.end?.conclusion, job.end?.outcome, job.end?.reason, job.end?.condition) + [
                    ("explanation", .array(job.lines.map { .string($0) })),
                    ("steps", .array(job.steps.map(json))),
                ])
    }

    private static func json(_ step: Step) -> Value {
        let end = step.run.end
        return .object(
            [
                ("step", .number(Double(step.run.number))), ("name", .string(step.run.start.name)), ("id", .string(step.run.start.id)),
                ("exit", end?.exitStatus.map { .number(Double($0)) } ?? .null),
            ] + members(end?.conclusion, end?.outcome, end?.reason, end?.condition) + [
                ("explanation", .array(step.lines.map { .string($0) }))
            ])
    }

    private static func members(
        _ conclusion: Conclusion?, _ outcome: Conclusion?, _ reason: String?, _ condition: ExpressionTrace?
    ) -> [(String, Value)] {
        [
            ("conclusion", conclusion.map { .string($0.rawValue) } ?? .null), ("outcome", outcome.map { .string($0.rawValue) } ?? .null),
            ("reason", reason.map { .string($0) } ?? .null), ("condition", condition?.json() ?? .null),
        ]
    }
}
