extension SecretMaskForms {
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let padding = UInt8(ascii: "=")
    // `base64` breaks lines after 76 letters, `openssl base64` and PEM after 64.
    private static let lineLengths = [76, 64]
    private static let shortestWrapped = 16

    /// The letters that a value makes in base64 and base64url text, wherever it begins in the encoded bytes.
    static func base64Forms(of value: [UInt8]) -> [[UInt8]] {
        var forms: [[UInt8]] = []
        for alphabet in [standard, urlSafe] {
            let whole = encoded(value, alphabet)
            // The whole with its padding is kept even when short, as GitHub does.
            if whole.count >= 4 { forms.append(whole) }
            let withLineFeed = encoded(value + [0x0A], alphabet)
            if withLineFeed.count >= shortestEncoded { forms.append(withLineFeed) }
            for text in [whole, withLineFeed] { forms += wrappedLines(of: text) }
            for offset in 0...2 { forms += inner(value, at: offset, alphabet) }
        }
        return forms
    }

    /// The letters that depend on the value alone, and the same up to the end of the data.
    private static func inner(_ value: [UInt8], at offset: Int, _ alphabet: [UInt8]) -> [[UInt8]] {
        let total = offset + value.count
        let letters = encoded([UInt8](repeating: 0, count: offset) + value, alphabet)
        let first = (offset * 8 + 5) / 6
        let alone = total * 8 / 6
        guard alone > first else { return [] }
        let last = (total * 8 + 5) / 6
        return [letters[first..<alone], letters[first..<last], letters[first...]].map(Array.init).filter { $0.count >= shortestEncoded }
    }

    private static func wrappedLines(of text: [UInt8]) -> [[UInt8]] {
        lineLengths.flatMap { length in
            guard text.count > length else { return [[UInt8]]() }
            return stride(from: 0, to: text.count, by: length).map { Array(text[$0..<min($0 + length, text.count)]) }
                .filter { $0.count >= shortestWrapped }
        }
    }

    private static func encoded(_ value: [UInt8], _ alphabet: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity((value.count + 2) / 3 * 4)
        for start in stride(from: 0, to: value.count, by: 3) {
            let present = min(3, value.count - start)
            var bits = 0
            for place in 0..<3 { bits = bits << 8 | (place < present ? Int(value[start + place]) : 0) }
            for place in 0..<4 {
                out.append(place <= present ? alphabet[bits >> (18 - 6 * place) & 63] : padding)
            }
        }
        return out
    }
}
