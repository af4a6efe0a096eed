import Diagnostics
import Expressions

/// Types of all expressions: unknown members, wrong arguments, comparisons that never hold, values that do not fit their place.
struct ExpressionCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        var walk = ExpressionWalk(subject)
        walk.workflow()
        return walk.findings
    }
}

/// What the value of an expression at a place must be.
enum WantedValue {
    case anything, text, boolean, number
    /// Text, or a list of texts.
    case labels
    case list
    case mapping
    case textOrMapping
}

/// Goes through a workflow, knowing at each place what contexts hold there.
struct ExpressionWalk {
    let subject: CheckedWorkflow
    private(set) var findings: [Diagnostic] = []
    let place: PlaceTypes

    init(_ subject: CheckedWorkflow) {
        self.subject = subject
        place = PlaceTypes(workflow: subject.types)
    }

    mutating func workflow() {
        for entry in subject.workflow.entries {
            switch entry.name {
            case "run-name": look(at: entry.value, wanted: .text)
            case "env": lookAtMembers(of: entry.value, wanted: .text)
            case "concurrency": concurrency(entry.value)
            case "on": outputsOfCall()
            default: continue
            }
        }
        for job in subject.workflow.jobs { self.job(job) }
    }

    private mutating func outputsOfCall() {
        for trigger in subject.workflow.triggers {
            for output in trigger.outputs { look(at: output.value, wanted: .text) }
            for input in trigger.inputs { if let value = input.defaultValue { look(at: value, wanted: .anything) } }
        }
    }

    private mutating func concurrency(_ template: Template) {
        guard case .mapping(let entries, _) = template else { return look(at: template, wanted: .text) }
        for entry in entries { look(at: entry.value, wanted: entry.name == "cancel-in-progress" ? .boolean : .text) }
    }

    /// Every value below, and the keys that are expressions.
    mutating func lookAtMembers(of template: Template, wanted: WantedValue) {
        guard case .mapping(let entries, _) = template else { return look(at: template, wanted: .mapping) }
        for entry in entries {
            if !entry.isInsert { look(at: entry.key, wanted: .text) }
            look(at: entry.value, wanted: entry.isInsert ? .mapping : wanted)
        }
    }

    mutating func look(at template: Template, wanted: WantedValue) {
        switch template {
        case .literal: return
        case .expression(let expression, let range): look(at: expression.root, range, wanted: wanted)
        case .sequence(let items, _): for item in items { look(at: item, wanted: wanted == .labels ? .text : wanted) }
        case .mapping: lookAtMembers(of: template, wanted: wanted)
        }
    }
}

// MARK: - Jobs

extension ExpressionWalk {
    private mutating func job(_ job: Job) {
        place.job = JobTypes(job, in: subject.types)
        place.steps = stepTypes(isOpen: !subject.isComplete && job.steps.isEmpty == (job.call == nil))
        condition(job.condition)
        // Outputs and the environment's address see all steps.
        for step in job.steps { self.step(step) }
        for entry in job.entries { jobKey(entry) }
        place.job = nil
        place.steps = nil
    }

    func stepTypes(isOpen: Bool) -> StepTypes {
        let actions = subject.actions
        return StepTypes(isOpen: isOpen) { action in
            actions.interface(of: action.reference.value).flatMap { $0.hasAllOutputs ? $0.outputs : nil }
        }
    }

    private mutating func jobKey(_ entry: TemplateEntry) {
        switch entry.name {
        case "name": look(at: entry.value, wanted: .text)
        case "env", "outputs", "secrets": lookAtMembers(of: entry.value, wanted: .text)
        case "concurrency": concurrency(entry.value)
        case "runs-on":
            guard case .mapping(let entries, _) = entry.value else { return look(at: entry.value, wanted: .labels) }
            for entry in entries { look(at: entry.value, wanted: .labels) }
        case "environment":
            guard case .mapping(let entries, _) = entry.value else { return look(at: entry.value, wanted: .text) }
            for entry in entries { look(at: entry.value, wanted: entry.name == "deployment" ? .boolean : .text) }
        case "timeout-minutes", "cancel-timeout-minutes": look(at: entry.value, wanted: .number)
        case "continue-on-error": look(at: entry.value, wanted: .boolean)
        case "strategy": strategy(entry.value)
        case "defaults": look(at: entry.value, wanted: .text)
        case "container": container(entry.value)
        case "services":
            guard case .mapping(let services, _) = entry.value else { return look(at: entry.value, wanted: .mapping) }
            for service in services { container(service.value) }
        case "with": inputsOfCall(entry.value)
        case "snapshot": look(at: entry.value, wanted: .anything)
        default: return
        }
    }

    /// What a called workflow's inputs take, where it is known; text never becomes a boolean or a number.
    private mutating func inputsOfCall(_ template: Template) {
        let trigger = place.job?.job.call?.workflow?.triggers.first { $0.event.value == "workflow_call" }
        for entry in template.entries {
            let input = trigger?.inputs.first { $0.name.value.ordinalUppercase == entry.name?.ordinalUppercase }
            let wanted: WantedValue =
                switch input?.kind {
                case .boolean: .boolean
                case .number: .number
                case .string: .text
                default: .anything
                }
            look(at: entry.value, wanted: wanted)
        }
    }

    private mutating func strategy(_ template: Template) {
        guard case .mapping(let entries, _) = template else { return look(at: template, wanted: .mapping) }
        for entry in entries {
            switch entry.name {
            case "fail-fast": look(at: entry.value, wanted: .boolean)
            case "max-parallel": look(at: entry.value, wanted: .number)
            case "matrix": matrix(entry.value)
            default: continue
            }
        }
    }

    private mutating func matrix(_ template: Template) {
        guard case .mapping(let rows, _) = template else { return look(at: template, wanted: .mapping) }
        for row in rows {
            switch row.value {
            case .expression: look(at: row.value, wanted: .list)
            case .sequence(let items, _): for item in items { look(at: item, wanted: .anything) }
            default: look(at: row.value, wanted: .anything)
            }
        }
    }

    private mutating func container(_ template: Template) {
        guard case .mapping(let entries, _) = template else { return look(at: template, wanted: .textOrMapping) }
        for entry in entries {
            switch entry.name {
            case "env", "credentials": lookAtMembers(of: entry.value, wanted: .text)
            case "ports", "volumes":
                if case .expression = entry.value { look(at: entry.value, wanted: .list) } else { look(at: entry.value, wanted: .text) }
            default: look(at: entry.value, wanted: .text)
            }
        }
    }

    mutating func step(_ step: Step) {
        if case .parallel(let inner) = step.action { for step in inner { self.step(step) } }
        condition(step.condition)
        for entry in step.entries {
            switch entry.name {
            case "name", "run", "working-directory", "shell": look(at: entry.value, wanted: .text)
            case "env", "with": lookAtMembers(of: entry.value, wanted: .text)
            case "timeout-minutes": look(at: entry.value, wanted: .number)
            case "continue-on-error": look(at: entry.value, wanted: .boolean)
            default: continue
            }
        }
        place.steps?.append(step)
    }

    mutating func condition(_ condition: Condition) {
        guard let source = condition.source else { return }
        // What the reader put around it has no place in the file.
        var root = condition.expression.root
        if condition.expression.source != source.value, case .and(let parts) = root, let written = parts.last { root = written }
        // That mixed text is always true was said when it was read.
        let isMixed = condition.expression.formatText != nil
        if root.isConstant, !isMixed { constantCondition(root, source) }
        look(at: root, source.range, wanted: .anything)
    }

    private mutating func constantCondition(_ root: Expression.Node, _ source: Located<String>) {
        guard let value = try? Evaluator(contexts: [:]).evaluate(Expression(source: source.value, root: root)) else { return }
        findings.append(
            subject.warning(
                .condition, source.range, "this condition is always \(value.isTruthy)",
                remedy: value.isTruthy ? "remove it, or compare something that changes" : "remove what never runs, or mend the condition"))
    }
}

// MARK: - Expressions

extension ExpressionWalk {
    private mutating func look(at root: Expression.Node, _ range: SourceRange, wanted: WantedValue) {
        var typer = ExpressionTyper(contexts: place)
        let type = typer.type(of: root)
        checkFit(type, wanted, &typer)
        guard !typer.findings.isEmpty else { return }
        let places = ScalarPlaces(range, in: subject.source)
        let words = places.words()
        // Mixed text is a call of `format` with a literal, which are no words of the file.
        let missing = typer.word - words.count
        for finding in typer.findings {
            var exact = range
            let (first, last) = (finding.words.lowerBound - missing, finding.words.upperBound - missing)
            if missing == 0 || missing == 2, first >= 0, last < words.count {
                exact = places.range(words[first].lowerBound..<words[last].upperBound)
            }
            findings.append(
                Diagnostic(
                    file: subject.file, range: exact, severity: finding.severity, kind: finding.kind, message: finding.text.message,
                    remedy: finding.text.remedy))
        }
    }

    private func checkFit(_ type: ExpressionType, _ wanted: WantedValue, _ typer: inout ExpressionTyper) {
        let words = 0...max(0, typer.word - 1)
        switch wanted {
        case .anything: return
        case .text:
            guard type.isCollection else { return }
            typer.report(.error, words, "\(type.noun) stands where text is needed", remedy: "name one of its members, or write toJSON(…)")
        case .labels:
            guard case .object(let shape) = type, shape["group"] == nil, shape["labels"] == nil else { return }
            typer.report(.error, words, "an object stands where labels are needed", remedy: "name one of its members")
        case .textOrMapping:
            guard case .array = type else { return }
            typer.report(.error, words, "an array stands where text or a mapping is needed", remedy: "name one of its items")
        case .boolean: checkScalar(type, "a boolean", words, &typer) { $0.kind == "Boolean" }
        case .number: checkScalar(type, "a number", words, &typer) { $0.kind == "Number" }
        case .list:
            guard type.isScalar else { return }
            typer.report(.error, words, "\(type.noun) stands where an array is needed", remedy: "write fromJSON(…) around JSON text")
        case .mapping:
            if case .array = type {} else { guard type.isScalar else { return } }
            typer.report(.error, words, "\(type.noun) stands where a mapping is needed", remedy: "write fromJSON(…) around JSON text")
        }
    }

    /// GitHub never reads booleans and numbers from text; a value that may be missing is let pass.
    private func checkScalar(
        _ type: ExpressionType, _ noun: String, _ words: ClosedRange<Int>, _ typer: inout ExpressionTyper, fits: (Value) -> Bool
    ) {
        let isWrong: Bool
        switch type {
        case .any, .null: return
        case .bool: isWrong = noun != "a boolean"
        case .number: isWrong = noun != "a number"
        case .string, .array, .object: isWrong = true
        case .literals(let values): isWrong = !values.contains { fits($0) || $0.kind == "Null" }
        }
        guard isWrong else { return }
        typer.report(
            type.isCollection ? .error : .warning, words, "\(type.noun) stands where \(noun) is needed",
            remedy: "write fromJSON(…) around it, which reads \(noun) from text")
    }
}
