/// One segment of a `hashFiles` pattern: `*`, `?`, `[…]`, `\` escapes, nothing else (no braces, no extended globs; dot files match).
enum FileHashGlob: Sendable, Hashable {
    case literal([UInt8])
    /// `*suffix` with a plain suffix, the usual case.
    case suffix([UInt8])
    case tokens([Token])
    /// `**`: any number of segments.
    case anyDepth

    enum Token: Sendable, Hashable {
        case byte(UInt8)
        case anyLetter
        case star
        case set(ranges: [ClosedRange<UInt32>], isNegated: Bool)
    }

    init(_ segment: [UInt8]) {
        if segment == Array("**".utf8) {
            self = .anyDepth
            return
        }
        let tokens = Self.parse(segment)
        let plain = tokens.compactMap { token -> UInt8? in if case .byte(let byte) = token { byte } else { nil } }
        if plain.count == tokens.count {
            self = .literal(plain)
        } else if plain.count == tokens.count - 1, tokens.first == .star {
            self = .suffix(plain)
        } else {
            self = .tokens(tokens)
        }
    }

    /// Whether a file name matches; `**` matches any.
    func matches(_ name: [UInt8]) -> Bool {
        switch self {
        case .literal(let bytes): name == bytes
        case .suffix(let bytes): name.count >= bytes.count && name[(name.count - bytes.count)...].elementsEqual(bytes)
        case .tokens(let tokens): Self.match(tokens, name)
        case .anyDepth: true
        }
    }

    private static func parse(_ segment: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var position = 0
        while position < segment.count {
            let byte = segment[position]
            if byte == UInt8(ascii: "\\"), position + 1 < segment.count {
                tokens.append(.byte(segment[position + 1]))
                position += 2
            } else if byte == UInt8(ascii: "["), let (set, end) = parseSet(segment, from: position + 1) {
                tokens.append(set)
                position = end
            } else {
                switch byte {
                case UInt8(ascii: "*"): if tokens.last != .star { tokens.append(.star) }
                case UInt8(ascii: "?"): tokens.append(.anyLetter)
                default: tokens.append(.byte(byte))
                }
                position += 1
            }
        }
        return tokens
    }

    /// Reads `abc]`, `!a-z]`; nothing when it isn't closed, and then `[` is a letter.
    private static func parseSet(_ segment: [UInt8], from start: Int) -> (Token, Int)? {
        var position = start
        var isNegated = false
        if position < segment.count, segment[position] == UInt8(ascii: "!") || segment[position] == UInt8(ascii: "^") {
            isNegated = true
            position += 1
        }
        let first = position
        var ranges: [ClosedRange<UInt32>] = []
        while position < segment.count {
            if segment[position] == UInt8(ascii: "]"), position > first {
                return (.set(ranges: ranges, isNegated: isNegated), position + 1)
            }
            guard let low = letter(segment, &position) else { return nil }
            var high = low
            if position + 1 < segment.count, segment[position] == UInt8(ascii: "-"), segment[position + 1] != UInt8(ascii: "]") {
                position += 1
                guard let end = letter(segment, &position) else { return nil }
                high = end
            }
            // A range the wrong way round holds nothing.
            if low <= high { ranges.append(low...high) }
        }
        return nil
    }

    private static func letter(_ segment: [UInt8], _ position: inout Int) -> UInt32? {
        if segment[position] == UInt8(ascii: "\\"), position + 1 < segment.count { position += 1 }
        let (value, length) = scalar(segment, at: position)
        position += length
        return value
    }

    /// The letter at a place and its length in bytes; a byte that begins none stands for itself.
    private static func scalar(_ bytes: [UInt8], at position: Int) -> (value: UInt32, length: Int) {
        let first = bytes[position]
        let length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1
        guard length > 1, position + length <= bytes.count else { return (UInt32(first), 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for byte in bytes[(position + 1)..<(position + length)] {
            guard byte & 0xC0 == 0x80 else { return (UInt32(first), 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (value, length)
    }

    // Going back to the last star only is enough, so the time is at most name times pattern.
    private static func match(_ tokens: [Token], _ name: [UInt8]) -> Bool {
        var token = 0
        var place = 0
        var star: (token: Int, place: Int)?
        while place < name.count {
            if token < tokens.count, tokens[token] == .star {
                star = (token, place)
                token += 1
            } else if token < tokens.count, let length = step(tokens[token], name, at: place) {
                token += 1
                place += length
            } else if let last = star {
                star = (last.token, last.place + 1)
                token = last.token + 1
                place = last.place + 1
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .star }
    }

    private static func step(_ token: Token, _ name: [UInt8], at place: Int) -> Int? {
        switch token {
        case .byte(let byte): return name[place] == byte ? 1 : nil
        case .anyLetter: return scalar(name, at: place).length
        case .set(let ranges, let isNegated):
            let (value, length) = scalar(name, at: place)
            return ranges.contains { $0.contains(value) } != isNegated ? length : nil
        case .star: return nil
        }
    }
}
