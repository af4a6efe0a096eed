/// Prints findings for people: what, where, the source line with a mark, how to mend.
///
///     ci.yml:14:13: error: job "deploy" needs "tset", but no job has that id [needs]
///        |
///     14 |     needs: [tset]
///        |             ^~~~
///       help: the jobs are "build", "test"; did you mean "test"?
package struct DiagnosticRenderer: Sendable {
    private let color: Bool
    private let sources: [String: String]

    /// - Parameters:
    ///   - color: Whether to write ANSI colours.
    ///   - sources: The text of each file, by the name its findings have; without it no line is shown.
    package init(color: Bool, sources: [String: String]) {
        self.color = color
        self.sources = sources
    }

    /// All findings by file, line and column, each ending in a newline; empty for none.
    package func render(_ diagnostics: [Diagnostic]) -> String {
        var lines: [String: [Substring.UnicodeScalarView]] = [:]
        var result = ""
        for diagnostic in Self.sorted(diagnostics) {
            if lines[diagnostic.file] == nil {
                lines[diagnostic.file] = sources[diagnostic.file].map(Self.lines) ?? []
            }
            result += heading(diagnostic)
            if let range = diagnostic.range, let lines = lines[diagnostic.file], lines.indices.contains(range.start.line - 1) {
                result += excerpt(lines[range.start.line - 1], range: range)
            }
            if let remedy = diagnostic.remedy {
                result += "  \(painted("help:", .help)) \(PrintableText.visible(remedy))\n"
            }
        }
        return result
    }

    /// The findings in this order, a line each: without the source and without what to do.
    package func renderLines(_ diagnostics: some Sequence<Diagnostic>) -> String {
        diagnostics.map(heading).joined()
    }

    /// By file, line, column, then severity and message; findings without a place come first in their file.
    package static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        diagnostics.sorted { left, right in
            if left.file != right.file { return left.file < right.file }
            let places = (left.range?.start ?? .init(line: 0, column: 0), right.range?.start ?? .init(line: 0, column: 0))
            if places.0 != places.1 { return places.0 < places.1 }
            return (left.severity, left.message) < (right.severity, right.message)
        }
    }

    private func heading(_ diagnostic: Diagnostic) -> String {
        var place = PrintableText.visible(diagnostic.file)
        if let start = diagnostic.range?.start { place += ":\(start.line):\(start.column)" }
        let severity = painted(diagnostic.severity.rawValue + ":", .init(diagnostic.severity))
        let message = PrintableText.visible(diagnostic.message)
        return "\(painted(place + ":", .place)) \(severity) \(message) \(painted("[\(diagnostic.kind.rawValue)]", .gutter))\n"
    }

    private func excerpt(_ line: Substring.UnicodeScalarView, range: SourceRange) -> String {
        let isOneLine = range.end.line == range.start.line
        let end = isOneLine ? max(range.end.column, range.start.column) : Int.max
        let excerpt = Excerpt(line: line, columns: range.start.column..<end)
        let number = String(range.start.line)
        let blank = String(repeating: " ", count: number.count)
        let bar = painted("|", .gutter)
        return """
            \(blank) \(bar)
            \(painted(number, .gutter)) \(bar) \(excerpt.text)
            \(blank) \(bar) \(painted(excerpt.mark, .mark))

            """
    }

    /// Lines as libyaml counts them: U+0085, U+2028 and U+2029 end a line too.
    private static func lines(of text: String) -> [Substring.UnicodeScalarView] {
        var lines: [Substring.UnicodeScalarView] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        if scalars.first == "\u{FEFF}" { start = scalars.index(after: start) }
        var index = start
        while index < scalars.endIndex {
            let next = scalars.index(after: index)
            switch scalars[index] {
            case "\r" where next < scalars.endIndex && scalars[next] == "\n":
                lines.append(scalars[start..<index])
                index = next
                start = scalars.index(after: next)
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                lines.append(scalars[start..<index])
                start = next
            default: break
            }
            index = scalars.index(after: index)
        }
        return lines + [scalars[start...]]
    }

    // MARK: Colours

    /// What a piece of the output is; its raw value is the ANSI code.
    private enum Paint: String {
        case place = "1"
        case error = "1;31"
        case warning = "1;33"
        case info = "1;36"
        case gutter = "2"
        case mark = "31"
        case help = "32"

        init(_ severity: Severity) {
            switch severity {
            case .error: self = .error
            case .warning: self = .warning
            case .info: self = .info
            }
        }
    }

    private func painted(_ text: String, _ paint: Paint) -> String {
        color ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
    }
}
