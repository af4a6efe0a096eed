/// A pattern of `hashFiles`, followed segment by segment while the tree is walked.
struct FileHashPattern: Sendable {
    /// The segments consumed so far, as a set of bits: bit `n` says that the first `n` fit the path so far.
    typealias Progress = UInt64

    var isNegated: Bool
    /// Written with a slash at the end: folders alone match, and what lies below.
    var matchesFoldersOnly: Bool
    /// From the root folder of the search, or from `/` before `entered(_:)`.
    private(set) var segments: [FileHashGlob]
    /// How much of the segments fits at the folder where the walk begins.
    private(set) var start: Progress = 1
    /// The plain segments before the first with a wildcard: where to search.
    private(set) var searchPath: [[UInt8]]

    private static let mostSegments = 62

    /// Reads a line's patterns: the one that is written, and the one for all that lies below what it matches.
    ///
    /// - Parameters:
    ///   - line: Trimmed, neither empty nor a comment.
    ///   - root: The absolute path of the workspace.
    ///   - home: What `~` stands for.
    /// - Throws: `FileHashError` for `.` and `..` segments.
    static func read(_ line: String, root: String, home: String) throws(FileHashError) -> [FileHashPattern] {
        var text = Array(line.utf8)[...]
        var isNegated = false
        while text.first == UInt8(ascii: "!") {
            isNegated.toggle()
            text = Array(text.dropFirst().drop { $0 == 0x20 || $0 == 0x09 })[...]
        }
        guard !text.isEmpty else { return [] }
        let hasSlash = text.last == UInt8(ascii: "/")
        var written = text.split(separator: UInt8(ascii: "/")).map(Array.init)
        for (index, segment) in written.enumerated() {
            let isDot = segment == Array(".".utf8) && (index > 0 || text.first == UInt8(ascii: "/"))
            if isDot || segment == Array("..".utf8) {
                throw FileHashError("the pattern \"\(line)\" has a \".\" or \"..\" segment; write the path without it")
            }
        }
        var base: [[UInt8]] = []
        if text.first != UInt8(ascii: "/") {
            let isHome = written.first == Array("~".utf8)
            base = components(isHome ? home : root)
            if isHome || written.first == Array(".".utf8) { written.removeFirst() }
        }
        let globs = base.map { FileHashGlob.literal($0) } + written.map { FileHashGlob($0) }
        guard globs.count - base.count <= mostSegments - 2 else {
            throw FileHashError("the pattern \"\(line)\" has more than \(mostSegments - 2) segments")
        }
        let endsInDepth = globs.last == .anyDepth
        var patterns = [FileHashPattern(isNegated, globs, foldersOnly: hasSlash)]
        if hasSlash || !endsInDepth {
            // At least one segment below, then any number.
            patterns.append(FileHashPattern(isNegated, globs + [.tokens([.star]), .anyDepth], foldersOnly: false))
            patterns[1].searchPath = patterns[0].searchPath
        }
        return patterns
    }

    /// Reads the lines of texts; empty ones and comments are left out.
    static func read(_ texts: [String], root: String, home: String) throws(FileHashError) -> [FileHashPattern] {
        var patterns: [FileHashPattern] = []
        for text in texts {
            for line in text.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
                let trimmed = String(decoding: SecretMaskForms.trimmed(Array(line.utf8)[...]), as: UTF8.self)
                if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
                patterns += try read(trimmed, root: root, home: home)
            }
        }
        return patterns
    }

    private init(_ isNegated: Bool, _ segments: [FileHashGlob], foldersOnly: Bool) {
        self.isNegated = isNegated
        self.segments = segments
        matchesFoldersOnly = foldersOnly
        searchPath = []
        for segment in segments {
            guard case .literal(let name) = segment else { break }
            searchPath.append(name)
        }
    }

    static func components(_ path: String) -> [[UInt8]] {
        path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
    }

    /// The pattern seen from a folder: what remains of it there; nothing when it can match nothing in it.
    func entered(_ folder: [[UInt8]]) -> FileHashPattern? {
        var states: Set<Int> = [0]
        for name in folder {
            var next: Set<Int> = []
            for state in closed(states) where state < segments.count && segments[state].matches(name) {
                next.insert(segments[state] == .anyDepth ? state : state + 1)
            }
            states = next
        }
        states = closed(states)
        guard let first = states.min() else { return nil }
        var rest = self
        rest.segments = Array(segments[first...])
        rest.start = states.filter { $0 - first <= Self.mostSegments }.reduce(0) { $0 | 1 << UInt64($1 - first) }
        return rest
    }

    private func closed(_ states: Set<Int>) -> Set<Int> {
        var all = states
        for state in states.sorted() {
            var next = state
            while next < segments.count, segments[next] == .anyDepth {
                next += 1
                all.insert(next)
            }
        }
        return all
    }

    /// The progress after one more name.
    func advance(_ progress: Progress, _ name: [UInt8]) -> Progress {
        var next: Progress = 0
        var rest = progress
        while rest != 0 {
            let state = rest.trailingZeroBitCount
            rest &= rest - 1
            guard state < segments.count else { continue }
            if segments[state] == .anyDepth {
                next |= 1 << UInt64(state)
            } else if segments[state].matches(name) {
                next |= 1 << UInt64(state + 1)
            }
        }
        return close(next)
    }

    private func close(_ progress: Progress) -> Progress {
        var closed = progress
        for (index, segment) in segments.enumerated() where segment == .anyDepth && closed & (1 << UInt64(index)) != 0 {
            closed |= 1 << UInt64(index + 1)
        }
        return closed
    }

    /// Whether the whole pattern fits.
    func isComplete(_ progress: Progress) -> Bool {
        progress & (1 << UInt64(segments.count)) != 0
    }
}
