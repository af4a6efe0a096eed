import Diagnostics
import Expressions

// Filters and inputs of events.
extension WorkflowConverter {
    /// Of `x` and `x-ignore` only one may be given for an event (GitHub docs); patterns are well formed.
    mutating func checkFilters(_ trigger: Trigger, entries: [TemplateEntry]) {
        for name in ["branches", "tags", "paths"] {
            let both = entries.filter { $0.name == name || $0.name == name + "-ignore" }
            if both.count == 2 {
                report(
                    .event, both[1].key.range, "you may only define one of \"\(name)\" and \"\(name)-ignore\" for a single event",
                    remedy: "exclude with patterns that begin with \"!\" below \"\(name)\"")
            }
            for entry in both { checkPatterns(entry.value.locatedTexts ?? [], isIgnore: entry.name != name) }
        }
        for entry in entries where entry.value.isEmptySequence {
            warn(.event, entry.value.mark, "\"\(entry.name ?? "")\" is empty", remedy: "add a value, or remove it")
        }
        if trigger.event.value == "workflow_run", trigger.workflows == nil {
            warn(
                .event, trigger.event.range, "workflow_run does not reference any workflows",
                remedy: "name the workflows whose runs are waited for below \"workflows\"")
        }
    }

    private mutating func checkPatterns(_ patterns: [Located<String>], isIgnore: Bool) {
        for pattern in patterns {
            do {
                _ = try FilterPattern(pattern.value)
            } catch {
                report(.glob, pattern.range, "invalid pattern \"\(pattern.value.shortened)\": \(error.reason)", remedy: error.remedy)
            }
        }
        guard let first = patterns.first, !isIgnore, patterns.allSatisfy({ $0.value.hasPrefix("!") }) else { return }
        warn(
            .glob, first.range, "no pattern here selects anything: all begin with \"!\"",
            remedy: "put a pattern without \"!\" in front, \"**\" for example, or use the \"-ignore\" form")
    }

    /// Type, default and options of an input fit each other.
    mutating func checkInput(_ input: WorkflowInput, _ template: Template, isCall: Bool) {
        let kind: DiagnosticKind = isCall ? .call : .event
        if let value = input.defaultValue, case .literal(let literal, let range) = value {
            checkDefault(literal, of: input, range: range, isCall: isCall)
        }
        guard !isCall else { return }
        if input.kind == .choice, template.member("options")?.isEmptySequence ?? true {
            report(
                kind, template.mark, "missing \"options\" for choice input \"\(input.name.value)\"",
                remedy: "list the choices below \"options\"")
        } else if input.kind != .choice, let options = template.member("options") {
            report(kind, options.mark, "input type is not \"choice\", but \"options\" is defined", remedy: "add \"type: choice\"")
        }
    }

    private mutating func checkDefault(_ value: Value, of input: WorkflowInput, range: SourceRange, isCall: Bool) {
        let fits: Bool
        switch (input.kind, value) {
        case (.boolean, .bool), (.number, .number): fits = true
        // What people give when they start a workflow is text too; a called workflow's inputs are never read from text.
        case (.boolean, .string(let text)): fits = !isCall && (text == "true" || text == "false")
        case (.number, .string(let text)): fits = !isCall && !Value.string(text).numeric.isNaN
        case (.boolean, _), (.number, _): fits = false
        case (.choice, _): fits = input.options.isEmpty || input.options.contains { $0.value == value.text }
        case (.string, _), (.environment, _): fits = true
        }
        guard !fits else { return }
        let remedy =
            input.kind == .choice
            ? "the options are " + input.options.map { "\"\($0.value)\"" }.joined(separator: ", ")
            : "write a \(input.kind.rawValue) without quotes, or change the type"
        report(
            isCall ? .call : .event, range,
            "unexpected value \"\(value.text.shortened)\": the default of input \"\(input.name.value)\" is not a \(input.kind.rawValue)",
            remedy: remedy)
    }
}
