import Diagnostics
import Expressions
import Workflows

/// Makes the `inputs` context of a called workflow: what the caller gives, with the called workflow's types and defaults.
///
/// Numbers and booleans become text where text is wanted, but text never becomes one of them (GitHub's ConvertToWorkflowJobInputs).
struct CallInputs {
    /// The calling job.
    let job: Job
    /// The file of the calling job, for findings.
    let file: String
    let workflow: Workflow
    /// Of the calling job.
    let evaluator: Evaluator

    /// - Throws: All findings together.
    func resolve() throws(PlanningFailure) -> Value {
        guard let trigger = workflow.triggers.first(where: { $0.event.value == "workflow_call" }) else { return .object([]) }
        var diagnostics: [Diagnostic] = []
        var typed: [(String, Value)] = []
        let given = try given()
        for input in trigger.inputs {
            let name = input.name.value
            do throws(PlanningFailure) {
                if let gift = given.last(where: { $0.name.lowercased() == name.lowercased() }) {
                    typed.append((name, try value(gift.value, of: input, at: gift.place, in: file)))
                } else {
                    typed.append((name, try absent(input)))
                }
            } catch {
                diagnostics += error.diagnostics
            }
        }
        guard diagnostics.isEmpty else { throw PlanningFailure(diagnostics) }
        return .object(typed)
    }

    private struct Gift {
        var name: String
        var value: Value
        var place: SourceRange
    }

    private func given() throws(PlanningFailure) -> [Gift] {
        guard let inputs = job.call?.inputs else { return [] }
        guard case .mapping(let entries, _) = inputs, entries.allSatisfy({ !$0.isInsert && $0.key.literalString != nil }) else {
            return (try evaluate(inputs, in: file).members ?? []).map { Gift(name: $0.key, value: $0.value, place: inputs.mark) }
        }
        var gifts: [Gift] = []
        for entry in entries {
            let value = try evaluate(entry.value, in: file)
            gifts.append(Gift(name: entry.key.literalString ?? "", value: value, place: entry.value.mark))
        }
        return gifts
    }

    private func absent(_ input: WorkflowInput) throws(PlanningFailure) -> Value {
        if let template = input.defaultValue, case let value = try evaluate(template, in: workflow.path) {
            if case .null = value { return Self.empty(input.kind) }
            return try self.value(value, of: input, at: template.mark, in: workflow.path)
        }
        guard input.isRequired, let uses = job.call?.uses else { return Self.empty(input.kind) }
        throw failure(
            file, uses.range, "input \"\(input.name.value)\" is required, but not provided while calling",
            "give \"\(input.name.value)\" below \"with\"")
    }

    private static func empty(_ kind: WorkflowInput.Kind) -> Value {
        switch kind {
        case .boolean: .bool(false)
        case .number: .number(0)
        case .string, .choice, .environment: .string("")
        }
    }

    private func value(_ value: Value, of input: WorkflowInput, at place: SourceRange, in file: String) throws(PlanningFailure) -> Value {
        switch (input.kind, value) {
        case (.boolean, .bool), (.number, .number): return value
        case (.string, _) where value.isPrimitive, (.choice, _) where value.isPrimitive, (.environment, _) where value.isPrimitive:
            return .string(value.text)
        default:
            let found = value.isPrimitive && !value.text.isEmpty ? "\(value.describedKind) (\"\(value.text)\")" : value.describedKind
            throw failure(
                file, place, "unexpected value: input \"\(input.name.value)\" is a \(input.kind.rawValue), not \(found)",
                input.kind == .string ? "use toJSON() to pass it as text" : "fromJSON() makes a \(input.kind.rawValue) of text")
        }
    }

    private func evaluate(_ template: Template, in file: String) throws(PlanningFailure) -> Value {
        do {
            return try evaluator.evaluate(template)
        } catch {
            throw failure(file, template.mark, "an input can't be evaluated: \(error.message)", nil, .expression)
        }
    }

    private func failure(
        _ file: String, _ range: SourceRange, _ message: String, _ remedy: String?, _ kind: DiagnosticKind = .call
    ) -> PlanningFailure {
        PlanningFailure([Diagnostic(file: file, range: range, kind: kind, message: message, remedy: remedy)])
    }
}
