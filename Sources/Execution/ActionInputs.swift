import Expressions
import LinuxSystem
import Workflows

/// The inputs that a step gives to an action, and the defaults of those that it leaves out.
struct ActionInputs: Sendable {
    /// What the step gives, in its order, then defaults in the action's; names as written.
    let pairs: [(name: String, value: String)]
    /// In GitHub's words, but for the one about missing inputs, which GitHub doesn't enforce.
    let warnings: [String]

    /// - Parameters:
    ///   - given: `with`.
    ///   - evaluation: Of the step.
    init(
        _ action: FoundAction, given: Template?, evaluation: TemplateEvaluation
    ) throws(EvaluationFailure) {
        var pairs: [(name: String, value: String)] = []
        if let given { pairs = try evaluation.texts(given).map { ($0.0, $0.1) } }
        var values: [String: String] = [:]
        for (name, value) in pairs { values[name.lowercased()] = value }
        let declared = action.metadata.inputs
        var warnings = Self.warnings(values, pairs.map(\.name), action)
        let defaults = TemplateEvaluation(evaluator: evaluation.evaluator, file: action.metadata.path)
        for input in declared where values[input.name.value.lowercased()] == nil {
            if let template = input.defaultValue {
                pairs.append((input.name.value, try defaults.text(template)))
            } else {
                if input.isRequired { warnings.append("Input required and not supplied: \(input.name.value)") }
                pairs.append((input.name.value, ""))
            }
        }
        self.pairs = pairs
        self.warnings = warnings
    }

    private static func warnings(_ values: [String: String], _ given: [String], _ action: FoundAction) -> [String] {
        let declared = action.metadata.inputs
        var warnings: [String] = []
        for input in declared {
            guard let message = input.deprecationMessage, values[input.name.value.lowercased()] != nil else { continue }
            warnings.append("Input '\(input.name.value)' has been deprecated with message: \(message)")
        }
        var valid = declared.map(\.name.value)
        if case .docker = action.metadata.runs { valid = ["entryPoint", "args"] + valid }
        let known = Set(valid.map { $0.lowercased() })
        let unexpected = given.filter { !known.contains($0.lowercased()) }
        if !unexpected.isEmpty {
            let (names, choice) = (unexpected.joined(separator: "', '"), valid.joined(separator: "', '"))
            warnings.append("Unexpected input(s) '\(names)', valid inputs are ['\(choice)']")
        }
        return warnings
    }

    /// The `inputs` context of a composite action.
    var context: Value {
        .object(pairs.map { ($0.name, .string($0.value)) })
    }

    /// The variables `INPUT_…`: in upper case, blanks as `_`; other characters stay.
    var variables: [(name: String, value: String)] {
        Self.variables(of: pairs)
    }

    static func variables(of pairs: [(name: String, value: String)]) -> [(name: String, value: String)] {
        pairs.map { (name: "INPUT_" + String($0.name.map { $0 == " " ? "_" : $0 }).uppercased(), value: $0.value) }
    }

    /// The first lines of the log: what the action is given, and the environment.
    func heading(_ title: String, env: OrderedVariables) -> [String] {
        var lines = ["##[group]Run \(title)"]
        let shown = pairs.filter { !$0.value.isEmpty }
        if !shown.isEmpty { lines.append("with:") }
        lines += shown.map { "  \($0.name): \($0.value)" }
        if !env.names.isEmpty { lines.append("env:") }
        lines += env.pairs.map { "  \($0): \($1)" }
        lines.append("##[endgroup]")
        return lines
    }

    /// Evaluates them off the cooperative pool where they may read the disk.
    static func evaluated(
        _ action: FoundAction, given: Template?, evaluation: TemplateEvaluation
    ) async throws(EvaluationFailure) -> ActionInputs {
        let templates = [given] + action.metadata.inputs.map(\.defaultValue)
        guard templates.contains(where: { $0?.calls(anyOf: ["hashFiles"]) ?? false }) else {
            return try ActionInputs(action, given: given, evaluation: evaluation)
        }
        let result = await BlockingWork.value { () -> Result<ActionInputs, EvaluationFailure> in
            do throws(EvaluationFailure) {
                return .success(try ActionInputs(action, given: given, evaluation: evaluation))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
