import Diagnostics
import Expressions

/// A scalar as it stands in the file, with the place of each byte of its text.
///
/// Line folding is not undone: it only changes white space, and this is for finding words.
struct ScalarPlaces {
    private let source: SourceText
    /// The scalar's text: quotes, escapes and the head of a block are taken away.
    let text: [UInt8]
    /// For each byte of the text, where it comes from in the file.
    let offsets: [Int]
    private let end: Int

    init(_ range: SourceRange, in source: SourceText) {
        self.source = source
        var reader = Reader(bytes: source.bytes, place: source.offset(of: range.start), end: source.offset(of: range.end))
        reader.read()
        (text, offsets, end) = (reader.text, reader.offsets, reader.end)
    }

    /// The stretch of the file that a stretch of the text comes from.
    func range(_ range: Range<Int>) -> SourceRange {
        let start = range.lowerBound < offsets.count ? offsets[range.lowerBound] : end
        let last = range.upperBound > 0 && range.upperBound <= offsets.count ? offsets[range.upperBound - 1] + 1 : end
        return SourceRange(start: source.position(of: start), end: source.position(of: max(start, last)))
    }

    /// The places of the words of all expressions in the scalar; of the whole text where it holds no `${{`.
    func words() -> [Range<Int>] {
        let expressions = ExpressionWords.expressions(in: text)
        guard !expressions.isEmpty else { return ExpressionWords.ranges(in: text[...]) }
        return expressions.flatMap { ExpressionWords.ranges(in: text[$0]) }
    }

    /// The place in `text` of a byte of the scalar's value, and nothing where the file reads otherwise, as below an alias: the two
    /// are the same but for white space.
    func place(of wanted: Int, in value: [UInt8]) -> Int? {
        var next = 0
        for (index, byte) in value.enumerated() where byte > 0x20 {
            while next < text.count, text[next] <= 0x20 { next += 1 }
            guard next < text.count, text[next] == byte else { return nil }
            if index >= wanted { return next }
            next += 1
        }
        return nil
    }

    /// Takes a scalar's quotes and escapes away.
    private struct Reader {
        let bytes: [UInt8]
        var place: Int
        let end: Int
        var text: [UInt8] = []
        var offsets: [Int] = []

        mutating func read() {
            skipProperties()
            guard place < end else { return }
            switch bytes[place] {
            case UInt8(ascii: "'"): readSingleQuoted()
            case UInt8(ascii: "\""): readDoubleQuoted()
            case UInt8(ascii: "|"), UInt8(ascii: ">"):
                while place < end, bytes[place] != 0x0A, bytes[place] != 0x0D { place += 1 }
                // The blanks in front are the indentation.
                while place < end, bytes[place] <= 0x20 { place += 1 }
                takeRest()
            default: takeRest()
            }
        }

        /// An anchor and a tag stand in front of the scalar.
        private mutating func skipProperties() {
            while place < end, bytes[place] == UInt8(ascii: "&") || bytes[place] == UInt8(ascii: "!") {
                while place < end, bytes[place] > 0x20 { place += 1 }
                while place < end, bytes[place] <= 0x20 { place += 1 }
            }
        }

        private mutating func take(_ byte: UInt8, from offset: Int) {
            text.append(byte)
            offsets.append(offset)
        }

        private mutating func takeRest() {
            while place < end {
                take(bytes[place], from: place)
                place += 1
            }
        }

        private mutating func readSingleQuoted() {
            place += 1
            while place < end {
                let byte = bytes[place]
                if byte == UInt8(ascii: "'") {
                    guard place + 1 < end, bytes[place + 1] == byte else { return }
                    take(byte, from: place)
                    place += 2
                } else {
                    take(byte, from: place)
                    place += 1
                }
            }
        }

        private mutating func readDoubleQuoted() {
            place += 1
            while place < end, bytes[place] != UInt8(ascii: "\"") {
                guard bytes[place] == UInt8(ascii: "\\"), place + 1 < end else {
                    take(bytes[place], from: place)
                    place += 1
                    continue
                }
                readEscape()
            }
        }

        private mutating func readEscape() {
            let start = place
            let letter = bytes[place + 1]
            place += 2
            switch letter {
            case UInt8(ascii: "x"): readCode(2, from: start)
            case UInt8(ascii: "u"): readCode(4, from: start)
            case UInt8(ascii: "U"): readCode(8, from: start)
            case UInt8(ascii: "N"): take("\u{85}", from: start)
            case UInt8(ascii: "_"): take("\u{A0}", from: start)
            case UInt8(ascii: "L"): take("\u{2028}", from: start)
            case UInt8(ascii: "P"): take("\u{2029}", from: start)
            case UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "\\"): take(letter, from: start)
            // Control characters, ends of lines: white space all of them.
            default: take(UInt8(ascii: " "), from: start)
            }
        }

        private mutating func take(_ scalar: Unicode.Scalar, from offset: Int) {
            for byte in String(scalar).utf8 { take(byte, from: offset) }
        }

        private mutating func readCode(_ digits: Int, from start: Int) {
            let stop = min(place + digits, end)
            let code = UInt32(String(decoding: bytes[place..<stop], as: UTF8.self), radix: 16) ?? 0x20
            place = stop
            take(Unicode.Scalar(code) ?? " ", from: start)
        }
    }
}
