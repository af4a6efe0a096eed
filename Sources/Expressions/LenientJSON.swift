extension Value {
    /// Reads JSON as `fromJSON` does: the first value of a text, with comments, single quotes, names without quotes, a comma
    /// before the end, line breaks in strings, hex and octal numbers, `NaN`, `Infinity` and `undefined` (null) allowed.
    ///
    /// What follows the value is ignored; at most 100 deep. Of repeated keys, ignoring case, the last value wins.
    package init(lenientJSON text: String) throws(ExpressionError) {
        var reader = JSONReader(Array(text.utf8), isLenient: true)
        try reader.skipSpace()
        guard reader.place < reader.bytes.count else {
            throw ExpressionError(
                phase: .evaluation, message: "Error parsing fromJson: Error reading JToken from JsonReader. Path '', line 0, position 0.")
        }
        self = try reader.readValue(depth: 0)
    }
}

extension JSONReader {
    /// Skips one comment or one character of white space beyond JSON's; false when there is none.
    mutating func skipLenientSpace() throws(ExpressionError) -> Bool {
        guard place < bytes.count else { return false }
        let length = WhiteSpace.length(in: bytes, at: place)
        if length > 0 {
            place += length
            return true
        }
        guard current == UInt8(ascii: "/"), place + 1 < bytes.count else { return false }
        switch bytes[place + 1] {
        case UInt8(ascii: "/"):
            place = bytes[place...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
            return true
        case UInt8(ascii: "*"):
            var end = place + 2
            while end + 1 < bytes.count {
                if bytes[end] == UInt8(ascii: "*"), bytes[end + 1] == UInt8(ascii: "/") {
                    place = end + 2
                    return true
                }
                end += 1
            }
            throw error("a comment is not closed")
        default:
            return false
        }
    }

    mutating func readLenientWord() throws(ExpressionError) -> Value {
        switch current {
        case UInt8(ascii: "'"): return .string(try readString())
        case UInt8(ascii: "."): return try readLenientNumber()
        // A comma where a value should be stands for a value that is not defined.
        case UInt8(ascii: ","): return .null
        default: break
        }
        let word = nextWord()
        let value: Value? =
            switch word {
            case "NaN": .number(.nan)
            case "Infinity": .number(.infinity)
            case "undefined": .null
            default: nil
            }
        guard let value else { throw error("expected a value, found \(found)") }
        place += word.utf8.count
        return value
    }

    /// A name in single quotes or without quotes.
    mutating func readLenientKey() throws(ExpressionError) -> String {
        if current == UInt8(ascii: "'") { return try readString() }
        let word = nextWord()
        guard !word.isEmpty else { throw error("expected a member's name, found \(found)") }
        place += word.utf8.count
        return word
    }

    private func nextWord() -> String {
        String(decoding: bytes[place...].prefix { Self.isWordByte($0) }, as: UTF8.self)
    }

    /// A decimal number in any form, `0x1F`, or octal with a leading zero.
    mutating func readLenientNumber() throws(ExpressionError) -> Value {
        let start = place
        var end = place
        while end < bytes.count,
            Self.isWordByte(bytes[end]) || [UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[end])
        {
            end += 1
        }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        let value: Double
        if text == "-Infinity" {
            value = -.infinity
        } else if text.hasPrefix("0x") || text.hasPrefix("0X") {
            value = Int64(text.dropFirst(2), radix: 16).map { Double($0) } ?? .nan
        } else if text.hasPrefix("0"), text.count > 1, text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {
            value = Int64(text, radix: 8).map { Double($0) } ?? .nan
        } else {
            value = NumberReading.number(text)
        }
        guard !value.isNaN else { throw error("\"\(text)\" is not a number") }
        place = end
        return .number(value)
    }
}
