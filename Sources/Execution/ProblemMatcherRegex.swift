/// A regular expression of a problem matcher: JavaScript's syntax as matchers use it, with a bound on the work a line may cost.
///
/// Matchers come from actions and repositories, so an expression may be hostile or merely careless (`(a+)+$`). Backtracking is counted;
/// beyond the budget the search ends with an error. `\d`, `\w`, `\s` are ASCII, `.` is all but LF, `^` and `$` are the line's ends.
/// Not there: lookbehind, `\p{…}`, flags.
struct ProblemMatcherRegex: Sendable {
    /// Steps for one line; some tens of milliseconds.
    static let defaultBudget = 1_000_000

    /// The line costs more steps than the budget has.
    struct Overrun: Error {}

    let program: ProblemMatcherProgram

    init(_ pattern: String) throws(ProblemMatcherError) {
        var parser = ProblemMatcherRegexParser(pattern)
        program = try ProblemMatcherProgram(parser.parse(), groups: parser.groupCount)
    }

    /// Number of groups, without the whole match.
    var groupCount: Int { program.groupCount }

    /// The first match: the whole, then the groups; nothing for groups that took no part.
    ///
    /// - Returns: Nothing where the line doesn't match.
    func firstMatch(in line: [UInt8], budget: Int = defaultBudget) throws(Overrun) -> [ArraySlice<UInt8>?]? {
        var run = ProblemMatcherRun(program: program, text: line, budget: budget)
        for start in 0...(program.isAnchored ? 0 : line.count) {
            // Only where a letter begins.
            if start < line.count, line[start] & 0xC0 == 0x80 { continue }
            guard try run.match(from: start) else { continue }
            return (0...groupCount).map { group in
                let (low, high) = (run.slots[2 * group], run.slots[2 * group + 1])
                return low >= 0 && high >= low ? line[low..<high] : nil
            }
        }
        return nil
    }
}

/// An expression as instructions.
struct ProblemMatcherProgram: Sendable {
    enum Instruction: Sendable {
        case byte(UInt8)
        case any
        case set(ProblemMatcherSet)
        /// Goes on at the first; at the second when that fails.
        case split(Int, Int)
        case jump(Int)
        /// Keeps the place: 2n and 2n+1 are the ends of group n, later ones belong to loops.
        case save(Int)
        /// Fails when nothing was consumed since the place was kept: a loop over nothing ends.
        case progress(Int)
        case begin, end
        case word(isNegated: Bool)
        case backreference(Int)
        /// The instructions up to `accept` must (not) match here; then goes on at `next`.
        case look(isNegated: Bool, next: Int)
        case accept
    }

    /// Larger programs are refused: `(a{1000}){1000}`.
    private static let mostInstructions = 20_000

    private(set) var instructions: [Instruction] = []
    private(set) var slotCount: Int
    /// Can match at the line's beginning only.
    private(set) var isAnchored = false
    let groupCount: Int

    init(_ node: ProblemMatcherNode, groups: Int) throws(ProblemMatcherError) {
        groupCount = groups
        slotCount = 2 * groups + 2
        try add(.save(0))
        try compile(node)
        try add(.save(1))
        try add(.accept)
        isAnchored = node.beginsLine
    }

    private mutating func add(_ instruction: Instruction) throws(ProblemMatcherError) {
        guard instructions.count < Self.mostInstructions else { throw ProblemMatcherError("the expression is too large") }
        instructions.append(instruction)
    }

    private mutating func compile(_ node: ProblemMatcherNode) throws(ProblemMatcherError) {
        switch node {
        case .bytes(let bytes): for byte in bytes { try add(.byte(byte)) }
        case .any: try add(.any)
        case .set(let set): try add(.set(set))
        case .begin: try add(.begin)
        case .end: try add(.end)
        case .word(let isNegated): try add(.word(isNegated: isNegated))
        case .backreference(let group): try add(.backreference(group))
        case .group(let node, let number):
            if let number { try add(.save(2 * number)) }
            try compile(node)
            if let number { try add(.save(2 * number + 1)) }
        case .sequence(let nodes): for node in nodes { try compile(node) }
        case .either(let nodes): try compileEither(nodes)
        case .loop(let node, let bounds): try compileLoop(node, bounds)
        case .look(let node, let isNegated):
            let place = instructions.count
            try add(.look(isNegated: isNegated, next: 0))
            try compile(node)
            try add(.accept)
            instructions[place] = .look(isNegated: isNegated, next: instructions.count)
        }
    }

    private mutating func compileEither(_ nodes: [ProblemMatcherNode]) throws(ProblemMatcherError) {
        var jumps: [Int] = []
        for (index, node) in nodes.enumerated() {
            let place = instructions.count
            if index < nodes.count - 1 { try add(.split(place + 1, 0)) }
            try compile(node)
            guard index < nodes.count - 1 else { break }
            jumps.append(instructions.count)
            try add(.jump(0))
            instructions[place] = .split(place + 1, instructions.count)
        }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func compileLoop(_ node: ProblemMatcherNode, _ bounds: ProblemMatcherNode.Bounds) throws(ProblemMatcherError) {
        for _ in 0..<bounds.least { try compile(node) }
        guard let most = bounds.most else {
            let slot = slotCount
            slotCount += 1
            let top = instructions.count
            try add(.split(0, 0))
            try add(.save(slot))
            try compile(node)
            try add(.progress(slot))
            try add(.jump(top))
            instructions[top] = Self.split(top + 1, instructions.count, bounds)
            return
        }
        var splits: [Int] = []
        for _ in 0..<max(0, most - bounds.least) {
            splits.append(instructions.count)
            try add(.split(0, 0))
            try compile(node)
        }
        for place in splits { instructions[place] = Self.split(place + 1, instructions.count, bounds) }
    }

    private static func split(_ body: Int, _ after: Int, _ bounds: ProblemMatcherNode.Bounds) -> Instruction {
        bounds.isLazy ? .split(after, body) : .split(body, after)
    }
}

/// One search; backtracking with a stack of its own, so that no line overflows the thread's.
struct ProblemMatcherRun {
    private struct Undo {
        /// Where to go on; -1 to give a slot its place back.
        var instruction: Int32
        var place: Int32
        var slot: Int32
    }

    private(set) var slots: [Int]
    private let program: ProblemMatcherProgram
    private let text: [UInt8]
    private var budget: Int

    init(program: ProblemMatcherProgram, text: [UInt8], budget: Int) {
        self.program = program
        self.text = text
        self.budget = budget
        slots = []
    }

    mutating func match(from start: Int) throws(ProblemMatcherRegex.Overrun) -> Bool {
        slots = [Int](repeating: -1, count: program.slotCount)
        return try run(instruction: 0, place: start)
    }

    private mutating func run(instruction first: Int, place start: Int) throws(ProblemMatcherRegex.Overrun) -> Bool {
        var stack: [Undo] = []
        var next = first
        var place = start
        while true {
            budget -= 1
            guard budget >= 0 else { throw ProblemMatcherRegex.Overrun() }
            var isFine = true
            switch program.instructions[next] {
            case .accept: return true
            case .split(let one, let other):
                stack.append(Undo(instruction: Int32(other), place: Int32(place), slot: 0))
                next = one
                continue
            case .jump(let target):
                next = target
                continue
            case .save(let slot):
                stack.append(Undo(instruction: -1, place: Int32(slots[slot]), slot: Int32(slot)))
                slots[slot] = place
            case .progress(let slot): isFine = slots[slot] != place
            case .look(let isNegated, let after):
                isFine = try run(instruction: next + 1, place: place) != isNegated
                if isFine {
                    next = after
                    continue
                }
            case let simple: isFine = consume(simple, &place)
            }
            if isFine {
                next += 1
            } else {
                guard let resumed = backtrack(&stack) else { return false }
                (next, place) = resumed
            }
        }
    }

    private mutating func backtrack(_ stack: inout [Undo]) -> (instruction: Int, place: Int)? {
        while let undo = stack.popLast() {
            if undo.instruction >= 0 { return (Int(undo.instruction), Int(undo.place)) }
            slots[Int(undo.slot)] = Int(undo.place)
        }
        return nil
    }

    private func consume(_ instruction: ProblemMatcherProgram.Instruction, _ place: inout Int) -> Bool {
        switch instruction {
        case .byte(let byte):
            guard place < text.count, text[place] == byte else { return false }
            place += 1
        case .any:
            guard place < text.count, text[place] != 0x0A else { return false }
            place += scalar(at: place).length
        case .set(let set):
            guard place < text.count else { return false }
            let (value, length) = scalar(at: place)
            guard set.contains(value) else { return false }
            place += length
        case .begin: return place == 0
        case .end: return place == text.count
        case .word(let isNegated): return (isWord(place - 1) != isWord(place)) != isNegated
        case .backreference(let group):
            let (low, high) = (slots[2 * group], slots[2 * group + 1])
            guard low >= 0, high >= low else { return true }
            guard place + high - low <= text.count, text[low..<high].elementsEqual(text[place..<place + high - low]) else { return false }
            place += high - low
        case .split, .jump, .save, .progress, .look, .accept: return false
        }
        return true
    }

    private func isWord(_ place: Int) -> Bool {
        place >= 0 && place < text.count && ProblemMatcherSet.word.contains(UInt32(text[place]))
    }

    private func scalar(at place: Int) -> (value: UInt32, length: Int) {
        let first = text[place]
        if first < 0xC2 { return (UInt32(first), 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard place + length <= text.count else { return (UInt32(first), 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for byte in text[(place + 1)..<(place + length)] {
            guard byte & 0xC0 == 0x80 else { return (UInt32(first), 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (value, length)
    }
}
