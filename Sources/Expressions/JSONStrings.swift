extension JSONReader {
    /// A string in quotes, from the opening one on; a lone half of a surrogate pair becomes U+FFFD.
    mutating func readString() throws(ExpressionError) -> String {
        let quote = current
        place += 1
        let start = place
        while place < bytes.count, bytes[place] != quote, bytes[place] != UInt8(ascii: "\\"), bytes[place] >= 0x20 || isLenient {
            place += 1
        }
        if current == quote, place < bytes.count {
            place += 1
            return String(decoding: bytes[start..<place - 1], as: UTF8.self)
        }
        return try readEscapedString(quote, from: start)
    }

    private mutating func readEscapedString(_ quote: UInt8, from start: Int) throws(ExpressionError) -> String {
        var text = Array(bytes[start..<place])
        while place < bytes.count, bytes[place] != quote {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\\") {
                text += try readEscape()
            } else if byte < 0x20, !isLenient {
                throw error("a control character in a string must be escaped")
            } else {
                text.append(byte)
                place += 1
            }
        }
        guard place < bytes.count else { throw error("a string is not closed") }
        place += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func readEscape() throws(ExpressionError) -> [UInt8] {
        let kind = place + 1 < bytes.count ? bytes[place + 1] : 0
        let single: UInt8? =
            switch kind {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): kind
            case UInt8(ascii: "b"): 0x08
            case UInt8(ascii: "f"): 0x0C
            case UInt8(ascii: "n"): 0x0A
            case UInt8(ascii: "r"): 0x0D
            case UInt8(ascii: "t"): 0x09
            case UInt8(ascii: "'") where isLenient: kind
            default: nil
            }
        if let single {
            place += 2
            return [single]
        }
        guard kind == UInt8(ascii: "u"), let unit = hexUnit(at: place + 2) else { throw error("an escape in a string is wrong") }
        place += 6
        var units = [unit]
        if UTF16.isLeadSurrogate(unit), current == UInt8(ascii: "\\"), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "u"),
            let second = hexUnit(at: place + 2), UTF16.isTrailSurrogate(second)
        {
            place += 6
            units.append(second)
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private func hexUnit(at start: Int) -> UInt16? {
        guard start + 4 <= bytes.count else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[start..<start + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
