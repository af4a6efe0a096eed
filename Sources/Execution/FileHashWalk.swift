import Digests
import Glibc
import LinuxSystem

/// The walk of `hashFiles` through the workspace, by descriptors: nothing outside the root is ever opened, whatever links say and
/// whatever a step changes meanwhile.
struct FileHashWalk {
    /// Folders within folders that are followed; each holds a descriptor.
    private static let deepest = 512

    private let patterns: [FileHashPattern]
    private let root: FileHashRoot
    private let rootPath: String
    private let followsLinks: Bool
    private let deadline: UInt64
    private var sum: FileHashSum
    /// The folders above, to find links that go round in circles.
    private var chain: [FileHashRoot.Identity] = []
    /// The names on the way to the entry at hand.
    private var names: [[UInt8]] = []

    init(patterns: [FileHashPattern], root: String, followsLinks: Bool) throws(FileHashError) {
        let components = FileHashPattern.components(root)
        self.patterns = patterns.compactMap { $0.entered(components) }
        self.root = try FileHashRoot(path: root)
        rootPath = root
        self.followsLinks = followsLinks
        deadline = monotonicNanoseconds() + UInt64(FileHash.timeLimit) * 1_000_000_000
        let limit = deadline
        sum = try FileHashError.wrap { () throws(DigestError) in try FileHashSum(deadline: limit) }
    }

    func result() throws(FileHashError) -> String { try sum.result() }

    /// Where to begin, relative to the root, in the order of the patterns; a place within another is left out (@actions/glob).
    static func searchPlaces(of patterns: [FileHashPattern], root: String) -> [[[UInt8]]] {
        let root = FileHashPattern.components(root)
        let candidates = patterns.filter { !$0.isNegated }.map(\.searchPath)
        var places: [[[UInt8]]] = []
        for path in candidates where !candidates.contains(where: { $0.count < path.count && path.starts(with: $0) }) {
            let place: [[UInt8]]
            if path.starts(with: root) {
                place = Array(path[root.count...])
            } else if root.starts(with: path) {
                place = []
            } else {
                continue
            }
            if !places.contains(place) { places.append(place) }
        }
        return places
    }

    /// Walks one place.
    mutating func search(_ place: [[UInt8]]) throws(FileHashError) {
        var progress = patterns.map(\.start)
        for name in place { progress = advance(progress, name) }
        names = place
        chain = []
        if place.isEmpty {
            try visitFolder(root.descriptor, progress)
        } else if let parent = try root.open(Array(place.dropLast()), isFolder: true), let name = place.last {
            try visit(FileHashRoot.Entry(name: name), in: parent.rawValue, progress)
        }
    }

    private func advance(_ progress: [FileHashPattern.Progress], _ name: [UInt8]) -> [FileHashPattern.Progress] {
        zip(patterns, progress).map { $1 == 0 ? 0 : $0.advance($1, name) }
    }

    /// Whether the patterns select a file; the last that fits decides.
    private func selects(_ progress: [FileHashPattern.Progress]) -> Bool {
        var isSelected = false
        for (pattern, state) in zip(patterns, progress) where !pattern.matchesFoldersOnly && pattern.isComplete(state) {
            isSelected = !pattern.isNegated
        }
        return isSelected
    }

    private func isOpen(_ progress: [FileHashPattern.Progress]) -> Bool {
        zip(patterns, progress).contains { !$0.isNegated && $1 != 0 }
    }

    /// Looks at one entry, whose name is the last of `names`; `progress` includes it.
    private mutating func visit(_ entry: FileHashRoot.Entry, in parent: Int32, _ progress: [FileHashPattern.Progress]) throws(FileHashError)
    {
        guard isOpen(progress) else { return }
        try FileHashError.check(deadline)
        let name = entry.name
        let kind: FileHashRoot.Kind
        if let known = entry.kind { kind = known } else { kind = try root.kind(of: name, in: parent, path: path) }
        switch kind {
        case .folder:
            guard let folder = try FileHashRoot.openFolder(name, in: parent, path: path) else { return }
            try visitFolder(folder.rawValue, progress)
        case .file where selects(progress):
            if let file = try FileHashRoot.openFile(name, in: parent, path: path) { try sum.add(file.rawValue, path: path) }
        case .link:
            guard followsLinks || selects(progress), let target = try root.open(names, isFolder: nil) else { return }
            if FileHashRoot.isFolder(target.rawValue) {
                if followsLinks { try visitFolder(target.rawValue, progress) }
            } else if selects(progress) {
                try sum.add(target.rawValue, path: path)
            }
        default: break
        }
    }

    private mutating func visitFolder(_ folder: Int32, _ progress: [FileHashPattern.Progress]) throws(FileHashError) {
        guard chain.count < Self.deepest else {
            throw FileHashError("folders are more than \(Self.deepest) deep at \"\(path())\"")
        }
        if followsLinks {
            let identity = FileHashRoot.identity(of: folder)
            if chain.contains(identity) { return }
            chain.append(identity)
        } else {
            chain.append(FileHashRoot.Identity(device: 0, number: 0))
        }
        defer { chain.removeLast() }
        for entry in try FileHashRoot.entries(of: folder, path: path) {
            names.append(entry.name)
            defer { names.removeLast() }
            try visit(entry, in: folder, advance(progress, entry.name))
        }
    }

    private func path() -> String {
        rootPath + names.map { "/" + String(decoding: $0, as: UTF8.self) }.joined()
    }
}

extension FileHashError {
    /// The failure of the call just made.
    static func of(_ operation: String, _ path: String) -> FileHashError {
        FileHashError("hashFiles cannot \(operation) \"\(path)\": \(SystemError.text(of: SystemError.last(operation).errno))")
    }

    /// What libcrypto reports, as ours.
    static func wrap<Result>(_ body: () throws(DigestError) -> Result) throws(FileHashError) -> Result {
        do throws(DigestError) { return try body() } catch { throw FileHashError(error.description) }
    }

    static func check(_ deadline: UInt64) throws(FileHashError) {
        if monotonicNanoseconds() > deadline {
            throw FileHashError("hashFiles did not end within \(FileHash.timeLimit) seconds; use narrower patterns")
        }
    }
}
