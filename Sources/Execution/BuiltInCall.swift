import Expressions
import LinuxSystem
import RunRecords
import Workflows

/// Why a built-in action can't do what it is asked for.
struct InputProblem: Error, Sendable, Hashable {
    /// Which input asks for it; nothing where none does.
    var input: String?
    var text: String
}

/// A step that uses a built-in action.
struct BuiltInCall: Sendable {
    let run: StartedStep
    let action: UsedAction
    /// By names in lower case, without white space around.
    let inputs: [String: String]
    private let file: String

    init(_ action: UsedAction, run: StartedStep, evaluation: TemplateEvaluation) async throws(EvaluationFailure) {
        self.action = action
        self.run = run
        file = evaluation.file
        var inputs: [String: String] = [:]
        for (name, value) in try await Self.texts(of: action, evaluation) { inputs[name.lowercased()] = value.trimmingSpaces() }
        self.inputs = inputs
    }

    /// What `with` gives. `hashFiles` reads the disk, which must not happen in a task.
    static func texts(
        of action: UsedAction, _ evaluation: TemplateEvaluation
    ) async throws(EvaluationFailure) -> [(name: String, value: String)] {
        guard let template = action.inputs else { return [] }
        guard template.calls(anyOf: ["hashFiles"]) else { return try evaluation.texts(template) }
        return try await BlockingWork.run { () throws(EvaluationFailure) in try evaluation.texts(template) }
    }

    /// Writes the head of the log, and warns of inputs that the action doesn't have.
    ///
    /// - Parameters:
    ///   - known: The action's inputs, in the order of its own list.
    ///   - line: What it is about to do.
    func announce(_ known: [String], then line: String) {
        var lines = ["##[group]Run \(action.reference.value)"]
        if !inputs.isEmpty { lines.append("with:") }
        lines += inputs.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        lines += ["##[endgroup]", line]
        run.log.say(lines)
        let unknown = inputs.keys.filter { !known.contains($0) }.sorted()
        if !unknown.isEmpty {
            let names = unknown.map { "'\($0)'" }.joined(separator: ", ")
            let valid = known.map { "'\($0)'" }.joined(separator: ", ")
            run.warning("Unexpected input(s) \(names), valid inputs are [\(valid)]")
        }
    }

    /// A failure at the input's place, or at the action's where the input is not written down.
    func failure(_ problem: InputProblem) -> EvaluationFailure {
        var range = action.reference.range
        if let input = problem.input, case .mapping(let entries, _)? = action.inputs,
            let entry = entries.first(where: { $0.key.literalString?.lowercased() == input })
        {
            range = entry.value.range
        }
        return EvaluationFailure(place: Place(file, range).description, message: problem.text)
    }

    func success(_ outputs: [(name: String, value: String)]) -> StepResult {
        var result = StepResult(end: StepEnd(outcome: .success, conclusion: .success, exitStatus: nil))
        result.outputs = outputs
        return result
    }

    /// An input that is true or false, in the words that actions take (YAML 1.2).
    func flag(_ name: String, or fallback: Bool) throws(InputProblem) -> Bool {
        switch inputs[name] {
        case nil: return fallback
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: throw InputProblem(input: name, text: "\"\(name)\" must be true or false")
        }
    }
}
