import Diagnostics
import Expressions

/// Where in the file an expression is at fault: its error counts in the value of a scalar.
struct ExpressionErrorPlace {
    let source: SourceText
    let scalar: SourceRange
    /// The scalar's value, as the expression was read from it.
    let value: String

    /// The token at fault; all of the scalar where it can't be told, as for limits and below aliases.
    func range(of error: ExpressionError) -> SourceRange {
        guard let column = error.column, !error.message.hasPrefix("Exceeded max") else { return scalar }
        let bytes = Array(value.utf8)
        var start = Self.byte(atUnit: error.start + column - 1, in: value)
        // What is not closed, or empty, is shown at its opening.
        let isWhole = error.message.hasPrefix("The expression is not closed") || error.message.hasPrefix("An expression was expected")
        if isWhole { start = bytes[..<start].lastIndex(of: UInt8(ascii: "$")) ?? start }
        let places = ScalarPlaces(scalar, in: source)
        guard let first = places.place(of: start, in: bytes) else { return scalar }
        return places.range(first..<(isWhole ? first + 3 : Self.end(ofToken: first, in: places.text)))
    }

    /// The first `${{ }}` of the scalar, to its end.
    var firstExpression: SourceRange {
        let places = ScalarPlaces(scalar, in: source)
        guard let inner = ExpressionWords.expressions(in: places.text).first else { return scalar }
        return places.range(inner.lowerBound - 3..<inner.upperBound + 2)
    }

    private static func byte(atUnit wanted: Int, in text: String) -> Int {
        var units = 0
        var bytes = 0
        for scalar in text.unicodeScalars {
            guard units < wanted else { break }
            units += scalar.value > 0xFFFF ? 2 : 1
            bytes += UTF8.width(scalar)
        }
        return bytes
    }

    /// A word, a text in quotes, an operator of two signs, or one character.
    private static func end(ofToken start: Int, in text: [UInt8]) -> Int {
        let first = text[start]
        var end = start + 1
        if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") {
            while end < text.count, text[end] != first { end += 1 }
            return min(end + 1, text.count)
        }
        if first.isWordByte {
            while end < text.count, text[end].isWordByte { end += 1 }
            return end
        }
        let isPair = end < text.count && (text[end] == UInt8(ascii: "=") || text[end] == first)
        if isPair, "=!<>&|".utf8.contains(first) { return end + 1 }
        while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}

extension UTF8 {
    /// The bytes of a character.
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
        scalar.value < 0x80 ? 1 : scalar.value < 0x800 ? 2 : scalar.value < 0x10000 ? 3 : 4
    }
}
