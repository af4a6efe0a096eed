import Diagnostics

/// Comments `# runner: ignore KIND because REASON`: each silences the findings of that kind in its line, or, where it stands
/// alone, in the next line that is no comment.
struct IgnoreComments {
    private struct Comment {
        var range: SourceRange
        var kind: String
        var hasReason: Bool
        /// The line whose findings it silences.
        var line: Int
    }

    private let file: String
    private var comments: [Comment] = []
    private static let mark = Array("runner: ignore".utf8)

    init(_ source: SourceText, file: String) {
        self.file = file
        guard Self.mayHoldComment(source.bytes) else { return }
        for start in source.bytes.places(of: Self.mark) {
            guard let hash = Self.hash(before: start, in: source.bytes) else { continue }
            comments.append(Self.comment(from: hash, words: start + Self.mark.count, source))
        }
    }

    /// Findings of other programs, which come later or not at all: nobody can say that such a comment is not used.
    private static let ofPrograms = [DiagnosticKind.shellcheck.rawValue, DiagnosticKind.python.rawValue]

    /// Of findings of other programs those that no comment silences.
    func rest(of findings: [Diagnostic]) -> [Diagnostic] {
        findings.filter { finding in
            !comments.contains { $0.line == finding.range?.start.line && $0.kind == finding.kind.rawValue }
        }
    }

    /// The findings without those that are silenced, and what is wrong with the comments.
    func applied(to findings: [Diagnostic]) -> [Diagnostic] {
        guard !comments.isEmpty else { return findings }
        var isUsed = [Bool](repeating: false, count: comments.count)
        let rest = findings.filter { finding in
            guard finding.file == file, let line = finding.range?.start.line else { return true }
            let matching = comments.indices.filter { comments[$0].line == line && comments[$0].kind == finding.kind.rawValue }
            for index in matching { isUsed[index] = true }
            return matching.isEmpty
        }
        return rest + zip(comments, isUsed).compactMap(finding)
    }

    private func finding(_ comment: Comment, isUsed: Bool) -> Diagnostic? {
        let message: String
        let remedy: String
        if DiagnosticKind(rawValue: comment.kind) == nil {
            message = comment.kind.isEmpty ? "this comment names no kind of findings" : "there is no kind of findings \"\(comment.kind)\""
            let kinds = DiagnosticKind.allCases.map(\.rawValue)
            remedy =
                Suggestion.nearest(to: comment.kind, among: kinds).map { "did you mean \"\($0)\"?" } ?? "the kinds are \(kinds.inQuotes)"
        } else if !isUsed, !Self.ofPrograms.contains(comment.kind) {
            message = "this comment silences nothing: there is no finding \"\(comment.kind)\" in line \(comment.line)"
            remedy = "remove the comment"
        } else if !comment.hasReason {
            message = "this comment gives no reason"
            remedy = "write \"# runner: ignore \(comment.kind) because …\""
        } else {
            return nil
        }
        return Diagnostic(file: file, range: comment.range, severity: .warning, kind: .ignore, message: message, remedy: remedy)
    }

    // MARK: Reading

    /// A quick look, for nearly all files have none.
    private static func mayHoldComment(_ bytes: [UInt8]) -> Bool {
        var place = 0
        while let next = bytes[place...].firstIndex(of: UInt8(ascii: "#")) {
            var after = next + 1
            while after < bytes.count, bytes[after] == UInt8(ascii: " ") { after += 1 }
            if bytes[after...].starts(with: mark) { return true }
            place = next + 1
        }
        return false
    }

    /// The `#` that only blanks part from the mark, itself at a line's start or behind a blank.
    private static func hash(before start: Int, in bytes: [UInt8]) -> Int? {
        var place = start - 1
        while place >= 0, bytes[place] == UInt8(ascii: " ") { place -= 1 }
        guard place >= 0, bytes[place] == UInt8(ascii: "#") else { return nil }
        return place == 0 || bytes[place - 1] <= 0x20 ? place : nil
    }

    private static func comment(from hash: Int, words start: Int, _ source: SourceText) -> Comment {
        let end = source.bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? source.bytes.count
        let words = source.bytes[start..<end].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: true)
            .map { String(decoding: $0, as: UTF8.self) }
        let place = source.position(of: hash)
        let isAlone = source.line(place.line).first { $0 > 0x20 } == UInt8(ascii: "#")
        return Comment(
            range: SourceRange(start: place, end: source.position(of: end)), kind: words.first ?? "",
            hasReason: words.count > 2 && words[1] == "because", line: isAlone ? lineBelow(place.line, source) : place.line)
    }

    /// The next line that holds more than a comment.
    private static func lineBelow(_ line: Int, _ source: SourceText) -> Int {
        var line = line + 1
        while line <= source.lineCount {
            let first = source.line(line).first { $0 > 0x20 }
            guard first == nil || first == UInt8(ascii: "#") else { break }
            line += 1
        }
        return line
    }
}
