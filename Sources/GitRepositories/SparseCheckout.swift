/// Which files of a commit a work tree holds (git-sparse-checkout).
package struct SparseCheckout: Sendable, Hashable {
    /// Folders in cone mode, else patterns as in `.gitignore` that say what is there.
    package var patterns: [String]
    package var usesCones: Bool

    /// - Throws: `.failed` for what is no folder in cone mode, as git refuses it.
    package init(patterns: [String], usesCones: Bool) throws(GitError) {
        self.usesCones = usesCones
        self.patterns = patterns
        guard usesCones else { return }
        self.patterns = try patterns.map { (pattern) throws(GitError) in
            if pattern.hasPrefix("/") || pattern.hasPrefix("!") || pattern.contains(where: { "*?[]\\".contains($0) }) {
                throw GitError(
                    kind: .failed, operation: "check out sparsely", path: pattern,
                    reason: "in cone mode folders are given, without a slash in front and without patterns")
            }
            return pattern.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        }
    }

    /// Whether the work tree holds a file or submodule.
    package func holds(_ path: String) -> Bool {
        var filter = SparseFilter(self)
        return filter.holds(Array(path.utf8))
    }

    /// What git reads it from: `.git/info/sparse-checkout`.
    var fileText: String {
        guard usesCones else { return patterns.map { $0 + "\n" }.joined() }
        var lines = ["/*", "!/*/"]
        let folders = Set(patterns.filter { !$0.isEmpty })
        let parents = Set(folders.flatMap(Self.ancestors))
        for folder in folders.union(parents).sorted() {
            lines.append("/\(folder)/")
            if !folders.contains(folder) { lines.append("!/\(folder)/*/") }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    fileprivate static func ancestors(of folder: String) -> [String] {
        let parts = folder.split(separator: "/")
        return (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: "/") }
    }
}

/// Answers for the paths of one work tree which of them it holds; remembers folders, of which many paths come.
struct SparseFilter {
    private let rules: Rules
    private var folders: [[UInt8]: Bool] = [:]

    private enum Rules {
        /// Folders with all below them, and folders of which the files count.
        case cones(whole: [[UInt8]], shallow: Set<[UInt8]>)
        case patterns([SparsePattern])
    }

    init(_ sparse: SparseCheckout) {
        guard sparse.usesCones else {
            rules = .patterns(sparse.patterns.compactMap { SparsePattern($0) })
            return
        }
        let whole = sparse.patterns.filter { !$0.isEmpty }
        rules = .cones(
            whole: whole.map { Array($0.utf8) }, shallow: Set((whole.flatMap(SparseCheckout.ancestors) + [""]).map { Array($0.utf8) }))
    }

    /// Whether the work tree holds the file.
    mutating func holds(_ path: [UInt8]) -> Bool {
        let slash = path.lastIndex(of: 0x2F)
        let folder = Array(path[..<(slash ?? 0)])
        let isInside = holdsFolder(folder)
        guard case .patterns(let patterns) = rules else { return isInside }
        return patterns.last { $0.matches(path[...], isFolder: false) }.map { !$0.isNegated } ?? isInside
    }

    /// Whether a file in the folder is there if nothing more is said of it.
    private mutating func holdsFolder(_ folder: [UInt8]) -> Bool {
        if let known = folders[folder] { return known }
        let answer: Bool
        switch rules {
        case .cones(let whole, let shallow):
            answer =
                shallow.contains(folder)
                || whole.contains { folder.starts(with: $0) && (folder.count == $0.count || folder[$0.count] == 0x2F) }
        case .patterns(let patterns):
            if folder.isEmpty {
                answer = false
            } else if let last = patterns.last(where: { $0.matches(folder[...], isFolder: true) }) {
                answer = !last.isNegated
            } else {
                answer = holdsFolder(Array(folder[..<(folder.lastIndex(of: 0x2F) ?? 0)]))
            }
        }
        folders[folder] = answer
        return answer
    }
}
