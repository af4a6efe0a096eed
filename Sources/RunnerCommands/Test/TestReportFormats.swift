import Diagnostics
import Expressions
import Rehearsals

// For programs.
extension TestReport {
    /// One JSON object a line: a `file` that is not valid, each `case`, the `summary`.
    var jsonLines: String {
        var lines: [Value] = []
        for file in files {
            if !file.diagnostics.isEmpty {
                lines.append(
                    .object([
                        ("kind", .string("file")), ("file", .string(file.path)), ("findings", .array(file.diagnostics.map(Self.json))),
                    ]))
            }
            lines += file.results.map { json($0, file) }
        }
        lines.append(
            .object([
                ("kind", .string("summary")), ("cases", .number(Double(passed + failed))), ("passed", .number(Double(passed))),
                ("failed", .number(Double(failed))), ("invalid_files", .number(Double(files.count { $0.results.isEmpty }))),
                ("seconds", .number(seconds)),
            ]))
        return lines.map { $0.json() + "\n" }.joined()
    }

    private func json(_ result: TestResult, _ file: File) -> Value {
        let start = result.range.start
        let mismatches = result.mismatches.map { mismatch in
            Value.object([
                ("file", .string(file.path)), ("line", .number(Double(mismatch.range.start.line))),
                ("column", .number(Double(mismatch.range.start.column))), ("subject", .string(mismatch.subject)),
                ("expected", .string(mismatch.expected)), ("actual", .string(mismatch.actual)),
                ("reasons", .array(mismatch.reasons.map { .string($0) })),
            ])
        }
        return .object([
            ("kind", .string("case")), ("file", .string(file.path)), ("workflow", .string(file.workflow)), ("name", .string(result.name)),
            ("line", .number(Double(start.line))), ("column", .number(Double(start.column))),
            ("result", .string(Self.word(result))), ("seconds", .number(result.seconds)),
            ("mismatches", .array(mismatches)), ("findings", .array(result.findings.map(Self.json))),
            ("unmocked", .array(result.unmocked.map { .string($0) })),
        ])
    }

    private static func word(_ result: TestResult) -> String {
        result.findings.isEmpty ? (result.mismatches.isEmpty ? "passed" : "failed") : "invalid"
    }

    private static func json(_ finding: Diagnostic) -> Value {
        .object([
            ("file", .string(finding.file)), ("line", .number(Double(finding.range?.start.line ?? 0))),
            ("column", .number(Double(finding.range?.start.column ?? 0))), ("severity", .string(finding.severity.rawValue)),
            ("message", .string(finding.message)), ("help", finding.remedy.map { .string($0) } ?? .null),
        ])
    }

    /// As JUnit's XML, which most servers of tests read.
    var junit: String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        let errors = files.reduce(0) { $0 + Self.errors(of: $1) }
        text += "<testsuites tests=\"\(passed + failed)\" failures=\"\(failed)\" errors=\"\(errors)\" time=\"\(seconds)\">\n"
        for file in files { text += junit(file) }
        return text + "</testsuites>\n"
    }

    private static func errors(of file: File) -> Int {
        file.results.isEmpty && file.isInvalid ? 1 : 0
    }

    private func junit(_ file: File) -> String {
        let failures = file.results.count { !$0.hasPassed }
        let time = file.results.reduce(0) { $0 + $1.seconds }
        var text = "  <testsuite name=\"\(Self.escaped(file.path))\" tests=\"\(file.results.count)\" failures=\"\(failures)\""
        text += " errors=\"\(Self.errors(of: file))\" time=\"\(time)\">\n"
        if Self.errors(of: file) > 0 {
            text += "    <testcase name=\"\(Self.escaped(file.path))\" classname=\"\(Self.escaped(file.path))\">"
            text += "<error message=\"the file is not valid\">\(Self.escaped(Self.lines(file.diagnostics)))</error></testcase>\n"
        }
        for result in file.results {
            text += "    <testcase name=\"\(Self.escaped(result.name))\" classname=\"\(Self.escaped(file.path))\""
            text += " file=\"\(Self.escaped(file.path))\" line=\"\(result.range.start.line)\" time=\"\(result.seconds)\""
            text += result.hasPassed ? "/>\n" : ">\n\(failure(result, file))    </testcase>\n"
        }
        return text + "  </testsuite>\n"
    }

    private func failure(_ result: TestResult, _ file: File) -> String {
        let lines = result.mismatches.map { mismatch in
            let start = mismatch.range.start
            let reasons = mismatch.reasons.map { "\n  because:  \($0)" }.joined()
            return "\(file.path):\(start.line):\(start.column): \(mismatch.subject)\n  expected: \(mismatch.expected)"
                + "\n  actual:   \(mismatch.actual)\(reasons)"
        }
        let text = (lines + [Self.lines(result.findings)].filter { !$0.isEmpty }).joined(separator: "\n")
        let title = result.mismatches.first?.subject ?? result.findings.first?.message ?? ""
        return "      <failure message=\"\(Self.escaped(title))\">\(Self.escaped(text))</failure>\n"
    }

    private static func lines(_ findings: [Diagnostic]) -> String {
        findings.map { "\($0.file):\($0.range?.start.line ?? 0):\($0.range?.start.column ?? 0): \($0.message)" }.joined(separator: "\n")
    }

    /// Text for XML; characters that XML can't hold are replaced.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
