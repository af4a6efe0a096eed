import Diagnostics
import Events
import Expressions
import Workflows

/// Makes the `inputs` context of a workflow that is dispatched or called: declared, typed, with defaults.
struct InputResolution {
    let plan: Plan
    let contexts: PlanContexts
    let given: Value

    /// Sets the plan's inputs, and the texts of `github.event.inputs`; gives what is wrong with them.
    func resolve(_ plan: inout Plan) -> [Diagnostic] {
        let event = plan.event.name
        let values = EventSynthesis.merged(plan.event.payload["inputs"].members == nil ? .object([]) : plan.event.payload["inputs"], given)
        guard ["workflow_dispatch", "workflow_call"].contains(event) else { return [] }
        guard let trigger = plan.workflow.triggers.first(where: { $0.event.value == event }) else {
            plan.inputs = values
            return []
        }
        var diagnostics = unknown(values, trigger)
        var typed: [(String, Value)] = []
        let evaluator = Evaluator(contexts: contexts.values(plan))
        for input in trigger.inputs {
            do {
                typed.append((input.name.value, try value(of: input, values, evaluator)))
            } catch {
                diagnostics += error.diagnostics
            }
        }
        plan.inputs = .object(typed)
        let texts = Value.object(typed.map { ($0.0, .string($0.1.text)) })
        // The last of two members of a name counts, so these take the place of what was given.
        plan.event.payload = .object((plan.event.payload.members ?? []).map { ($0.key, $0.value) } + [("inputs", texts)])
        return diagnostics
    }

    private func unknown(_ values: Value, _ trigger: Trigger) -> [Diagnostic] {
        let names = trigger.inputs.map(\.name.value)
        return (values.members ?? []).map(\.key).filter { key in !names.contains { $0.lowercased() == key.lowercased() } }.map { key in
            let nearest = Suggestion.nearest(to: key, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
            let all = names.isEmpty ? "it has no inputs" : "the inputs are \(names.map { "\"\($0)\"" }.joined(separator: ", "))"
            return finding(trigger.event.range, "the workflow has no input \"\(key)\"", remedy: all + nearest)
        }
    }

    private func value(of input: WorkflowInput, _ values: Value, _ evaluator: Evaluator) throws(PlanningFailure) -> Value {
        let name = input.name.value
        let given = values[name]
        if case .null = given {
            if let template = input.defaultValue {
                do {
                    return try typed(try evaluator.evaluate(template), input)
                } catch let error as PlanningFailure {
                    throw error
                } catch {
                    throw failure(template.mark, "the default of input \"\(name)\" can't be evaluated: \(error)", remedy: nil)
                }
            }
            if input.isRequired {
                throw failure(input.name.range, "input \"\(name)\" is required, but not given", remedy: "give it: --input \(name)=VALUE")
            }
            return Self.absent(input.kind)
        }
        return try typed(given, input)
    }

    private static func absent(_ kind: WorkflowInput.Kind) -> Value {
        switch kind {
        case .boolean: .bool(false)
        case .number: .number(0)
        case .string, .choice, .environment: .string("")
        }
    }

    private func typed(_ value: Value, _ input: WorkflowInput) throws(PlanningFailure) -> Value {
        let name = input.name.value
        let text = value.text
        switch input.kind {
        case .string, .environment: return .string(text)
        case .boolean:
            if case .bool = value { return value }
            guard text == "true" || text == "false" else {
                throw failure(input.name.range, "input \"\(name)\" is \"\(text)\", not a boolean", remedy: "give true or false")
            }
            return .bool(text == "true")
        case .number:
            let number = value.numeric
            guard !number.isNaN, !text.isEmpty else {
                throw failure(input.name.range, "input \"\(name)\" is \"\(text)\", not a number", remedy: "give a number")
            }
            return .number(number)
        case .choice:
            let options = input.options.map(\.value)
            guard options.isEmpty || options.contains(text) else {
                throw failure(
                    input.name.range, "input \"\(name)\" is \"\(text)\", which is none of its options",
                    remedy: "the options are \(options.map { "\"\($0)\"" }.joined(separator: ", "))")
            }
            return .string(text)
        }
    }

    private func failure(_ range: SourceRange, _ message: String, remedy: String?) -> PlanningFailure {
        PlanningFailure([finding(range, message, remedy: remedy)])
    }

    private func finding(_ range: SourceRange, _ message: String, remedy: String?) -> Diagnostic {
        Diagnostic(file: plan.workflow.path, range: range, kind: .event, message: message, remedy: remedy)
    }
}
