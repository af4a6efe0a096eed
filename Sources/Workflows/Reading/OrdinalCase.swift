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
}
