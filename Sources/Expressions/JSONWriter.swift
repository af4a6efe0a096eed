extension Value {
    /// The value as JSON, on one line or with an indent of two spaces. Members keep their order; what JSON has no number
    /// for is the string `NaN`, `Infinity` or `-Infinity`.
    ///
    /// - Parameter level: How deep in other JSON it will stand: its lines but the first get an indent of two spaces for each.
    package func json(pretty: Bool = false, level: Int = 0) -> String {
        JSONWriter.text(of: self, pretty ? .pretty : .compact, level: level)
    }

    /// The value as the function `toJSON` prints it: indented, numbers as `text` has them (so NaN is bare), and the line
    /// separators U+0085, U+2028 and U+2029 escaped.
    package var expressionJSON: String {
        JSONWriter.text(of: self, .expression)
    }
}

/// Writes JSON into bytes.
struct JSONWriter {
    enum Form {
        case compact, pretty, expression
    }

    private let form: Form
    private(set) var bytes: [UInt8] = []

    init(_ form: Form) {
        self.form = form
    }

    static func text(of value: Value, _ form: Form, level: Int = 0) -> String {
        var writer = JSONWriter(form)
        writer.write(value, indent: level)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    mutating func write(_ value: Value, indent: Int) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let value): write(value)
        case .string(let text): write(text)
        case .array(let array): write(array.items, indent)
        case .object(let object): write(object.members, indent)
        }
    }

    private mutating func write(_ number: Double) {
        if form == .expression {
            bytes += NumberText.general(number).utf8
        } else if let text = NumberText.json(number) {
            bytes += text.utf8
        } else {
            write(NumberText.general(number))
        }
    }

    private mutating func write(_ items: [Value], _ indent: Int) {
        guard !items.isEmpty else {
            bytes += "[]".utf8
            return
        }
        bytes.append(UInt8(ascii: "["))
        for (place, item) in items.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(indent + 1)
            write(item, indent: indent + 1)
        }
        breakLine(indent)
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ members: [(key: String, value: Value)], _ indent: Int) {
        guard !members.isEmpty else {
            bytes += "{}".utf8
            return
        }
        bytes.append(UInt8(ascii: "{"))
        for (place, member) in members.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(indent + 1)
            write(member.key)
            bytes.append(UInt8(ascii: ":"))
            if form != .compact { bytes.append(UInt8(ascii: " ")) }
            write(member.value, indent: indent + 1)
        }
        breakLine(indent)
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(_ indent: Int) {
        guard form != .compact else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes += repeatElement(UInt8(ascii: " "), count: 2 * indent)
    }
}

// MARK: - Strings

extension JSONWriter {
    mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { source in
            // What needs no escape is copied in one go.
            var start = 0
            var place = 0
            while place < source.count {
                if Self.isPlain(source[place]) {
                    place += 1
                    continue
                }
                let escape = Self.escape(source[place]) ?? (form == .expression ? Self.separator(source, place) : nil)
                guard let escape else {
                    place += 1
                    continue
                }
                bytes += source[start..<place]
                bytes += escape.text.utf8
                place += escape.length
                start = place
            }
            bytes += source[start...]
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a byte is never escaped; others may be.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func escape(_ byte: UInt8) -> (text: String, length: Int)? {
        switch byte {
        case UInt8(ascii: "\""): ("\\\"", 1)
        case UInt8(ascii: "\\"): ("\\\\", 1)
        case 0x20...: nil
        case 0x08: ("\\b", 1)
        case 0x09: ("\\t", 1)
        case 0x0A: ("\\n", 1)
        case 0x0C: ("\\f", 1)
        case 0x0D: ("\\r", 1)
        default: ((byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16), 1)
        }
    }

    /// U+0085, U+2028 and U+2029.
    private static func separator(_ source: UnsafeBufferPointer<UInt8>, _ place: Int) -> (text: String, length: Int)? {
        if source[place] == 0xC2, place + 1 < source.count, source[place + 1] == 0x85 { return ("\\u0085", 2) }
        guard source[place] == 0xE2, place + 2 < source.count, source[place + 1] == 0x80 else { return nil }
        switch source[place + 2] {
        case 0xA8: return ("\\u2028", 3)
        case 0xA9: return ("\\u2029", 3)
        default: return nil
        }
    }
}
