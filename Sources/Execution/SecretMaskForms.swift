/// The forms in which a secret turns up in logs.
///
/// GitHub's (semantics: base64 at the three byte offsets, quotes escaped or doubled, JSON, URI, XML, without surrounding quotes, the parts
/// PowerShell colours), and those it lacks: base64url, base64 wrapped by `base64` and `openssl`, hexadecimal, form encoding, ASCII-only
/// JSON, `'\''` of shells.
enum SecretMaskForms {
    /// Shorter encoded forms are left out: they would turn up in benign text.
    static let shortestEncoded = 6

    /// All forms of a value, itself first, none with a line feed (a log line holds none); some may be the same.
    static func all(of value: [UInt8]) -> [[UInt8]] {
        var forms = [value]
        forms += escapes(of: value).filter { $0.count >= 4 }
        forms += base64Forms(of: value)
        forms += hexForms(of: value)
        return forms.filter { !$0.contains(0x0A) }
    }

    private static func escapes(of value: [UInt8]) -> [[UInt8]] {
        var forms: [[UInt8]] = []
        forms.append(replacing(value) { $0 == quote ? Array("\\\"".utf8) : nil })
        forms.append(replacing(value) { $0 == apostrophe ? Array("''".utf8) : nil })
        forms.append(replacing(value) { $0 == apostrophe ? Array("'\\''".utf8) : nil })
        forms.append(replacing(value, with: jsonEscape))
        forms.append(replacing(value) { htmlSafeJSON[$0] ?? jsonEscape($0) })
        forms.append(asciiJSON(value))
        forms.append(replacing(value) { $0 == UInt8(ascii: "/") ? Array("\\/".utf8) : jsonEscape($0) })
        forms.append(percentEncoded(value, keeping: "-_.~"))
        // Python's quote() leaves slashes as they are.
        forms.append(percentEncoded(value, keeping: "-_.~/"))
        forms.append(percentEncoded(value, keeping: "-_.~", digits: lowerDigits))
        forms.append(percentEncoded(value, keeping: "-_.~!'()*"))
        forms.append(percentEncoded(value, keeping: "-_.*", space: UInt8(ascii: "+")))
        forms.append(replacing(value) { xml[$0] })
        forms.append(replacing(value) { $0 == apostrophe ? Array("&#39;".utf8) : xml[$0] })
        if value.count > 8, value.first == quote, value.last == quote { forms.append(Array(value.dropFirst().dropLast())) }
        if value.contains(ampersand) {
            forms += value.split(separator: ampersand).map(trimmed).filter { $0.count >= 6 }
        }
        return forms
    }

    /// A value without white space at its ends.
    static func trimmed(_ value: ArraySlice<UInt8>) -> [UInt8] {
        var rest = value
        while let first = rest.first, isSpace(first) { rest.removeFirst() }
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return Array(rest)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let apostrophe = UInt8(ascii: "'")
    private static let ampersand = UInt8(ascii: "&")
    private static let upperDigits = Array("0123456789ABCDEF".utf8)
    private static let lowerDigits = Array("0123456789abcdef".utf8)

    private static let xml: [UInt8: [UInt8]] = [
        ampersand: Array("&amp;".utf8), UInt8(ascii: "<"): Array("&lt;".utf8), UInt8(ascii: ">"): Array("&gt;".utf8),
        quote: Array("&quot;".utf8), apostrophe: Array("&apos;".utf8),
    ]

    private static let htmlSafeJSON: [UInt8: [UInt8]] = [
        ampersand: Array("\\u0026".utf8), UInt8(ascii: "<"): Array("\\u003c".utf8), UInt8(ascii: ">"): Array("\\u003e".utf8),
    ]

    private static func replacing(_ value: [UInt8], with replacement: (UInt8) -> [UInt8]?) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(value.count)
        for byte in value {
            if let text = replacement(byte) { out += text } else { out.append(byte) }
        }
        return out
    }

    private static func jsonEscape(_ byte: UInt8) -> [UInt8]? {
        switch byte {
        case quote: Array("\\\"".utf8)
        case UInt8(ascii: "\\"): Array("\\\\".utf8)
        case 0x0A: Array("\\n".utf8)
        case 0x0D: Array("\\r".utf8)
        case 0x09: Array("\\t".utf8)
        case 0x08: Array("\\b".utf8)
        case 0x0C: Array("\\f".utf8)
        case 0..<0x20: unicodeEscape(UInt16(byte))
        default: nil
        }
    }

    private static func unicodeEscape(_ unit: UInt16) -> [UInt8] {
        Array("\\u".utf8) + [12, 8, 4, 0].map { lowerDigits[Int(unit >> $0) & 15] }
    }

    private static func asciiJSON(_ value: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        for unit in String(decoding: value, as: UTF8.self).utf16 {
            if unit < 0x80 { out += jsonEscape(UInt8(unit)) ?? [UInt8(unit)] } else { out += unicodeEscape(unit) }
        }
        return out
    }

    private static func percentEncoded(
        _ value: [UInt8], keeping marks: String, digits: [UInt8] = upperDigits, space: UInt8? = nil
    ) -> [UInt8] {
        let kept = Array(marks.utf8)
        return replacing(value) { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): nil
            case 0x20 where space != nil: space.map { [$0] }
            case _ where kept.contains(byte): nil
            default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }

    private static func hexForms(of value: [UInt8]) -> [[UInt8]] {
        guard value.count * 2 >= shortestEncoded else { return [] }
        return [lowerDigits, upperDigits].map { digits in value.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] } }
    }
}
