import Glibc

/// Text to number, as GitHub does it (.NET's `Double.TryParse` plus hex and octal of 32 bits).
enum NumberReading {
    /// The number a text stands for: 0 for white space alone, NaN for what is no number.
    static func number(_ text: String) -> Double {
        let bytes = Array(text.utf8)
        return number(bytes, 0..<bytes.count)
    }

    static func number(_ bytes: [UInt8], _ range: Range<Int>) -> Double {
        let range = WhiteSpace.trimmed(bytes, range)
        guard !range.isEmpty else { return 0 }
        if isDecimal(bytes, range) { return decimal(bytes, range) }
        if range.count > 2, bytes[range.lowerBound] == UInt8(ascii: "0") {
            let digits = range.dropFirst(2)
            switch bytes[range.lowerBound + 1] {
            case UInt8(ascii: "x"): return integer(bytes, digits, bitsPerDigit: 4)
            case UInt8(ascii: "o"): return integer(bytes, digits, bitsPerDigit: 3)
            default: return .nan
            }
        }
        return infinity(bytes, range)
    }

    /// A sign, digits with at most one point among them, an exponent; at least one digit.
    private static func isDecimal(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        var place = range.lowerBound
        let end = range.upperBound
        func skipDigits() -> Int {
            let start = place
            while place < end, isDigit(bytes[place]) { place += 1 }
            return place - start
        }
        if isSign(bytes[place]) { place += 1 }
        var digits = skipDigits()
        if place < end, bytes[place] == UInt8(ascii: ".") {
            place += 1
            digits += skipDigits()
        }
        guard digits > 0 else { return false }
        guard place < end else { return true }
        guard bytes[place] | 0x20 == UInt8(ascii: "e") else { return false }
        place += 1
        if place < end, isSign(bytes[place]) { place += 1 }
        return skipDigits() > 0 && place == end
    }

    /// The value of a text that `isDecimal`; too large is infinity.
    static func decimal(_ bytes: [UInt8], _ range: Range<Int>) -> Double {
        if range.count <= 15, range.allSatisfy({ isDigit(bytes[$0]) }) {
            return Double(range.reduce(0) { $0 * 10 + Int(bytes[$1] & 0x0F) })
        }
        let text = bytes[range].map { CChar(bitPattern: $0) } + [0]
        return text.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { strtod($0, nil) } ?? .nan }
    }

    /// Hex and octal go through 32 bits with a sign: `0xFFFFFFFF` is -1, and more bits are no number.
    private static func integer(_ bytes: [UInt8], _ range: Range<Int>, bitsPerDigit: Int) -> Double {
        var value: UInt64 = 0
        for place in range {
            guard let digit = digitValue(bytes[place]), digit < 1 << bitsPerDigit else { return .nan }
            value = value << bitsPerDigit | UInt64(digit)
            if value > UInt64(UInt32.max) { return .nan }
        }
        return Double(Int32(truncatingIfNeeded: value))
    }

    private static func infinity(_ bytes: [UInt8], _ range: Range<Int>) -> Double {
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        let word = isSign(bytes[range.lowerBound]) ? range.dropFirst() : range
        guard bytes[word].elementsEqual("infinity".utf8, by: { $0 | 0x20 == $1 }) else { return .nan }
        return isNegative ? -.infinity : .infinity
    }

    private static func digitValue(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte & 0x0F)
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte & 0x0F) + 9
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
    }
}
