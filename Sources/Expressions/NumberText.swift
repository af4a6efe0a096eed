import Glibc

/// Number to text.
enum NumberText {
    /// .NET's `G15`, which is how GitHub prints numbers: 15 significant digits without trailing zeros, and an exponent
    /// (`1E+15`, `1E-05`) unless it is between -5 and 15.
    static func general(_ value: Double) -> String {
        if let plain = integer(value, below: 1e15) { return plain }
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
        let (digits, exponent) = significant(value)
        var text = value < 0 ? "-" : ""
        if exponent >= 15 || exponent <= -5 {
            text += digits.prefix(1)
            if digits.count > 1 { text += "." + digits.dropFirst() }
            text += exponent < 0 ? "E-" : "E+"
            text += abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
        } else if exponent < 0 {
            text += "0." + String(repeating: "0", count: -exponent - 1) + digits
        } else if digits.count <= exponent + 1 {
            text += digits + String(repeating: "0", count: exponent + 1 - digits.count)
        } else {
            text += digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
        }
        return text
    }

    /// A JSON number that reads back as the same value: no fraction or exponent for an integer below 2^53, else the
    /// shortest form; nothing for NaN and the infinities.
    static func json(_ value: Double) -> String? {
        if let plain = integer(value, below: 0x1p53) { return plain }
        return value.isFinite ? value.description : nil
    }

    /// The digits of an integer below a limit; nothing for other numbers. Both zeros are `0`.
    private static func integer(_ value: Double, below limit: Double) -> String? {
        guard abs(value) < limit, value == value.rounded(.towardZero) else { return nil }
        return String(Int(value))
    }

    /// 15 significant digits, correctly rounded, without trailing zeros, and the decimal exponent of the first.
    private static func significant(_ value: Double) -> (digits: String, exponent: Int) {
        // -d.dddddddddddddde-ddd and the final zero.
        var text = [CChar](repeating: 0, count: 32)
        let length = withVaList([abs(value)]) { vsnprintf(&text, 32, "%.14e", $0) }
        let bytes = text.prefix(Int(length)).map { UInt8(bitPattern: $0) }
        let parts = bytes.split(separator: UInt8(ascii: "e"))
        guard parts.count == 2 else { return ("0", 0) }
        var digits = parts[0].filter { $0 != UInt8(ascii: ".") }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (String(decoding: digits, as: UTF8.self), Int(String(decoding: parts[1], as: UTF8.self)) ?? 0)
    }
}
