/// One line of a sparse checkout without cones: a pattern as in `.gitignore` (gitignore(5), "PATTERN FORMAT").
struct SparsePattern: Sendable {
    private enum Part: Sendable, Hashable {
        case byte(UInt8)
        /// `?`: any but a slash.
        case one
        case set(Set<UInt8>, isInverted: Bool)
        /// `*`: any number of others than slashes.
        case many
        /// `**/`: any number of whole folders.
        case folders
        /// `/**` at the end: everything inside, at least something.
        case everything
    }

    let isNegated: Bool
    private let onlyFolders: Bool
    /// Matches the whole path; else the last part of it.
    private let isAnchored: Bool
    private let parts: [Part]

    /// - Parameter line: As written. Nothing for a comment or an empty line.
    init?(_ line: String) {
        var bytes = Array(line.utf8)
        while bytes.last == 0x20, bytes.dropLast().last != 0x5C { bytes.removeLast() }
        guard let first = bytes.first, first != 0x23 else { return nil }
        isNegated = first == 0x21
        var rest = isNegated ? bytes.dropFirst() : bytes[...]
        onlyFolders = rest.last == 0x2F
        if onlyFolders { rest = rest.dropLast() }
        isAnchored = rest.contains(0x2F)
        if rest.first == 0x2F { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return nil }
        parts = Self.parts(of: Array(rest))
    }

    private static func parts(of text: [UInt8]) -> [Part] {
        var parts: [Part] = []
        var place = 0
        while place < text.count {
            let isAtStart = place == 0 || text[place - 1] == 0x2F
            switch text[place] {
            case 0x2A where isAtStart && text[place...].starts(with: Array("**/".utf8)):
                parts.append(.folders)
                place += 3
            case 0x2F where text[place...].elementsEqual("/**".utf8):
                parts.append(.everything)
                place += 3
            case 0x2A:
                if parts.last != .many { parts.append(.many) }
                place += 1
            case 0x3F:
                parts.append(.one)
                place += 1
            case 0x5B:
                if let (set, end) = set(in: text, at: place) {
                    parts.append(set)
                    place = end
                } else {
                    parts.append(.byte(0x5B))
                    place += 1
                }
            case 0x5C where place + 1 < text.count:
                parts.append(.byte(text[place + 1]))
                place += 2
            default:
                parts.append(.byte(text[place]))
                place += 1
            }
        }
        return parts
    }

    /// `[a-z]`, `[!a]`; nothing without an end.
    private static func set(in text: [UInt8], at start: Int) -> (Part, end: Int)? {
        var place = start + 1
        guard place < text.count else { return nil }
        let isInverted = text[place] == 0x21 || text[place] == 0x5E
        if isInverted { place += 1 }
        let first = place
        var members: Set<UInt8> = []
        while place < text.count, text[place] != 0x5D || place == first {
            if text[place] == 0x5C, place + 1 < text.count { place += 1 }
            if place + 2 < text.count, text[place + 1] == 0x2D, text[place + 2] != 0x5D {
                if text[place] <= text[place + 2] { members.formUnion(text[place]...text[place + 2]) }
                place += 3
            } else {
                members.insert(text[place])
                place += 1
            }
        }
        return place < text.count ? (.set(members, isInverted: isInverted), place + 1) : nil
    }

    /// Whether the pattern names this very path.
    func matches(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
        if onlyFolders, !isFolder { return false }
        if isAnchored { return matchesText(path) }
        return matchesText(path[((path.lastIndex(of: 0x2F) ?? path.startIndex - 1) + 1)...])
    }

    /// Where to go on when what came after a `*` or a `**/` did not fit: a place in the pattern and one in the text.
    private typealias Retry = (part: Int, text: Int)

    /// In time proportional to pattern times path: of each kind only the last wildcard is tried again.
    private func matchesText(_ text: ArraySlice<UInt8>) -> Bool {
        var (part, place) = (0, text.startIndex)
        var star: Retry?
        var folders: Retry?
        while true {
            if part == parts.count, place == text.endIndex { return true }
            if part < parts.count {
                switch parts[part] {
                case .many:
                    part += 1
                    star = (part, place)
                    continue
                case .folders:
                    part += 1
                    (folders, star) = ((part, place), nil)
                    continue
                case .everything:
                    return place < text.endIndex && text[place] == 0x2F && place + 1 < text.endIndex
                default:
                    if place < text.endIndex, fits(parts[part], text[place]) {
                        part += 1
                        place += 1
                        continue
                    }
                }
            }
            if let retry = star, retry.text < text.endIndex, text[retry.text] != 0x2F {
                star = (retry.part, retry.text + 1)
                (part, place) = (retry.part, retry.text + 1)
            } else if let retry = folders, let slash = text[retry.text...].firstIndex(of: 0x2F) {
                (folders, star) = ((retry.part, slash + 1), nil)
                (part, place) = (retry.part, slash + 1)
            } else {
                return false
            }
        }
    }

    private func fits(_ part: Part, _ byte: UInt8) -> Bool {
        switch part {
        case .byte(let wanted): byte == wanted
        case .one: byte != 0x2F
        case .set(let members, let isInverted): byte != 0x2F && members.contains(byte) != isInverted
        case .many, .folders, .everything: false
        }
    }
}
