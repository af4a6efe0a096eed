import Diagnostics
import Expressions

// `if:` of jobs and steps (GitHub's ConvertToIfCondition).
extension WorkflowConverter {
    private static let statusFunctions = ["always", "cancelled", "failure", "success"]
    private static let success = Expression(source: "success()", root: .call("success", []))

    /// A condition made whole: empty is `success()`; without a status function in it, `success() && (TEXT)`.
    mutating func condition(_ template: Template?, scope: ContextSet) -> Condition {
        switch template {
        case .expression(let expression, let range):
            checkTextAround(expression, range: range)
            return whole(expression, source: Located(expression.source, range))
        case .literal(.string(let text), let range):
            guard text.contains(where: { !$0.isWhitespace }) else { break }
            let names = NameScope(contexts: scope.contexts, functions: scope.functions)
            do {
                return whole(try Expression(parsing: text, scope: names), source: Located(text, range))
            } catch {
                let place = ExpressionErrorPlace(source: source, scalar: range, value: text).range(of: error)
                append(Diagnostic(expressionError: error, file: file, range: place, scope: names))
            }
        default: break
        }
        return Condition(expression: Self.success)
    }

    private func whole(_ expression: Expression, source: Located<String>) -> Condition {
        guard !expression.calls(anyOf: Self.statusFunctions) else { return Condition(expression: expression, source: source) }
        let wrapped = Expression(source: "success() && (\(expression.source))", root: .and([Self.success.root, expression.root]))
        return Condition(expression: wrapped, source: source)
    }

    /// `if: ${{ a }} && b` is text, and text that is not empty counts as true.
    private mutating func checkTextAround(_ expression: Expression, range: SourceRange) {
        guard case .call(let name, let arguments) = expression.root, name == "format", expression.source.hasPrefix("format('"),
            case .literal(.string(let format))? = arguments.first, hasText(format)
        else { return }
        warn(
            .condition, range,
            "this condition is always true: it is text with an expression in it, and text that is not empty counts as true",
            remedy: "put all of the condition inside one ${{ }}, or leave ${{ }} away")
    }

    /// Something is left of a format when its `{0}` are taken away.
    private func hasText(_ format: String) -> Bool {
        var depth = 0
        for character in format {
            switch character {
            case "{": depth += 1
            case "}": depth -= 1
            default: if depth == 0 { return true }
            }
        }
        return false
    }
}
