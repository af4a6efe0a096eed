import Digests

/// What bytes are known by: their SHA-256.
package struct ContentDigest: Sendable, Hashable, CustomStringConvertible {
    // Not an array: a manifest may hold a million.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter bytes: 32; nothing for another number.
    package init?(bytes: [UInt8]) {
        guard bytes.count == SHA256.length else { return nil }
        let word = { (place: Int) in bytes[(place * 8)..<(place * 8 + 8)].reduce(0) { $0 << 8 | UInt64($1) } }
        words = (word(0), word(1), word(2), word(3))
    }

    /// - Parameter text: 64 hexadecimal digits in lower case; nothing for anything else.
    package init?(_ text: String) {
        guard text.utf8.count == SHA256.length * 2 else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for letter in text.utf8 {
            let digit: UInt8
            switch letter {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = letter - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = letter - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        self.init(bytes: bytes)
    }

    package var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) } }
    }

    /// 64 hexadecimal digits in lower case.
    package var description: String { Hex.text(bytes) }

    package static func == (one: ContentDigest, other: ContentDigest) -> Bool { one.words == other.words }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}

/// Bytes in the store.
package struct Blob: Sendable, Hashable {
    package var digest: ContentDigest
    /// Bytes.
    package var size: Int

    package init(digest: ContentDigest, size: Int) {
        self.digest = digest
        self.size = size
    }
}
