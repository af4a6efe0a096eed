/// White space as .NET's `Char.IsWhiteSpace` has it, found in UTF-8.
enum WhiteSpace {
    /// How many bytes the white space character at `place` has; 0 when there is none.
    static func length(in bytes: [UInt8], at place: Int) -> Int {
        let byte = bytes[place]
        if byte < 0x80 { return byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) ? 1 : 0 }
        switch byte {
        case 0xC2:
            guard place + 1 < bytes.count else { return 0 }
            return bytes[place + 1] == 0x85 || bytes[place + 1] == 0xA0 ? 2 : 0
        case 0xE1, 0xE2, 0xE3:
            guard place + 2 < bytes.count else { return 0 }
            return isWide(byte, bytes[place + 1], bytes[place + 2]) ? 3 : 0
        default:
            return 0
        }
    }

    /// The range of bytes that is left without white space at both ends.
    static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end {
            let length = length(in: bytes, at: start)
            guard length > 0 else { break }
            start += length
        }
        while start < end {
            let length = lengthOfLast(in: bytes, before: end, from: start)
            guard length > 0 else { break }
            end -= length
        }
        return start..<max(start, end)
    }

    private static func lengthOfLast(in bytes: [UInt8], before end: Int, from start: Int) -> Int {
        for length in 1...3 where end - length >= start {
            let first = bytes[end - length]
            if first & 0xC0 != 0x80 { return self.length(in: bytes, at: end - length) == length ? length : 0 }
        }
        return 0
    }

    /// U+1680, U+2000-200A, U+2028, U+2029, U+202F, U+205F, U+3000.
    private static func isWide(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second) {
        case (0xE1, 0x9A): third == 0x80
        case (0xE2, 0x80): (0x80...0x8A).contains(third) || third == 0xA8 || third == 0xA9 || third == 0xAF
        case (0xE2, 0x81): third == 0x9F
        case (0xE3, 0x80): third == 0x80
        default: false
        }
    }
}
