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

    /// Names of variables have no `=`, no white space and no NUL.
    mutating func checkVariableNames(_ template: Template) {
        for entry in template.entries {
            guard let name = entry.name else { continue }
            let illegal = name.utf8.contains { $0 == UInt8(ascii: "=") || $0 == 0 || $0 == UInt8(ascii: " ") || $0 == 9 || $0 == 10 }
            if illegal {
                report(
                    .env, entry.key.range, "environment variable name \"\(name.shortened)\" is invalid",
                    remedy: "names have neither \"=\" nor spaces")
            }
        }
    }
}
