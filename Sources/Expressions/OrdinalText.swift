/// Text compared as .NET's `OrdinalIgnoreCase` does: by UTF-16 units, after each character is mapped to upper case by the
/// simple mapping, which is always one character (`ß` stays). Canonically equal texts of different characters differ.
enum OrdinalText {
    /// Whether two texts are the same ignoring case.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        let ascii = withBytes(left) { left in
            withBytes(right) { right in compareASCII(left, right) }
        }
        // No character outside ASCII is mapped into it, so a difference within ASCII decides.
        if let ascii { return ascii == 0 }
        return left.unicodeScalars.elementsEqual(right.unicodeScalars) { upper($0) == upper($1) }
    }

    /// Negative when `left` sorts first, 0 when they are the same ignoring case, else positive.
    static func compare(_ left: String, _ right: String) -> Int {
        let ascii = withBytes(left) { left in
            withBytes(right) { right in compareASCII(left, right) }
        }
        if let ascii { return ascii }
        let (left, right) = (upperUnits(left), upperUnits(right))
        for (one, other) in zip(left, right) where one != other { return Int(one) - Int(other) }
        return left.count - right.count
    }

    /// Whether two texts consist of the same characters.
    static func areIdentical(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
    }

    /// The UTF-8 of a text in upper case; texts that are equal ignoring case have the same.
    static func upperBytes(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        let isASCII = withBytes(text) { source in
            for byte in source {
                guard byte < 0x80 else { return false }
                bytes.append(upper(byte))
            }
            return true
        }
        guard !isASCII else { return bytes }
        bytes.removeAll(keepingCapacity: true)
        for scalar in text.unicodeScalars { bytes += UTF8.encode(upper(scalar)) ?? UTF8.encodedReplacementCharacter }
        return bytes
    }

    /// Whether `part` occurs in `text`, in time proportional to their lengths.
    static func contains(_ text: String, _ part: String) -> Bool {
        let (text, part) = (upperBytes(text), upperBytes(part))
        guard !part.isEmpty, part.count <= text.count else { return part.isEmpty }
        // Knuth, Morris and Pratt: for each place of the part, how much of its start also ends there.
        var overlaps = [Int](repeating: 0, count: part.count)
        var length = 0
        for place in 1..<part.count {
            while length > 0, part[place] != part[length] { length = overlaps[length - 1] }
            if part[place] == part[length] { length += 1 }
            overlaps[place] = length
        }
        length = 0
        for byte in text {
            while length > 0, byte != part[length] { length = overlaps[length - 1] }
            if byte == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }

    static func hasPrefix(_ text: String, _ part: String) -> Bool {
        upperBytes(text).starts(with: upperBytes(part))
    }

    static func hasSuffix(_ text: String, _ part: String) -> Bool {
        upperBytes(text).reversed().starts(with: upperBytes(part).reversed())
    }

    /// The order of two texts up to the first difference; nothing when a character outside ASCII comes first.
    private static func compareASCII(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int? {
        for place in 0..<min(left.count, right.count) {
            let (one, other) = (left[place], right[place])
            if one == other, one < 0x80 { continue }
            guard one | other < 0x80 else { return nil }
            let difference = Int(upper(one)) - Int(upper(other))
            if difference != 0 { return difference }
        }
        return left.count - right.count
    }

    private static func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = text.utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(text.utf8).withUnsafeBufferPointer(body)
    }

    private static func upperUnits(_ text: String) -> [UInt16] {
        text.unicodeScalars.reduce(into: []) { units, scalar in units += UTF16.encode(upper(scalar)) ?? UTF16.encodedReplacementCharacter }
    }

    private static func upper(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte & 0xDF : byte
    }

    /// The simple upper-case mapping; dotless i and long s stay, as .NET has it, for they would become ASCII.
    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isASCII { return Unicode.Scalar(upper(UInt8(scalar.value))) }
        guard scalar != "\u{131}", scalar != "\u{17F}" else { return scalar }
        // A letter whose full mapping has several characters may still have a simple one: its title case.
        return only(scalar.properties.uppercaseMapping) ?? only(scalar.properties.titlecaseMapping) ?? scalar
    }

    private static func only(_ text: String) -> Unicode.Scalar? {
        var scalars = text.unicodeScalars.makeIterator()
        guard let first = scalars.next(), scalars.next() == nil else { return nil }
        return first
    }
}

/// A text as a key that ignores case, or the case-sensitive one, by its bytes: `String` would take canonically equal texts for the same.
struct OrdinalKey: Hashable {
    private let bytes: [UInt8]

    init(_ text: String, isCaseSensitive: Bool) {
        bytes = isCaseSensitive ? Array(text.utf8) : OrdinalText.upperBytes(text)
    }

    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
