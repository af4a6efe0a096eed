import Diagnostics
import Expressions

/// Follows text of outsiders through a workflow or a composite action: `env`, outputs of steps and jobs, inputs of what is called.
final class TaintWalk {
    /// A place where tainted text becomes code.
    struct Sink {
        enum Effect {
            /// Part of a script; the text names what runs it.
            case script(String)
            /// A line in one of the runner's files.
            case file(ScriptWrites.File)
            /// It ends in a script of another file.
            case elsewhere(String)
        }

        var taint: Taint
        var effect: Effect
        /// The scalar, and the words of its expressions that bring the text; no words for all of it.
        var range: SourceRange
        var words: ClosedRange<Int>?
        /// Words of all its expressions together.
        var count = 0
    }

    private(set) var sinks: [Sink] = []
    /// As other files name it.
    let file: String
    private let actions: LocalActions
    private let depth: Int
    private var scope = TaintScope()
    private var outputsOfJobs: [String: [String: Taint]] = [:]

    /// Levels of files that are followed.
    private static let deepest = 4
    /// Findings of one script; whoever has more of them mends these first.
    private static let mostOfScript = 50

    init(file: String, actions: LocalActions, depth: Int = 0) {
        self.file = file
        self.actions = actions
        self.depth = depth
    }

    /// - Parameter inputs: By lower-case name.
    /// - Returns: The tainted outputs of `workflow_call`.
    @discardableResult
    func walk(_ workflow: Workflow, inputs: [String: Taint]) -> [String: Taint] {
        scope.inputs = inputs
        scope.hasForeignPayload = workflow.triggers.contains { UntrustedMembers.privilegedEvents.contains($0.event.value) }
        addEnv(workflow.env, to: &scope)
        for job in workflow.jobs { walk(job, in: workflow) }
        var scope = scope
        scope.needs = outputsOfJobs
        var outputs: [String: Taint] = [:]
        for output in workflow.triggers.flatMap(\.outputs) {
            if let taint = taint(of: output.value, scope) { outputs[output.name.value.lowercased()] = taint }
        }
        return outputs
    }

    /// - Returns: The tainted outputs of the action.
    @discardableResult
    func walk(_ action: ActionMetadata, inputs: [String: Taint]) -> [String: Taint] {
        guard case .composite(let steps) = action.runs else { return [:] }
        scope.inputs = inputs
        var scope = scope
        for step in steps { walk(step, &scope) }
        var outputs: [String: Taint] = [:]
        for output in action.outputs {
            if let value = output.value, let taint = taint(of: value, scope) { outputs[output.name.value.lowercased()] = taint }
        }
        return outputs
    }

    // MARK: Jobs

    private func walk(_ job: Job, in workflow: Workflow) {
        let id = job.id.value.lowercased()
        guard outputsOfJobs[id] == nil else { return }
        outputsOfJobs[id] = [:]
        var scope = scope
        for need in job.needs {
            let name = need.value.lowercased()
            if let other = workflow.jobs.first(where: { $0.id.value.lowercased() == name }) { walk(other, in: workflow) }
            scope.needs[name] = outputsOfJobs[name]
        }
        for row in job.strategy?.matrix?.entries ?? [] {
            guard let name = row.name, let taint = taint(of: row.value, scope) else { continue }
            scope.matrix[name.lowercased()] = taint.through("matrix.\(name)")
        }
        addEnv(job.env, to: &scope)
        if let call = job.call {
            outputsOfJobs[id] = follow(call, scope)
            return
        }
        for step in job.steps { walk(step, &scope) }
        for output in job.outputs {
            guard let taint = taint(of: output.value, scope) else { continue }
            outputsOfJobs[id]?[output.name.value.lowercased()] = taint.through("needs.\(job.id.value).outputs.\(output.name.value)")
        }
    }

    private func follow(_ call: WorkflowCall, _ scope: TaintScope) -> [String: Taint] {
        guard depth < Self.deepest, let workflow = call.workflow else { return [:] }
        return follow(call.inputs, word: "inputs", name: call.uses.value, scope) { inputs in
            let walk = TaintWalk(file: workflow.path, actions: actions, depth: depth + 1)
            let outputs = walk.walk(workflow, inputs: inputs)
            return (walk, outputs)
        }
    }

    // MARK: Steps

    private func walk(_ step: Step, _ scope: inout TaintScope) {
        var inner = scope
        addEnv(step.env, to: &inner)
        let id = step.id.lowercased()
        switch step.action {
        case .run(let script):
            let isTainted = sink(script.script, as: .script("this script"), inner)
            // Most scripts have nothing to hand on.
            guard isTainted || !inner.env.isEmpty else { return }
            for write in ScriptWrites(script.script).writes { apply(write, of: script.script, id, inner, &scope) }
        case .uses(let action):
            let scripts = KnownSources.scriptInputs(action.reference.value)
            for entry in action.inputs?.entries ?? [] where scripts.contains(entry.name?.lowercased() ?? "") {
                sink(entry.value, as: .script("the script of \(KnownSources.name(action.reference.value))"), inner)
            }
            if KnownSources.givesForeignText(action.reference.value) { scope.sources[id] = action.reference.value }
            let outputs = follow(action, inner)
            if !outputs.isEmpty { scope.steps[id] = outputs }
        case .parallel(let steps): for step in steps { walk(step, &scope) }
        case .wait, .waitAll, .cancel: return
        }
    }

    private func follow(_ action: UsedAction, _ scope: TaintScope) -> [String: Taint] {
        let uses = action.reference.value
        guard depth < Self.deepest, uses.hasPrefix(".") || uses.hasPrefix("$"), let metadata = actions.metadata(of: uses) else {
            return [:]
        }
        return follow(action.inputs, word: "inputs", name: uses, scope) { inputs in
            let walk = TaintWalk(file: metadata.path, actions: actions, depth: depth + 1)
            let outputs = walk.walk(metadata, inputs: inputs)
            return (walk, outputs)
        }
    }

    /// Hands tainted values to what is called, and makes sinks of those that end in a script there.
    private func follow(
        _ given: Template?, word: String, name: String, _ scope: TaintScope, _ body: ([String: Taint]) -> (TaintWalk, [String: Taint])
    ) -> [String: Taint] {
        var inputs: [String: Taint] = [:]
        var found: [(range: SourceRange, finder: TaintFinder)] = []
        for entry in given?.entries ?? [] {
            guard let input = entry.name, case .expression(let expression, let range) = entry.value else { continue }
            var finder = TaintFinder(scope)
            finder.visit(expression.root)
            guard let first = finder.found.first else { continue }
            var taint = first.taint
            taint.entry = found.count
            taint.way = []
            taint.source = "\(word).\(input)"
            inputs[input.lowercased()] = taint
            found.append((range, finder))
        }
        let (walk, outputs) = body(inputs)
        var reported: Set<Int> = []
        for sink in walk.sinks {
            guard let entry = sink.taint.entry, reported.insert(entry).inserted, let first = found[entry].finder.found.first else {
                continue
            }
            var taint = first.taint
            taint.way += [sink.taint.path]
            let place = "\(walk.file):\(sink.range.start.line):\(sink.range.start.column)"
            sinks.append(
                Sink(
                    taint: taint, effect: .elsewhere(place), range: found[entry].range, words: first.words, count: found[entry].finder.word)
            )
        }
        return outputs.mapValues { output in
            guard let entry = output.entry, let first = found[entry].finder.found.first else { return output }
            var taint = first.taint
            taint.way += [output.path]
            return taint
        }
    }

    // MARK: Values

    /// - Returns: Whether something in it is tainted.
    @discardableResult
    private func sink(_ template: Template, as effect: Sink.Effect, _ scope: TaintScope) -> Bool {
        guard case .expression(let expression, let range) = template else { return false }
        var finder = TaintFinder(scope)
        finder.visit(expression.root)
        for found in finder.found.prefix(Self.mostOfScript) {
            sinks.append(Sink(taint: found.taint, effect: effect, range: range, words: found.words, count: finder.word))
        }
        return !finder.found.isEmpty
    }

    private func taint(of template: Template, _ scope: TaintScope) -> Taint? {
        switch template {
        case .literal: return nil
        case .expression(let expression, _):
            var finder = TaintFinder(scope)
            finder.visit(expression.root)
            return finder.found.first?.taint
        case .sequence(let items, _): return items.lazy.compactMap { self.taint(of: $0, scope) }.first
        case .mapping(let entries, _): return entries.lazy.compactMap { self.taint(of: $0.value, scope) }.first
        }
    }

    private func addEnv(_ env: Template?, to scope: inout TaintScope) {
        let known = scope
        for entry in env?.entries ?? [] {
            guard let name = entry.name else { continue }
            scope.env[name.uppercased()] = taint(of: entry.value, known)?.through("env.\(name)")
        }
    }

    /// A line that a script writes to one of the runner's files.
    private func apply(_ write: ScriptWrites.Write, of script: Template, _ id: String, _ inner: TaintScope, _ scope: inout TaintScope) {
        let byVariable = write.variables.lazy.compactMap { inner.env[$0] }.first
        guard let taint = byVariable ?? argument(of: write, in: script, inner) else { return }
        switch write.file {
        case .output: scope.steps[id, default: [:]][write.name.lowercased()] = taint.through("steps.\(id).outputs.\(write.name)")
        case .env: scope.env[write.name.uppercased()] = taint.through("env.\(write.name)")
        case .path: break
        }
        // What an expression brings was said already. One line can't become two variables.
        guard byVariable != nil, write.file == .path || (write.file == .env && taint.hasLines) else { return }
        sinks.append(Sink(taint: taint, effect: .file(write.file), range: script.range))
    }

    private func argument(of write: ScriptWrites.Write, in script: Template, _ scope: TaintScope) -> Taint? {
        guard case .expression(let expression, _) = script, case .call(_, let arguments) = expression.root else { return nil }
        for number in write.arguments where number + 1 < arguments.count {
            var finder = TaintFinder(scope)
            finder.visit(arguments[number + 1])
            if let found = finder.found.first { return found.taint }
        }
        return nil
    }
}
