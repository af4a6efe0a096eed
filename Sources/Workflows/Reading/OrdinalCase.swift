extension String {
    /// For comparison as GitHub does it, ignoring case: each character in upper case where that is one character.
    ///
    /// Not `uppercased()`, which makes `ß` the same as `SS`.
    var ordinalUppercase: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return uppercased() }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let mapping = scalar.properties.uppercaseMapping.unicodeScalars
            // .NET leaves the dotless i and the long s.
            let isKept = mapping.count != 1 || scalar == "\u{131}" || scalar == "\u{17F}"
            result.append(isKept ? scalar : mapping.first ?? scalar)
        }
        return String(result)
    }

    /// Whether both are the same in upper case.
    func isSameKey(as other: String) -> Bool {
        var (left, right) = (utf8.makeIterator(), other.utf8.makeIterator())
        while true {
            let (one, another) = (left.next(), right.next())
            guard (one ?? 0) | (another ?? 0) < 0x80 else { return ordinalUppercase == other.ordinalUppercase }
            guard let one, let another else { return one == nil && another == nil }
            guard one == another || one ^ another == 0x20 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(one | 0x20) else {
                return false
            }
        }
    }
}
