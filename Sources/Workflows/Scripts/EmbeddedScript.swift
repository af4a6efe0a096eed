package import Diagnostics
import Expressions

/// The script of a `run` step as another program can read it: each expression is a word of `_` as long as the expression was.
package final class EmbeddedScript {
    /// Whose checker can read it.
    package enum Language: String, Sendable, CaseIterable {
        case bash, sh, python
    }

    package let language: Language
    package let text: [UInt8]
    /// For each byte of the text, where it comes from in the file.
    private let offsets: [Int]
    private let source: SourceText
    private let whole: SourceRange

    /// Nothing where the text can't be found in the file again.
    init?(_ script: Template, language: Language, in source: SourceText) {
        var alignment = ScriptAlignment(ScalarPlaces(script.range, in: source))
        guard alignment.align(script) else { return nil }
        (text, offsets) = (alignment.text, alignment.offsets)
        self.language = language
        self.source = source
        whole = script.range
    }

    /// The stretch of the file that a stretch of the script comes from; lines and columns (Unicode scalars) from 1.
    package func range(from start: SourcePosition, to end: SourcePosition) -> SourceRange {
        guard let first = place(of: start) else { return whole }
        let last = place(of: end) ?? first
        return SourceRange(start: source.position(of: first), end: source.position(of: max(first, last)))
    }

    private func place(of position: SourcePosition) -> Int? {
        var index = 0
        var line = 1
        while line < position.line {
            guard let end = text[index...].firstIndex(of: 0x0A) else { return nil }
            index = end + 1
            line += 1
        }
        var column = 1
        while column < position.column, index < text.count, text[index] != 0x0A {
            index += 1
            while index < text.count, text[index] & 0xC0 == 0x80 { index += 1 }
            column += 1
        }
        if index < text.count { return offsets[index] }
        return offsets.last.map { $0 + 1 }
    }
}

/// Finds the bytes of a scalar's value in the file: both are the same but for white space, and for expressions.
private struct ScriptAlignment {
    private let raw: [UInt8]
    private let places: ScalarPlaces
    private var next = 0
    /// The insides of the expressions that are still to come, the last first.
    private var expressions: [Range<Int>]
    private(set) var text: [UInt8] = []
    private(set) var offsets: [Int] = []

    init(_ places: ScalarPlaces) {
        self.places = places
        raw = places.text
        expressions = ExpressionWords.expressions(in: raw).reversed()
    }

    mutating func align(_ script: Template) -> Bool {
        switch script {
        case .literal(.string(let value), _): return take(Array(value.utf8))
        case .expression(let expression, _):
            guard let format = expression.formatText else { return false }
            return takeFormat(Array(format.utf8))
        default: return false
        }
    }

    /// Text in which braces are doubled and `{0}` stands for an expression.
    private mutating func takeFormat(_ format: [UInt8]) -> Bool {
        let (open, close) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
        var place = 0
        while place < format.count {
            let byte = format[place]
            if byte == open, place + 1 < format.count, format[place + 1] != open {
                guard let end = format[place...].firstIndex(of: close), takeExpression() else { return false }
                place = end + 1
                continue
            }
            guard take([byte]) else { return false }
            place += byte == open || byte == close ? 2 : 1
        }
        return true
    }

    private mutating func takeExpression() -> Bool {
        while next < raw.count, raw[next] <= 0x20 { next += 1 }
        guard let inner = expressions.popLast(), inner.lowerBound - 3 == next else { return false }
        let end = min(inner.upperBound + 2, raw.count)
        for place in next..<end where raw[place] & 0xC0 != 0x80 {
            text.append(UInt8(ascii: "_"))
            offsets.append(places.offsets[place])
        }
        next = end
        return true
    }

    private mutating func take(_ value: [UInt8]) -> Bool {
        for byte in value {
            if byte <= 0x20 {
                takeBlank(byte)
                continue
            }
            while next < raw.count, raw[next] <= 0x20 { next += 1 }
            guard next < raw.count, raw[next] == byte else { return false }
            text.append(byte)
            offsets.append(places.offsets[next])
            next += 1
        }
        return true
    }

    /// White space need not be the same: blocks are indented, lines are folded.
    private mutating func takeBlank(_ byte: UInt8) {
        text.append(byte)
        if byte == 0x0A, let end = raw[min(next, raw.count)...].firstIndex(where: { $0 == 0x0A || $0 > 0x20 }), raw[end] == 0x0A {
            next = end
        }
        offsets.append(next < raw.count ? places.offsets[next] : (places.offsets.last ?? 0) + 1)
        if next < raw.count, raw[next] <= 0x20, byte != 0x0A || raw[next] == 0x0A { next += 1 }
    }
}
