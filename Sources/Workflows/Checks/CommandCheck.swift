import Diagnostics
import Expressions

/// Workflow commands in scripts that GitHub no longer takes, or warns of.
struct CommandCheck: WorkflowCheck {
    private struct Command {
        var name: [UInt8]
        /// What must follow the name.
        var separator: UInt8
        var severity: Severity
        var remedy: String

        init(_ name: String, _ separator: Unicode.Scalar, _ severity: Severity, _ remedy: String) {
            self.name = Array("::\(name)".utf8)
            self.separator = UInt8(ascii: separator)
            self.severity = severity
            self.remedy = remedy
        }
    }

    private static let commands = [
        Command("set-output", " ", .warning, "write \"name=value\" to the file $GITHUB_OUTPUT"),
        Command("save-state", " ", .warning, "write \"name=value\" to the file $GITHUB_STATE"),
        Command("set-env", " ", .error, "write \"name=value\" to the file $GITHUB_ENV"),
        Command("add-path", ":", .error, "write the folder to the file $GITHUB_PATH"),
    ]

    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for job in subject.workflow.jobs {
            subject.visitSteps(of: job) { step in
                guard case .run(let script) = step.action, script.script.mayHoldCommand else { return }
                let isAllowed = [step.env, job.env, subject.workflow.env].contains { $0?.member("ACTIONS_ALLOW_UNSECURE_COMMANDS") != nil }
                findings += check(script.script.range, isAllowed: isAllowed, subject)
            }
        }
        return findings
    }

    private func check(_ range: SourceRange, isAllowed: Bool, _ subject: CheckedWorkflow) -> [Diagnostic] {
        let places = ScalarPlaces(range, in: subject.source)
        var findings: [Diagnostic] = []
        for command in Self.commands {
            for start in places.text.places(of: command.name) {
                let end = start + command.name.count
                guard end < places.text.count, places.text[end] == command.separator, !isInComment(start, places.text) else { continue }
                let isRefused = command.severity == .error && !isAllowed
                let name = String(decoding: command.name.dropFirst(2), as: UTF8.self)
                findings.append(
                    Diagnostic(
                        file: subject.file, range: places.range(start..<end), severity: isRefused ? .error : .warning, kind: .command,
                        message: isRefused
                            ? "workflow command \"\(name)\" is refused, and the step fails"
                            : "workflow command \"\(name)\" is deprecated", remedy: command.remedy))
            }
        }
        return findings
    }

    private func isInComment(_ place: Int, _ text: [UInt8]) -> Bool {
        let start = text[..<place].lastIndex { $0 == 0x0A }.map { $0 + 1 } ?? 0
        return text[start..<place].first { $0 > 0x20 } == UInt8(ascii: "#")
    }
}

extension Template {
    /// `::` and one of the old words; a look without allocation, for nearly all scripts have none.
    fileprivate var mayHoldCommand: Bool {
        let text: String
        switch self {
        case .literal(.string(let script), _): text = script
        case .expression(let expression, _): text = expression.source
        default: return false
        }
        var text8 = text
        return text8.withUTF8 { bytes in
            bytes.indices.dropLast(8).contains { index in
                bytes[index] == UInt8(ascii: ":") && bytes[index + 1] == UInt8(ascii: ":")
                    && (bytes[index + 2] == UInt8(ascii: "s") || bytes[index + 2] == UInt8(ascii: "a"))
            }
        }
    }
}
