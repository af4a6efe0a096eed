/// Identifiers of jobs and steps: the rules for those in the file, and those that GitHub makes up.
struct IdentifierBuilder {
    /// In upper case: identifiers are the same when they differ only in case.
    private var taken: Set<String> = []

    /// Identifiers are shorter than this many characters (GitHub's limit).
    static let limit = 100

    enum Problem {
        case malformed
        case reserved
        case repeated
    }

    /// Takes an identifier of the file; says what is wrong with it.
    mutating func take(_ identifier: String) -> Problem? {
        if !Self.isWellFormed(identifier) { return .malformed }
        if identifier.hasPrefix("__") { return .reserved }
        return taken.insert(identifier.ordinalUppercase).inserted ? nil : .repeated
    }

    /// Makes up an identifier: `__` and the name with other characters as `_`, with a number where it is taken.
    mutating func makeUp(from name: String) -> String {
        var bytes = Array("__".utf8)
        for scalar in name.unicodeScalars {
            // One `_` for each UTF-16 unit.
            bytes.append(Self.isLegal(scalar) ? UInt8(truncatingIfNeeded: scalar.value) : UInt8(ascii: "_"))
            if scalar.value > 0xFFFF { bytes.append(UInt8(ascii: "_")) }
        }
        let original = String(decoding: bytes, as: UTF8.self)
        var attempt = 1
        while true {
            let suffix = attempt == 1 ? "" : "_\(attempt)"
            // All of it is ASCII.
            let room = Self.limit - suffix.utf8.count
            let candidate = (original.utf8.count > room ? String(original.prefix(room)) : original) + suffix
            if taken.insert(candidate.ordinalUppercase).inserted { return candidate }
            attempt += 1
        }
    }

    /// `[A-Za-z_][A-Za-z0-9_-]*`, fewer than 100 characters.
    private static func isWellFormed(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, text.utf8.count < limit else { return false }
        guard isLegal(first), !("0"..."9").contains(first), first != "-" else { return false }
        return text.unicodeScalars.allSatisfy(isLegal)
    }

    private static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }
}
