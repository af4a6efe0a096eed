import Events
import Expressions
import OptionParsing
import Workflows

/// Required inputs of workflows started by hand, or as if they were called, that neither options nor files give: asked for on a terminal.
enum MissingInputs {
    /// - Parameters:
    ///   - given: By the command line and files.
    ///   - ask: Gives the answer to a question; nothing where there is no terminal.
    /// - Returns: What was answered; empty answers count as none.
    /// - Throws: `UsageError` that names all inputs that are still missing.
    static func answers(
        _ workflows: [Workflow], _ event: Event, given: [(name: String, value: String)], ask: (String) -> String?
    ) throws(UsageError) -> [(name: String, value: String)] {
        guard ["workflow_dispatch", "workflow_call"].contains(event.name) else { return [] }
        var answers: [(name: String, value: String)] = []
        var missing: [String] = []
        for input in workflows.flatMap({ required($0, event) }) {
            let name = input.name.value
            if (given + answers).contains(where: { $0.name.lowercased() == name.lowercased() }) || missing.contains(name) { continue }
            if case .null = event.payload["inputs"][name] {
                let answer = missing.isEmpty ? ask(question(input)) : nil
                if let answer, !answer.isEmpty { answers.append((name, answer)) } else { missing.append(name) }
            }
        }
        guard !missing.isEmpty else { return answers }
        let names = missing.map { "\"\($0)\"" }.joined(separator: ", ")
        throw UsageError(
            "required input\(missing.count > 1 ? "s" : "") \(names) not given",
            remedy: "give \(missing.map { "--input \($0)=VALUE" }.joined(separator: " ")), put them into .input, or answer on a terminal")
    }

    private static func required(_ workflow: Workflow, _ event: Event) -> [WorkflowInput] {
        workflow.triggers.filter { $0.event.value == event.name }.flatMap(\.inputs).filter {
            $0.isRequired && $0.defaultValue == nil
        }
    }

    /// `input level, one of "low", "high" (how loud): `
    private static func question(_ input: WorkflowInput) -> String {
        var text = "input \(input.name.value)"
        switch input.kind {
        case .boolean: text += ", true or false"
        case .number: text += ", a number"
        case .choice: text += ", one of \(input.options.map { "\"\($0.value)\"" }.joined(separator: ", "))"
        case .string, .environment: break
        }
        if let description = input.description, !description.isEmpty { text += " (\(TerminalText.sanitized(description)))" }
        return text + ": "
    }
}
