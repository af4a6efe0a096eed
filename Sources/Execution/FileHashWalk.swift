import Digests
import LinuxSystem

/// The walk of `hashFiles` and of uploads through the workspace, by descriptors: nothing outside the root is ever opened, whatever links say
/// and whatever a step changes meanwhile.
struct FileHashWalk {
    /// What a walk does with links and names, and how long it may take.
    struct Options {
        /// Whether linked folders are entered; linked files are visited in any case.
        var followsLinks = false
        /// Leaves out what begins with a dot, and what is in it.
        var skipsHidden = false
        /// In monotonic nanoseconds.
        var deadline = UInt64.max
    }

    /// Called with each selected file, open, and the names that lead to it from the root.
    typealias Visit = (_ file: Int32, _ names: [[UInt8]]) throws(FileHashError) -> Void

    /// Folders within folders that are followed; each holds a descriptor.
    private static let deepest = 512

    private let patterns: [FileHashPattern]
    private let root: FileHashRoot
    private let rootPath: String
    private let options: Options
    private let visitFile: Visit
    /// The selected links that lead out of the root, which were not followed.
    private(set) var leavingLinks: [String] = []
    /// The folders above, to find links that go round in circles.
    private var chain: [FileHashRoot.Identity] = []
    /// The names on the way to the entry at hand.
    private var names: [[UInt8]] = []

    /// - Parameters:
    ///   - rootPath: What the patterns call the root.
    init(patterns: [FileHashPattern], root: FileHashRoot, rootPath: String, options: Options, visit: @escaping Visit) {
        let components = FileHashPattern.components(rootPath)
        self.patterns = patterns.compactMap { $0.entered(components) }
        self.root = root
        self.rootPath = rootPath
        self.options = options
        visitFile = visit
    }

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
        try FileHashError.check(options.deadline)
        let name = entry.name
        if options.skipsHidden, name.first == UInt8(ascii: ".") { return }
        let kind: FileHashRoot.Kind
        if let known = entry.kind { kind = known } else { kind = try root.kind(of: name, in: parent, path: path) }
        switch kind {
        case .folder:
            guard let folder = try FileHashRoot.openFolder(name, in: parent, path: path) else { return }
            try visitFolder(folder.rawValue, progress)
        case .file where selects(progress):
            if let file = try FileHashRoot.openFile(name, in: parent, path: path) { try visitFile(file.rawValue, names) }
        case .link: try visitLink(progress)
        default: break
        }
    }

    private mutating func visitLink(_ progress: [FileHashPattern.Progress]) throws(FileHashError) {
        guard options.followsLinks || selects(progress) else { return }
        switch try root.follow(names) {
        case .entry(let target):
            if FileHashRoot.isFolder(target.rawValue) {
                if options.followsLinks { try visitFolder(target.rawValue, progress) }
            } else if selects(progress) {
                try visitFile(target.rawValue, names)
            }
        case .outside: if selects(progress) { leavingLinks.append(path()) }
        case .nothing: break
        }
    }

    private mutating func visitFolder(_ folder: Int32, _ progress: [FileHashPattern.Progress]) throws(FileHashError) {
        guard chain.count < Self.deepest else {
            throw FileHashError("folders are more than \(Self.deepest) deep at \"\(path())\"")
        }
        if options.followsLinks {
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
        FileHashError("cannot \(operation) \"\(path)\": \(SystemError.text(of: SystemError.last(operation).errno))")
    }

    /// What libcrypto reports, as ours.
    static func wrap<Result>(_ body: () throws(DigestError) -> Result) throws(FileHashError) -> Result {
        do throws(DigestError) { return try body() } catch { throw FileHashError(error.description) }
    }

    static func check(_ deadline: UInt64) throws(FileHashError) {
        if monotonicNanoseconds() > deadline {
            throw FileHashError("the search did not end within \(FileHash.timeLimit) seconds; use narrower patterns")
        }
    }
}
