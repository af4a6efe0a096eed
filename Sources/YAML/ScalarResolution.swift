/// YAML 1.2 core types of plain scalars, as GitHub's reader has them.
///
/// Source: actions/runner, Sdk/DTPipelines/Pipelines/ObjectTemplating/YamlObjectReader.cs, by observed behaviour.
enum ScalarResolution {
    /// Why a scalar has no value.
    struct Refusal: Error {
        var message: String
        var remedy: String
    }

    private static let tagPrefix = "tag:yaml.org,2002:"

    /// The value of a scalar. A refused scalar is to be kept as a string.
    static func content(text: String, style: YAMLNode.Style, tag: String?) throws(Refusal) -> YAMLNode.Content {
        guard let tag else {
            return style == .plain ? try implicit(text) : .string(text)
        }
        let name = tag.hasPrefix(tagPrefix) ? String(tag.dropFirst(tagPrefix.count)) : nil
        if name == "str" { return .string(text) }
        guard let name, ["null", "bool", "int", "float"].contains(name) else {
            throw Refusal(
                message: "tag \"\(shown(tag))\" is not supported",
                remedy: "only !!str, !!null, !!bool, !!int and !!float are; quote a text that begins with \"!\", or write ${{ !… }}")
        }
        guard style == .plain else {
            throw Refusal(
                message: "tag \"!!\(name)\" is not allowed on a quoted or block text", remedy: "remove the tag or the quotes")
        }
        guard let content = try value(of: text, as: name) else {
            throw Refusal(message: "\"\(text)\" is not a value of the tag \"!!\(name)\"", remedy: "remove the tag or mend the value")
        }
        return content
    }

    static func shown(_ tag: String) -> String {
        tag.hasPrefix(tagPrefix) ? "!!" + tag.dropFirst(tagPrefix.count) : tag
    }

    private static func implicit(_ text: String) throws(Refusal) -> YAMLNode.Content {
        guard mayBeMore(text) else { return .string(text) }
        for name in ["null", "bool", "int", "float"] {
            if let content = try value(of: text, as: name) { return content }
        }
        return .string(text)
    }

    /// Whether a plain scalar may be anything but a string, by its first letter: most are not.
    private static func mayBeMore(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        return switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"):
            text.utf8.count <= 5
        default: false
        }
    }

    private static func value(of text: String, as name: String) throws(Refusal) -> YAMLNode.Content? {
        switch name {
        case "null": ["", "~", "null", "Null", "NULL"].contains(text) ? .null : nil
        case "bool": bool(text).map { .bool($0) }
        case "int": try integer(text).map { .number($0) }
        default: float(text).map { .number($0) }
        }
    }

    private static func bool(_ text: String) -> Bool? {
        switch text {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        default: nil
        }
    }

    private static func integer(_ text: String) throws(Refusal) -> Double? {
        let bytes = Array(text.utf8)
        if text.hasPrefix("0x"), let value = try bits(bytes.dropFirst(2), radix: 16, of: text) { return value }
        if text.hasPrefix("0o"), let value = try bits(bytes.dropFirst(2), radix: 8, of: text) { return value }
        let digits = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes[...]
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
        return number(text)
    }

    /// Thirty-two bits in two's complement: 0xFFFFFFFF is -1.
    private static func bits(_ digits: ArraySlice<UInt8>, radix: UInt64, of text: String) throws(Refusal) -> Double? {
        var value: UInt64 = 0
        var fits = !digits.isEmpty
        guard fits else { return nil }
        for byte in digits {
            guard let digit = hexDigit(byte), digit < radix else { return nil }
            value = min(value * radix + digit, 1 << 40)
            fits = value <= UInt64(UInt32.max)
        }
        guard fits else {
            throw Refusal(
                message: "\"\(text)\" has more than 32 bits", remedy: "put it in quotes if it is a text, or write it as a decimal number")
        }
        return Double(Int32(truncatingIfNeeded: value))
    }

    private static func hexDigit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func float(_ text: String) -> Double? {
        switch text {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .infinity
        case "-.inf", "-.Inf", "-.INF": return -.infinity
        case ".nan", ".NaN", ".NAN": return .nan
        default: break
        }
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return nil }
            rest = []
        }
        return rest.isEmpty ? number(text) : nil
    }

    /// Too large becomes infinite; minus zero is zero, since a text of it would be "-0".
    private static func number(_ text: String) -> Double? {
        Double(text).map { $0 == 0 ? 0 : $0 }
    }
}
