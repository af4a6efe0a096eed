import Diagnostics

@testable import YAML

/// A document in one line of text: `{a: 1, b: ["x"]}`, strings quoted, then each finding on a line.
func dump(_ text: String, limits: YAMLLimits = .init()) -> String {
    dump(Array(text.utf8), limits: limits)
}

func dump(_ bytes: [UInt8], limits: YAMLLimits = .init()) -> String {
    let document = YAMLReader(limits: limits).read(bytes, file: "f")
    let lines = [document.root.map(dump(node:)) ?? "nothing"] + document.diagnostics.map(dump(finding:))
    return lines.joined(separator: "\n")
}

func dump(node: YAMLNode) -> String {
    switch node.content {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    case .string(let text): "\"" + text.replacing("\n", with: "\\n") + "\""
    case .sequence(let items): "[" + items.map(dump(node:)).joined(separator: ", ") + "]"
    case .mapping(let entries): "{" + entries.map { dump(node: $0.key) + ": " + dump(node: $0.value) }.joined(separator: ", ") + "}"
    }
}

func dump(finding: Diagnostic) -> String {
    let place = finding.range.map { "\($0.start.line):\($0.start.column): " } ?? ""
    return "\(place)\(finding.message) [\(finding.kind.rawValue)]"
}

func dump(range: SourceRange) -> String {
    "\(range.start.line):\(range.start.column)-\(range.end.line):\(range.end.column)"
}
