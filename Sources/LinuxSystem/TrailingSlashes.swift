extension StringProtocol {
    /// A URL or path without the slashes at its end.
    package var withoutTrailingSlashes: String {
        var end = endIndex
        while end > startIndex, case let before = index(before: end), self[before] == "/" { end = before }
        return String(self[..<end])
    }
}
