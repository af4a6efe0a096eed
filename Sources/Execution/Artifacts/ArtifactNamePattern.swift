/// A pattern for names of artifacts, as minimatch reads it: `*`, `?`, `[…]`, `{a,b}`, `{1..3}`, a leading `!`.
struct ArtifactNamePattern: Sendable {
    /// Alternatives that braces may come to.
    private static let mostAlternatives = 1_000

    private let alternatives: [(glob: FileHashGlob, takesHidden: Bool)]
    private let isNegated: Bool
    private let isComment: Bool

    init(_ text: String) throws(InputProblem) {
        isComment = text.hasPrefix("#")
        let pattern = text.drop { $0 == "!" }
        isNegated = (text.count - pattern.count) % 2 == 1
        if ["!(", "@(", "+(", "*(", "?("].contains(where: { pattern.contains($0) }) || pattern.hasPrefix("(") && isNegated {
            throw InputProblem(
                input: "pattern", text: "\"\(text)\" has a group in parentheses, which the built-in action can't read; use braces")
        }
        let texts = Self.expanded(Array(pattern.utf8))
        guard texts.count <= Self.mostAlternatives else {
            throw InputProblem(input: "pattern", text: "\"\(text)\" stands for more than \(Self.mostAlternatives) patterns")
        }
        alternatives = texts.map { ($0 == Array("**".utf8) ? .tokens([.star]) : FileHashGlob($0), $0.first == UInt8(ascii: ".")) }
    }

    func matches(_ name: String) -> Bool {
        if isComment { return false }
        let bytes = Array(name.utf8)
        let isHidden = bytes.first == UInt8(ascii: ".")
        return alternatives.contains { ($0.takesHidden || !isHidden) && $0.glob.matches(bytes) } != isNegated
    }

    /// What the first pair of braces stands for, and then the next; one more than the most when there are too many.
    private static func expanded(_ pattern: [UInt8]) -> [[UInt8]] {
        guard let (open, close, parts) = firstBraces(pattern) else { return [pattern] }
        var all: [[UInt8]] = []
        for part in parts {
            all += expanded(Array(pattern[..<open]) + part + Array(pattern[(close + 1)...]))
            if all.count > mostAlternatives { break }
        }
        return all
    }

    /// The first braces that hold a comma or a range of numbers or letters.
    private static func firstBraces(_ pattern: [UInt8]) -> (open: Int, close: Int, parts: [[UInt8]])? {
        for open in pattern.indices where pattern[open] == UInt8(ascii: "{") {
            guard let (close, parts) = parts(pattern, from: open + 1) else { continue }
            if parts.count > 1 { return (open, close, parts) }
            if let range = range(parts[0]) { return (open, close, range) }
        }
        return nil
    }

    private static func parts(_ pattern: [UInt8], from start: Int) -> (close: Int, parts: [[UInt8]])? {
        var parts: [[UInt8]] = [[]]
        var depth = 0
        for place in start..<pattern.count {
            let byte = pattern[place]
            if byte == UInt8(ascii: "}"), depth == 0 { return (place, parts) }
            if byte == UInt8(ascii: ","), depth == 0 {
                parts.append([])
                continue
            }
            if byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "}") { depth -= 1 }
            parts[parts.count - 1].append(byte)
        }
        return nil
    }

    private static func range(_ text: [UInt8]) -> [[UInt8]]? {
        let words = String(decoding: text, as: UTF8.self).split(separator: "..", omittingEmptySubsequences: false)
        guard words.count == 2, let first = Int(words[0]), let last = Int(words[1]),
            abs(first.subtractingReportingOverflow(last).partialValue) < mostAlternatives
        else { return nil }
        return stride(from: first, through: last, by: first <= last ? 1 : -1).map { Array(String($0).utf8) }
    }
}
