import Diagnostics
import Expressions

// SARIF 2.1.0 (OASIS), as code scanning takes it.
extension FindingReport {
    /// One run with a rule for each kind that was found.
    ///
    /// Relative paths are those of the folder that the command ran in, `%SRCROOT%` to who reads it. Columns count Unicode scalars, from 1.
    func sarif(version: String) -> String {
        let kinds = Set(findings.map(\.kind)).sorted { $0.rawValue < $1.rawValue }
        let places = Dictionary(kinds.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let driver = Value.object([
            ("name", .string("runner")), ("version", .string(version)), ("rules", .array(kinds.map(Self.rule))),
        ])
        let run = Value.object([
            ("tool", .object([("driver", driver)])), ("columnKind", .string("unicodeCodePoints")),
            ("results", .array(findings.map { result($0, rule: places[$0.kind] ?? 0) })),
        ])
        let log = Value.object([
            ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .string("2.1.0")), ("runs", .array([run])),
        ])
        return log.json(pretty: true) + "\n"
    }

    /// `helpUri` would have to be absolute; the page is named in the help's text.
    private static func rule(_ kind: DiagnosticKind) -> Value {
        let page = "docs/checks/\(kind.rawValue).md"
        return .object([
            ("id", .string(kind.rawValue)), ("shortDescription", .object([("text", .string("findings of the kind \(kind.rawValue)"))])),
            ("help", .object([("text", .string("see \(page)")), ("markdown", .string("See [\(page)](\(page))."))])),
        ])
    }

    private func result(_ finding: Diagnostic, rule: Int) -> Value {
        var location: [(String, Value)] = [("artifactLocation", Self.artifact(finding.file))]
        if let range = finding.range { location.append(("region", region(range))) }
        let message = finding.message + (finding.remedy.map { "; \($0)" } ?? "")
        return .object([
            ("ruleId", .string(finding.kind.rawValue)), ("ruleIndex", number(rule)), ("level", .string(Self.level(finding.severity))),
            ("message", .object([("text", .string(message))])),
            ("locations", .array([.object([("physicalLocation", .object(location))])])),
        ])
    }

    private static func level(_ severity: Severity) -> String {
        severity == .info ? "note" : severity.rawValue
    }

    private func region(_ range: SourceRange) -> Value {
        .object([
            ("startLine", number(range.start.line)), ("startColumn", number(range.start.column)), ("endLine", number(range.end.line)),
            ("endColumn", number(range.end.column)),
        ])
    }

    /// A path as a relative or `file:` reference.
    private static func artifact(_ path: String) -> Value {
        guard !path.hasPrefix("/") else { return .object([("uri", .string("file://" + escaped(path)))]) }
        return .object([("uri", .string(escaped(path))), ("uriBaseId", .string("%SRCROOT%"))])
    }

    /// Everything but letters, digits and `-._~/` is escaped.
    private static func escaped(_ path: String) -> String {
        path.utf8.map { byte -> String in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
                String(Unicode.Scalar(byte))
            default: percentEncoded(byte)
            }
        }.joined()
    }
}
