extension Value {
    /// Reads strict JSON (RFC 8259), for files and records: one value, at most 100 deep. Of repeated keys, ignoring case, the last value wins.
    ///
    /// - Throws: an error of phase `parsing` whose message says line and column.
    package init(json text: String) throws(ExpressionError) {
        try self.init(json: Array(text.utf8))
    }

    /// Reads strict JSON from UTF-8; a byte order mark is skipped.
    package init(json bytes: [UInt8]) throws(ExpressionError) {
        var reader = JSONReader(bytes)
        self = try reader.readDocument()
    }
}

/// Reads JSON from UTF-8 bytes.
struct JSONReader {
    let bytes: [UInt8]
    /// Reads what GitHub's `fromJSON` reads, see `readLenientWord`.
    let isLenient: Bool
    var place = 0

    static let maximumDepth = 100

    init(_ bytes: [UInt8], isLenient: Bool = false) {
        self.bytes = bytes
        self.isLenient = isLenient
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    }

    /// One value and nothing after it.
    mutating func readDocument() throws(ExpressionError) -> Value {
        let value = try readValue(depth: 0)
        try skipSpace()
        guard place == bytes.count else { throw error("unexpected \(found) after the value") }
        return value
    }

    /// The byte at the place, 0 at the end.
    var current: UInt8 {
        place < bytes.count ? bytes[place] : 0
    }

    mutating func readValue(depth: Int) throws(ExpressionError) -> Value {
        try skipSpace()
        switch current {
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "{"):
            return .object(try readObject(depth: try deeper(depth)))
        case UInt8(ascii: "["): return .array(try readArray(depth: try deeper(depth)))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return isLenient ? try readLenientNumber() : try readNumber()
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default:
            guard isLenient else { throw error("expected a value, found \(found)") }
            return try readLenientWord()
        }
    }

    private func deeper(_ depth: Int) throws(ExpressionError) -> Int {
        guard depth < Self.maximumDepth else { throw error("arrays and objects are nested more than \(Self.maximumDepth) deep") }
        return depth + 1
    }

    private mutating func readArray(depth: Int) throws(ExpressionError) -> [Value] {
        var items: [Value] = []
        place += 1
        try skipSpace()
        while current != UInt8(ascii: "]") {
            items.append(try readValue(depth: depth))
            guard try readSeparator(or: UInt8(ascii: "]")) else { break }
        }
        place += 1
        return items
    }

    private mutating func readObject(depth: Int) throws(ExpressionError) -> [(String, Value)] {
        var members: [(String, Value)] = []
        place += 1
        try skipSpace()
        while current != UInt8(ascii: "}") {
            let key = try readKey()
            members.append((key, try readValue(depth: depth)))
            guard try readSeparator(or: UInt8(ascii: "}")) else { break }
        }
        place += 1
        return members
    }

    /// A member's name and the colon behind it.
    mutating func readKey() throws(ExpressionError) -> String {
        let key: String
        if current == UInt8(ascii: "\"") {
            key = try readString()
        } else if isLenient {
            key = try readLenientKey()
        } else {
            throw error("expected a member's name in double quotes, found \(found)")
        }
        try skipSpace()
        guard current == UInt8(ascii: ":") else { throw error("expected \":\" after the member's name, found \(found)") }
        place += 1
        return key
    }

    /// Whether a comma, not the end, comes next. Leaves the place at the next item or at the closing bracket.
    mutating func readSeparator(or end: UInt8) throws(ExpressionError) -> Bool {
        try skipSpace()
        if current == end, place < bytes.count { return false }
        guard current == UInt8(ascii: ",") else {
            throw error("expected \",\" or \"\(Character(Unicode.Scalar(end)))\", found \(found)")
        }
        let comma = place
        place += 1
        try skipSpace()
        if current == end, !isLenient {
            place = comma
            throw error("unexpected \",\" before the end")
        }
        return true
    }

    private mutating func readWord(_ word: String, _ value: Value) throws(ExpressionError) -> Value {
        let end = place + word.utf8.count
        guard end <= bytes.count, bytes[place..<end].elementsEqual(word.utf8), end == bytes.count || !Self.isWordByte(bytes[end]) else {
            throw error("expected a value, found \(found)")
        }
        place = end
        return value
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }

    private mutating func readNumber() throws(ExpressionError) -> Value {
        let start = place
        if current == UInt8(ascii: "-") { place += 1 }
        let first = current
        let digits = skipDigits()
        guard digits == 1 || (digits > 1 && first != UInt8(ascii: "0")) else { throw numberError(start) }
        if current == UInt8(ascii: ".") {
            place += 1
            guard skipDigits() > 0 else { throw numberError(start) }
        }
        if current | 0x20 == UInt8(ascii: "e") {
            place += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { place += 1 }
            guard skipDigits() > 0 else { throw numberError(start) }
        }
        guard !Self.isWordByte(current) else { throw numberError(start) }
        return .number(NumberReading.decimal(bytes, start..<place))
    }

    private mutating func numberError(_ start: Int) -> ExpressionError {
        place = start
        return error("this is not a number")
    }

    private mutating func skipDigits() -> Int {
        let start = place
        while current >= UInt8(ascii: "0"), current <= UInt8(ascii: "9") { place += 1 }
        return place - start
    }

    mutating func skipSpace() throws(ExpressionError) {
        while true {
            switch current {
            case 0x20, 0x0A, 0x0D, 0x09: place += 1
            default:
                guard isLenient, try skipLenientSpace() else { return }
            }
        }
    }
}

// MARK: - Errors

extension JSONReader {
    /// What stands at the place, for a message.
    var found: String {
        guard place < bytes.count else { return "the end" }
        let character = String(decoding: bytes[place..<min(place + 4, bytes.count)], as: UTF8.self).unicodeScalars.first
        return character.map { $0.value < 0x20 ? "a control character" : "\"\($0)\"" } ?? "the end"
    }

    func error(_ message: String) -> ExpressionError {
        let before = bytes[..<min(place, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let column = ExpressionError.units(before[lineStart...]) + 1
        let message = "\(message), at line \(line), column \(column)"
        if isLenient { return ExpressionError(phase: .evaluation, message: "Error parsing fromJson: \(message)") }
        return ExpressionError(phase: .parsing, message: "not valid JSON: \(message)", column: column)
    }
}
