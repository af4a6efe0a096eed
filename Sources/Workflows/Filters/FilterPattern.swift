/// A pattern of `branches`, `tags` or `paths` (GitHub docs, "Filter pattern cheat sheet").
///
/// `*` is any run of characters but `/`, `**` any run at all, `?` makes the character before optional, `+` repeats it,
/// `[…]` is one of a set of characters, `\` takes a special meaning away. The whole text must match, with case.
/// `**/` also matches nothing, so `docs/**/*.md` selects `docs/README.md`.
package struct FilterPattern: Sendable, Hashable {
    /// The pattern begins with `!`: what it matches is taken out again (`FilterList`).
    package let isNegated: Bool
    /// What to read from each place; the last place is behind all of them.
    private let states: [State]

    /// What is wrong with a pattern.
    package struct Malformed: Error, Hashable {
        package var reason: String
        package var remedy: String?
    }

    /// A place in the pattern: which characters lead on from it, and whether it can be left or kept.
    struct State: Hashable {
        var accepts: CharacterSet
        /// The place may be passed over without a character.
        var isSkippable = false
        /// Where passing over leads, counted from here.
        var skip = 1
        /// The place is kept when a character was read.
        var isRepeated = false
    }

    enum CharacterSet: Hashable {
        case one(Unicode.Scalar)
        case ranges([ClosedRange<Unicode.Scalar>])
        case allButSlash
        case all

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .one(let one): one == scalar
            case .ranges(let ranges): ranges.contains { $0.contains(scalar) }
            case .allButSlash: scalar != "/"
            case .all: true
            }
        }
    }

    /// - Throws: `Malformed` for an unclosed or empty `[`, a range that runs backwards, a `?` or `+` with nothing in front, and a
    ///   `\` at the end.
    package init(_ text: String) throws(Malformed) {
        isNegated = text.hasPrefix("!")
        var compiler = FilterPatternCompiler(isNegated ? text.dropFirst() : text[...])
        states = try compiler.compile()
    }

    /// The whole text matches; takes time in proportion to the product of both lengths at most.
    package func matches(_ text: String) -> Bool {
        var places = [Bool](repeating: false, count: states.count + 1)
        places[0] = true
        skip(&places)
        for scalar in text.unicodeScalars {
            var next = [Bool](repeating: false, count: states.count + 1)
            var isAlive = false
            for (index, state) in states.enumerated() where places[index] && state.accepts.contains(scalar) {
                next[index + 1] = true
                if state.isRepeated { next[index] = true }
                isAlive = true
            }
            guard isAlive else { return false }
            skip(&next)
            places = next
        }
        return places[states.count]
    }

    private func skip(_ places: inout [Bool]) {
        for (index, state) in states.enumerated() where places[index] && state.isSkippable { places[index + state.skip] = true }
    }
}

/// Turns the text of a pattern into states.
struct FilterPatternCompiler {
    private var rest: Substring.UnicodeScalarView
    private var states: [FilterPattern.State] = []

    init(_ text: Substring) {
        rest = text.unicodeScalars
    }

    mutating func compile() throws(FilterPattern.Malformed) -> [FilterPattern.State] {
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": appendStar()
            case "?", "+": try quantify(scalar)
            case "[": try appendSet()
            case "\\":
                guard let escaped = rest.popFirst() else {
                    throw FilterPattern.Malformed(reason: "nothing follows the \"\\\" at the end", remedy: "write \"\\\\\" for a backslash")
                }
                states.append(FilterPattern.State(accepts: .one(escaped)))
            default: states.append(FilterPattern.State(accepts: .one(scalar)))
            }
        }
        return states
    }

    private mutating func appendStar() {
        guard rest.first == "*" else {
            states.append(FilterPattern.State(accepts: .allButSlash, isSkippable: true, isRepeated: true))
            return
        }
        while rest.first == "*" { rest.removeFirst() }
        guard rest.first == "/" else {
            states.append(FilterPattern.State(accepts: .all, isSkippable: true, isRepeated: true))
            return
        }
        rest.removeFirst()
        // Folders, or nothing at all: a character, more of them, and a slash, passed over together.
        states.append(FilterPattern.State(accepts: .all, isSkippable: true, skip: 3))
        states.append(FilterPattern.State(accepts: .all, isSkippable: true, isRepeated: true))
        states.append(FilterPattern.State(accepts: .one("/")))
    }

    private mutating func quantify(_ sign: Unicode.Scalar) throws(FilterPattern.Malformed) {
        guard var last = states.popLast() else {
            throw FilterPattern.Malformed(
                reason: "\"\(sign)\" repeats the character before it, and there is none",
                remedy: "write \"\\\(sign)\" for the character itself")
        }
        if sign == "?" { last.isSkippable = true } else { last.isRepeated = true }
        states.append(last)
    }

    private mutating func appendSet() throws(FilterPattern.Malformed) {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let scalar = rest.popFirst() {
            if scalar == "]" {
                guard !ranges.isEmpty else {
                    throw FilterPattern.Malformed(reason: "the brackets are empty", remedy: "list characters: \"[0-9]\"")
                }
                states.append(FilterPattern.State(accepts: .ranges(ranges)))
                return
            }
            let from = scalar == "\\" ? rest.popFirst() ?? scalar : scalar
            guard rest.first == "-", let to = rest.dropFirst().first, to != "]" else {
                ranges.append(from...from)
                continue
            }
            rest.removeFirst(2)
            guard from <= to else {
                throw FilterPattern.Malformed(reason: "the range \"\(from)-\(to)\" runs backwards", remedy: "write \"\(to)-\(from)\"")
            }
            ranges.append(from...to)
        }
        throw FilterPattern.Malformed(reason: "\"[\" has no \"]\"", remedy: "write \"\\[\" for the character itself")
    }
}
