import Diagnostics
import Expressions

/// The findings of a check, in the forms they can be printed in.
struct FindingReport {
    private(set) var findings: [Diagnostic] = []
    private var sources: [String: String] = [:]

    /// Adds the findings of one file; a called workflow's are found once for each caller and kept once.
    mutating func add(_ more: [Diagnostic]) {
        let known = Set(findings)
        findings += DiagnosticRenderer.sorted(more.filter { !known.contains($0) })
    }

    mutating func addSource(_ text: String, of file: String) {
        sources[file] = text
    }

    /// For people, with a line that sums up.
    ///
    /// - Parameter notes: What could not be checked, a line each.
    func text(color: Bool, files: Int, notes: [String] = []) -> String {
        let checked = files == 1 ? "1 file" : "\(files) files"
        let notes = notes.map { "note: \($0)\n" }.joined()
        guard !findings.isEmpty else { return "\(checked) checked, nothing found\n" + notes }
        let counts = Severity.allCases.compactMap { severity -> String? in
            let count = findings.count { $0.severity == severity }
            guard count > 0 else { return nil }
            let word = severity == .info ? "note" : severity.rawValue
            return count == 1 ? "1 \(word)" : "\(count) \(word)s"
        }
        return DiagnosticRenderer(color: color, sources: sources).render(findings)
            + "\n\(checked) checked: \(counts.joined(separator: ", "))\n" + notes
    }

    /// An array of objects; positions are 0 where there is none, `help` is empty then.
    var json: String {
        let items = findings.map { finding in
            Value.object([
                ("file", .string(finding.file)), ("line", number(finding.range?.start.line)),
                ("column", number(finding.range?.start.column)), ("end_line", number(finding.range?.end.line)),
                ("end_column", number(finding.range?.end.column)), ("severity", .string(finding.severity.rawValue)),
                ("kind", .string(finding.kind.rawValue)), ("message", .string(finding.message)), ("help", .string(finding.remedy ?? "")),
            ])
        }
        return Value.array(items).json(pretty: true) + "\n"
    }

    func number(_ value: Int?) -> Value {
        .number(Double(value ?? 0))
    }

    // MARK: GitHub

    /// Workflow commands that make annotations.
    var githubCommands: String {
        findings.map { finding in
            let command = finding.severity == .info ? "notice" : finding.severity.rawValue
            var properties = [("file", finding.file)]
            if let range = finding.range {
                properties += [("line", "\(range.start.line)"), ("endLine", "\(range.end.line)"), ("col", "\(range.start.column)")]
                // GitHub refuses an end column where the lines differ.
                if range.start.line == range.end.line { properties.append(("endColumn", "\(range.end.column)")) }
            }
            properties.append(("title", "\(finding.kind.rawValue)"))
            let list = properties.map { "\($0)=\(Self.escaped($1, also: [":", ","]))" }.joined(separator: ",")
            let message = finding.message + (finding.remedy.map { "\nhelp: \($0)" } ?? "")
            return "::\(command) \(list)::\(Self.escaped(message, also: []))\n"
        }.joined()
    }

    private static func escaped(_ text: String, also others: [Unicode.Scalar]) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "%" || scalar == "\r" || scalar == "\n" || others.contains(scalar) {
                result += percentEncoded(UInt8(scalar.value))
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func percentEncoded(_ byte: UInt8) -> String {
        (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
    }
}
