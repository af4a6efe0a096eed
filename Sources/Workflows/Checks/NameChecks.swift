import Diagnostics
import Expressions

// Names of shells and of environment variables.
extension WorkflowConverter {
    private static let shells = ["bash", "sh", "python", "pwsh", "powershell", "cmd"]

    /// A shell is built in, or a command with `{0}` for the script's file.
    mutating func checkShell(_ template: Template) {
        guard let shell = template.locatedText, !shell.value.contains("{0}") else { return }
        let name = shell.value.lowercased()
        guard !Self.shells.contains(name), !name.isEmpty else { return }
        let nearest = Suggestion.nearest(to: name, among: Self.shells)
        let list = Self.shells.map { "\"\($0)\"" }.joined(separator: ", ")
        report(
            .shell, shell.range, "invalid shell option \"\(shell.value.shortened)\"",
            remedy: nearest.map { "did you mean \"\($0)\"?" }
                ?? "the shells are \(list); any other is a command with \"{0}\" in place of the script's file")
    }

    /// A name with `=` can not be a variable; one with spaces or `&` can, but no shell reads it.
    mutating func checkVariableNames(_ template: Template) {
        for entry in template.entries {
            guard let name = entry.name else { continue }
            if name.utf8.contains(where: { $0 == UInt8(ascii: "=") || $0 == 0 }) {
                report(
                    .env, entry.key.range, "environment variable name \"\(name.shortened)\" is invalid",
                    remedy: "names of variables have no \"=\"")
            } else if name.utf8.contains(where: { $0 <= UInt8(ascii: " ") || $0 == UInt8(ascii: "&") }) {
                warn(
                    .env, entry.key.range, "environment variable name \"\(name.shortened)\" is not one that a shell can read",
                    remedy: "use letters, digits and \"_\"")
            } else if ReservedVariables.contains(name), !entry.value.isValue(of: name) {
                warn(
                    .env, entry.key.range, "the runner sets \"\(name)\" itself, so steps don't see this value",
                    remedy: "choose another name; the context env has this value under the old one, too")
            }
        }
    }
}

extension Template {
    /// The member of `github` or `runner` that the runner sets this variable to anyway: `RUNNER_OS: ${{ runner.os }}`.
    fileprivate func isValue(of variable: String) -> Bool {
        guard case .expression(let expression, _) = self, case .index(.context(let context), .literal(.string(let name))) = expression.root
        else { return false }
        return "\(context)_\(name)".lowercased() == variable.lowercased()
    }
}
