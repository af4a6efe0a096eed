import Diagnostics
import Events
import Execution
import Expressions
import Planning
import Rehearsals
import RunRecords
import Workflows

// For people.
extension EventExplanation {
    func text(style: TerminalStyle) -> String {
        var parts = started.map { text($0, style) }
        parts += passed.map { text($0, style) }
        if parts.isEmpty { parts.append("there are no workflows\n") }
        return parts.joined(separator: "\n")
    }

    private func text(_ workflow: Started, _ style: TerminalStyle) -> String {
        var lines = ["\(style.bold(workflow.path)) \(style.green("runs")) for \(event.name) of \(event.ref)"]
        if workflow.reasons.isEmpty { lines.append("  it is a trigger without filters") }
        lines += workflow.reasons.map { "  " + Self.reason($0.text, $0.decidedBy, workflow.path) }
        lines += Self.lines(workflow.filters, workflow.path)
        for job in workflow.jobs { lines += Self.lines(job, workflow, style) }
        lines += Departure.lines(workflow.departures, style)
        return lines.map { TerminalText.sanitized($0, keepsColor: true) + "\n" }.joined()
    }

    private func text(_ workflow: Passed, _ style: TerminalStyle) -> String {
        let head = "\(style.bold(workflow.path)) \(style.red("does not run")) for \(event.name) of \(event.ref)"
        let lines =
            [head, "  " + Self.reason(workflow.reason, workflow.place, workflow.path)] + Self.lines(workflow.filters, workflow.path)
        return lines.map { TerminalText.sanitized($0, keepsColor: true) + "\n" }.joined()
    }

    private static func reason(_ text: String, _ place: Located<String>?, _ path: String) -> String {
        guard let start = place?.range.start else { return text }
        return "\(path):\(start.line):\(start.column): \(text)"
    }

    /// Each name with the patterns that were put to it.
    private static func lines(_ filters: [FilterExplanation], _ path: String) -> [String] {
        filters.flatMap { filter -> [String] in
            let verdict = filter.passes ? "passes" : filter.filter.hasSuffix("-ignore") ? "is ignored" : "does not pass"
            return ["  \(filter.filter): \"\(filter.name)\" \(verdict)"]
                + filter.patterns.map { pattern, matches in
                    let decides = pattern == filter.decidedBy ? ", which decides" : ""
                    let start = pattern.range.start
                    return
                        "    \(path):\(start.line):\(start.column): \"\(pattern.value)\" \(matches ? "matches" : "does not match")\(decides)"
                }
        }
    }

    private static func lines(_ job: Outlook.Job, _ workflow: Started, _ style: TerminalStyle) -> [String] {
        let refusal = workflow.refusals[job.key]
        var lines = ["  job \"\(job.key)\" \(verdict(job, refusal, style))"]
        if let planned = job.planned, !planned.needs.isEmpty {
            lines.append("    needs \(planned.needs.map { "\"\($0)\"" }.joined(separator: ", "))")
        }
        if let refusal { lines.append("    \(refusal)") }
        if let reason = job.reason { lines.append("    \(reason)") }
        if let source = job.planned?.job.condition.source, job.condition != nil {
            let file = job.planned?.parent?.workflow.path ?? workflow.path
            lines.append("    \(file):\(source.range.start.line):\(source.range.start.column): if: \(source.value)")
        }
        lines += (job.condition?.lines(indent: 3) ?? [])
        if !job.awaitedOutputs.isEmpty {
            let names = job.awaitedOutputs.map { "\"\($0)\"" }.joined(separator: ", ")
            lines.append("      it reads outputs of \(names), which only a run has: here they are empty")
        }
        if let concurrency = job.start?.concurrency {
            let cancels = concurrency.cancelsInProgress ? ", and cancels who is in it" : ""
            lines.append("    enters the concurrency group \"\(concurrency.group)\"\(cancels)")
        }
        return lines
    }

    private static func verdict(_ job: Outlook.Job, _ refusal: String?, _ style: TerminalStyle) -> String {
        if refusal != nil { return style.red("is not run here") }
        switch job.conclusion {
        case .success: return job.start?.calls == true ? "\(style.green("runs")): it calls a workflow" : style.green("runs")
        case .skipped: return style.yellow("is skipped")
        case .failure: return style.red("fails")
        case .cancelled: return style.red("is cancelled")
        case .notRun: return style.red("is not run here")
        }
    }
}

// For programs.
extension EventExplanation {
    /// `{event, ref, workflows: [{path, runs, reason…, filters, jobs, departures}]}`
    var json: Value {
        let started = started.map { workflow in
            Value.object([
                ("path", .string(workflow.path)), ("runs", .bool(true)),
                ("reasons", .array(workflow.reasons.map { Self.json($0.text, $0.decidedBy) })),
                ("filters", .array(workflow.filters.map(Self.json))),
                ("jobs", .array(workflow.jobs.map { Self.json($0, workflow.refusals[$0.key]) })),
                ("departures", .array(workflow.departures.map(\.json))),
            ])
        }
        let passed = passed.map { workflow in
            Value.object([
                ("path", .string(workflow.path)), ("runs", .bool(false)),
                ("reasons", .array([Self.json(workflow.reason, workflow.place)])),
                ("filters", .array(workflow.filters.map(Self.json))), ("jobs", .array([])), ("departures", .array([])),
            ])
        }
        return .object([
            ("event", .string(event.name)), ("ref", .string(event.ref)), ("sha", .string(event.sha)),
            ("workflows", .array(started + passed)),
        ])
    }

    private static func json(_ text: String, _ place: Located<String>?) -> Value {
        .object([("text", .string(text))] + Self.place(place))
    }

    private static func place(_ place: Located<String>?) -> [(String, Value)] {
        guard let start = place?.range.start else { return [] }
        return [("line", .number(Double(start.line))), ("column", .number(Double(start.column)))]
    }

    private static func json(_ filter: FilterExplanation) -> Value {
        let patterns = filter.patterns.map { pattern, matches in
            Value.object(
                [
                    ("pattern", .string(pattern.value)), ("matches", .bool(matches)), ("decides", .bool(pattern == filter.decidedBy)),
                ] + place(pattern))
        }
        return .object([
            ("filter", .string(filter.filter)), ("name", .string(filter.name)), ("passes", .bool(filter.passes)),
            ("patterns", .array(patterns)),
        ])
    }

    private static func json(_ job: Outlook.Job, _ refusal: String?) -> Value {
        var members: [(String, Value)] = [
            ("job", .string(job.key.description)), ("conclusion", .string(refusal == nil ? job.conclusion.rawValue : "not_run")),
            ("needs", .array((job.planned?.needs ?? []).map { .string($0) })),
        ]
        if let reason = refusal ?? job.reason { members.append(("reason", .string(reason))) }
        if let source = job.planned?.job.condition.source { members.append(("if", json(source.value, source))) }
        if let condition = job.condition { members.append(("condition", condition.json())) }
        if !job.awaitedOutputs.isEmpty { members.append(("awaited_outputs", .array(job.awaitedOutputs.map { .string($0) }))) }
        if let group = job.start?.concurrency?.group { members.append(("concurrency", .string(group))) }
        return .object(members)
    }
}
