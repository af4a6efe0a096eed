/// The functions that every expression has.
enum GeneralFunction: CaseIterable {
    case `case`, contains, endsWith, format, fromJSON, join, startsWith, toJSON

    /// The function of that name, ignoring case.
    init?(named name: String) {
        let found: GeneralFunction? =
            switch name.utf8.count {
            case 4: name.hasName("case") ? .case : name.hasName("join") ? .join : nil
            case 6: name.hasName("format") ? .format : name.hasName("toJSON") ? .toJSON : nil
            case 8:
                name.hasName("contains")
                    ? .contains : name.hasName("fromJSON") ? .fromJSON : name.hasName("endsWith") ? .endsWith : nil
            case 10: name.hasName("startsWith") ? .startsWith : nil
            default: nil
            }
        guard let found else { return nil }
        self = found
    }

    /// How many arguments it takes; `case` also wants an odd number of them.
    var argumentCounts: ClosedRange<Int> {
        switch self {
        case .case: 3...255
        case .contains, .endsWith, .startsWith: 2...2
        case .format: 1...255
        case .join: 1...2
        case .fromJSON, .toJSON: 1...1
        }
    }
}

extension String {
    /// Whether two names of functions or contexts are the same, ignoring the case of ASCII letters (names have no others).
    func hasName(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return utf8.elementsEqual(other.utf8) {
            $0 == $1 || ($0 ^ $1 == 0x20 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20))
        }
    }
}
