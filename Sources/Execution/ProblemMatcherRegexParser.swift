/// An expression as a tree.
indirect enum ProblemMatcherNode: Sendable {
    /// How often something may come.
    struct Bounds: Sendable {
        var least: Int
        /// Nothing for any number.
        var most: Int?
        var isLazy: Bool
    }

    case bytes([UInt8])
    case any
    case set(ProblemMatcherSet)
    case begin, end
    case word(isNegated: Bool)
    case backreference(Int)
    case group(ProblemMatcherNode, number: Int?)
    case sequence([ProblemMatcherNode])
    case either([ProblemMatcherNode])
    case loop(ProblemMatcherNode, Bounds)
    case look(ProblemMatcherNode, isNegated: Bool)

    /// Whether it can match at the line's beginning only, or as well there as anywhere: `^…`, `.*…`.
    var beginsLine: Bool {
        switch self {
        case .begin: true
        case .sequence(let nodes): nodes.first?.beginsLine ?? false
        case .group(let node, _): node.beginsLine
        case .either(let nodes): nodes.allSatisfy(\.beginsLine)
        case .loop(.any, let bounds): bounds.least <= 1 && bounds.most == nil && !bounds.isLazy
        default: false
        }
    }
}

/// Letters, as ranges of Unicode scalars.
struct ProblemMatcherSet: Sendable {
    var ranges: [ClosedRange<UInt32>]
    var isNegated = false

    func contains(_ value: UInt32) -> Bool {
        ranges.contains { $0.contains(value) } != isNegated
    }

    static let digit = ProblemMatcherSet(ranges: [0x30...0x39])
    static let word = ProblemMatcherSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = ProblemMatcherSet(ranges: [0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x2028...0x2029, 0xFEFF...0xFEFF])

    /// The ranges, with a negation worked out.
    var positiveRanges: [ClosedRange<UInt32>] {
        guard isNegated else { return ranges }
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
        return gaps
    }
}

/// Reads JavaScript's syntax.
struct ProblemMatcherRegexParser {
    private static let deepest = 100
    private static let mostRepeats = 1000

    private let pattern: [UInt32]
    private var position = 0
    private var depth = 0
    private var names: [String: Int] = [:]
    /// Groups seen so far.
    private(set) var groupCount = 0

    init(_ pattern: String) {
        self.pattern = pattern.unicodeScalars.map(\.value)
    }

    mutating func parse() throws(ProblemMatcherError) -> ProblemMatcherNode {
        let node = try either()
        guard position == pattern.count else { throw error("a \")\" without its \"(\"") }
        return node
    }

    private func error(_ problem: String) -> ProblemMatcherError {
        ProblemMatcherError("\(problem) at letter \(position + 1) of the expression")
    }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard position < pattern.count, pattern[position] == letter.value else { return false }
        position += 1
        return true
    }

    private mutating func take(text: String) -> Bool {
        let values = text.unicodeScalars.map(\.value)
        guard pattern[position...].starts(with: values) else { return false }
        position += values.count
        return true
    }

    private mutating func next() throws(ProblemMatcherError) -> UInt32 {
        guard position < pattern.count else { throw error("the expression ends too early") }
        position += 1
        return pattern[position - 1]
    }

    private mutating func either() throws(ProblemMatcherError) -> ProblemMatcherNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw error("groups are nested too deep") }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .either(branches)
    }

    private mutating func sequence() throws(ProblemMatcherError) -> ProblemMatcherNode {
        var nodes: [ProblemMatcherNode] = []
        while position < pattern.count, pattern[position] != 0x7C, pattern[position] != 0x29 {
            nodes.append(try quantified(try atom()))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func quantified(_ node: ProblemMatcherNode) throws(ProblemMatcherError) -> ProblemMatcherNode {
        var bounds: (least: Int, most: Int?)
        if take("*") {
            bounds = (0, nil)
        } else if take("+") {
            bounds = (1, nil)
        } else if take("?") {
            bounds = (0, 1)
        } else if let counted = try braces() {
            bounds = counted
        } else {
            return node
        }
        let isLazy = take("?")
        return .loop(node, .init(least: bounds.least, most: bounds.most, isLazy: isLazy))
    }

    /// Reads `{2}`, `{2,}`, `{2,3}`; a brace that begins none of them is a letter.
    private mutating func braces() throws(ProblemMatcherError) -> (least: Int, most: Int?)? {
        let start = position
        guard take("{"), let least = number() else {
            position = start
            return nil
        }
        var most: Int? = least
        if take(",") { most = number() }
        guard take("}") else {
            position = start
            return nil
        }
        guard least <= most ?? least, max(least, most ?? 0) <= Self.mostRepeats else { throw error("bad bounds") }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while position < pattern.count, (0x30...0x39).contains(pattern[position]), value ?? 0 < 100_000 {
            value = (value ?? 0) * 10 + Int(pattern[position] - 0x30)
            position += 1
        }
        return value
    }

    private mutating func atom() throws(ProblemMatcherError) -> ProblemMatcherNode {
        let letter = try next()
        switch Unicode.Scalar(letter) {
        case "^": return .begin
        case "$": return .end
        case ".": return .any
        case "(": return try group()
        case "[": return .set(try set())
        case "\\": return try escape()
        case "*", "+", "?": throw error("nothing to repeat")
        default: return .bytes(Self.bytes(letter))
        }
    }

    private mutating func group() throws(ProblemMatcherError) -> ProblemMatcherNode {
        let node: ProblemMatcherNode
        if take(text: "?:") {
            node = .group(try either(), number: nil)
        } else if take(text: "?=") {
            node = .look(try either(), isNegated: false)
        } else if take(text: "?!") {
            node = .look(try either(), isNegated: true)
        } else if take(text: "?<=") || take(text: "?<!") {
            throw error("lookbehind is not supported")
        } else {
            groupCount += 1
            let number = groupCount
            if take(text: "?<") { names[try name()] = number } else if take("?") { throw error("unknown kind of group") }
            node = .group(try either(), number: number)
        }
        guard take(")") else { throw error("a \"(\" without its \")\"") }
        return node
    }

    private mutating func name() throws(ProblemMatcherError) -> String {
        var name = String.UnicodeScalarView()
        while !take(">") {
            guard let scalar = Unicode.Scalar(try next()) else { throw error("bad group name") }
            name.append(scalar)
        }
        return String(name)
    }

    private mutating func escape() throws(ProblemMatcherError) -> ProblemMatcherNode {
        if position < pattern.count, (0x31...0x39).contains(pattern[position]), let group = number() {
            guard group <= groupCount else { throw error("no group \(group) before this place") }
            return .backreference(group)
        }
        if take("b") { return .word(isNegated: false) }
        if take("B") { return .word(isNegated: true) }
        if take(text: "k<") {
            let name = try name()
            guard let group = names[name] else { throw error("no group \"\(name)\" before this place") }
            return .backreference(group)
        }
        if let set = shorthand() { return .set(set) }
        return .bytes(Self.bytes(try escapedLetter()))
    }

    private mutating func shorthand() -> ProblemMatcherSet? {
        for (letter, set) in [("d", ProblemMatcherSet.digit), ("w", .word), ("s", .space)] as [(Unicode.Scalar, ProblemMatcherSet)] {
            if take(letter) { return set }
            if let upper = Unicode.Scalar(letter.value - 0x20), take(upper) {
                return ProblemMatcherSet(ranges: set.ranges, isNegated: true)
            }
        }
        return nil
    }

    /// The letter of an escape, behind its backslash.
    private mutating func escapedLetter() throws(ProblemMatcherError) -> UInt32 {
        let letter = try next()
        switch Unicode.Scalar(letter) {
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        case "f": return 0x0C
        case "0": return 0
        case "x": return try hex(2)
        case "u": return try hex(4)
        case "p", "P": throw error("\"\\p\" is not supported")
        default: return letter
        }
    }

    private mutating func hex(_ count: Int) throws(ProblemMatcherError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let scalar = Unicode.Scalar(try next()), let digit = Character(scalar).hexDigitValue else { throw error("bad escape") }
            value = value * 16 + UInt32(digit)
        }
        return value
    }

    private mutating func set() throws(ProblemMatcherError) -> ProblemMatcherSet {
        var set = ProblemMatcherSet(ranges: [], isNegated: take("^"))
        while !take("]") {
            guard let low = try member(&set) else { continue }
            let start = position
            if take("-"), position < pattern.count, pattern[position] != 0x5D {
                if let high = try member(&set) {
                    guard low <= high else { throw error("a range the wrong way round") }
                    set.ranges.append(low...high)
                    continue
                }
                set.ranges.append(0x2D...0x2D)
            } else {
                position = start
            }
            set.ranges.append(low...low)
        }
        return set
    }

    /// A letter of a set; nothing where it was a whole class, which is added.
    private mutating func member(_ set: inout ProblemMatcherSet) throws(ProblemMatcherError) -> UInt32? {
        guard take("\\") else { return try next() }
        if let shorthand = shorthand() {
            set.ranges += shorthand.positiveRanges
            return nil
        }
        return take("b") ? 0x08 : try escapedLetter()
    }

    private static func bytes(_ value: UInt32) -> [UInt8] {
        Array(String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8)
    }
}
