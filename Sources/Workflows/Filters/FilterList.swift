/// The patterns of one filter in order: a name is selected by the last pattern that matches it, unless that begins with `!`.
package struct FilterList: Sendable {
    private let patterns: [FilterPattern?]

    /// A malformed pattern selects nothing; the workflow's reader reports it.
    package init(_ patterns: [String]) {
        self.patterns = patterns.map { try? FilterPattern($0) }
    }

    /// The name of a branch or tag without `refs/heads/`, or a path from the repository's root.
    package func selects(_ name: String) -> Bool {
        decisive(name).map { patterns[$0]?.isNegated == false } ?? false
    }

    /// The index of the pattern that decided; nothing when none matches.
    package func decisive(_ name: String) -> Int? {
        patterns.lastIndex { $0?.matches(name) ?? false }
    }
}
