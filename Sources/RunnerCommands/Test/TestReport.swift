import Diagnostics
import Expressions
import Rehearsals

/// What came of all test files, and how it is told.
struct TestReport {
    /// A test file's cases, or what is wrong with it.
    struct File {
        /// As findings name it.
        var path: String
        /// The workflow's path; empty where it could not be read.
        var workflow: String
        /// What keeps its cases from being played.
        var diagnostics: [Diagnostic]
        var results: [TestResult]

        var isInvalid: Bool { diagnostics.contains { $0.severity == .error } || results.contains { !$0.findings.isEmpty } }
    }

    var files: [File] = []
    /// The text of the files, by path.
    var sources: [String: String] = [:]
    /// Wall time, in seconds.
    var seconds = 0.0

    private var results: [TestResult] { files.flatMap(\.results) }
    var passed: Int { results.count { $0.hasPassed } }
    var failed: Int { results.count - passed }

    var status: CommandStatus {
        if files.contains(where: \.isInvalid) { return .invalid }
        return failed == 0 ? .success : .failed
    }

    /// For people.
    func text(style: TerminalStyle, isVerbose: Bool) -> String {
        var text = ""
        for file in files {
            text += style.bold(file.path) + (file.workflow.isEmpty ? "" : " tests \(file.workflow)") + "\n"
            text += DiagnosticRenderer(color: style.usesColor, sources: sources).render(file.diagnostics)
            for result in file.results { text += self.text(result, file, style, isVerbose) }
        }
        let cases = results.count == 1 ? "1 case" : "\(results.count) cases"
        var parts = ["\(passed) passed"]
        if failed > 0 { parts.append("\(failed) failed") }
        let unread = files.count { $0.results.isEmpty }
        if unread > 0 { parts.append("\(unread) \(unread == 1 ? "file" : "files") not valid") }
        return text + "\(cases): \(parts.joined(separator: ", ")), \(Self.milliseconds(seconds))\n"
    }

    private func text(_ result: TestResult, _ file: File, _ style: TerminalStyle, _ isVerbose: Bool) -> String {
        let word = result.hasPassed ? style.green("ok  ") : style.red("FAIL")
        var text = "  \(word) \(TerminalText.sanitized(result.name))  \(style.dim(Self.milliseconds(result.seconds)))\n"
        text += DiagnosticRenderer(color: style.usesColor, sources: sources).render(result.findings)
        for mismatch in result.mismatches { text += Self.text(mismatch, file.path, style) }
        if isVerbose {
            for step in result.unmocked { text += style.dim("       not mocked, taken to succeed: \(TerminalText.sanitized(step))") + "\n" }
        }
        return text
    }

    private static func text(_ mismatch: TestResult.Mismatch, _ file: String, _ style: TerminalStyle) -> String {
        let start = mismatch.range.start
        var text = "    \(file):\(start.line):\(start.column): \(TerminalText.sanitized(mismatch.subject))\n"
        text += lines("      expected: ", mismatch.expected, style.green)
        text += lines("      actual:   ", mismatch.actual, style.red)
        for reason in mismatch.reasons { text += lines("      because:  ", reason, { $0 }) }
        return text
    }

    /// A text of several lines, each below the other.
    private static func lines(_ label: String, _ text: String, _ paint: (String) -> String) -> String {
        let indent = String(repeating: " ", count: label.count)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.count > 1, lines.last == "" { lines.removeLast() }
        return lines.enumerated().map { place, line in
            (place == 0 ? label : indent) + paint(line.isEmpty && lines.count == 1 ? "(empty)" : TerminalText.sanitized(line)) + "\n"
        }.joined()
    }

    /// `4 ms`, `0.8 ms`, `1.2 s`
    static func milliseconds(_ seconds: Double) -> String {
        if seconds >= 1 { return "\((seconds * 10).rounded() / 10) s" }
        let value = seconds * 1000
        return value >= 10 ? "\(Int(value.rounded())) ms" : "\((value * 10).rounded() / 10) ms"
    }
}
