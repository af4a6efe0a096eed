import GitRepositories

/// Looks at the files of a commit before any is written: sizes, and links that lead out of the tree.
struct TreeCheck {
    private let limits: FetchLimits
    /// The targets of the links by their paths.
    private var links: [[UInt8]: [UInt8]] = [:]

    private static let slash = UInt8(ascii: "/")
    /// Links that one path may lead through (the system's own limit).
    private static let mostLinks = 40

    init(limits: FetchLimits) {
        self.limits = limits
    }

    /// Why a commit is refused, and what to do.
    struct Refusal {
        var reason: String
        var remedy = "use another version of it, or a fork that is mended"
    }

    /// - Returns: Nothing when the commit may be written.
    mutating func refusal(of files: [CommitFile]) -> Refusal? {
        var total = 0
        for file in files {
            guard file.size <= limits.file else {
                return Refusal(reason: limits.complaint(file: file.path, file.size), remedy: FetchLimits.sizeRemedy)
            }
            total += file.size
            guard total <= limits.repository else {
                return Refusal(
                    reason: "its files are larger than the limit of \(FetchLimits.text(limits.repository))", remedy: FetchLimits.sizeRemedy)
            }
            if case .symlink(let target) = file.kind { links[file.bytes] = target }
        }
        for (path, target) in links.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) where leaves(path, target) {
            return Refusal(reason: "the link \"\(Self.text(path))\" leads out of the repository, to \"\(Self.text(target))\"")
        }
        return nil
    }

    /// Walks as the system would, over other links too: `a/../x` is not `x` where `a` is a link.
    private func leaves(_ path: [UInt8], _ target: [UInt8]) -> Bool {
        var place = parts(path)
        place.removeLast()
        var waiting = Array(parts(target).reversed())
        var followed = 1
        if target.first == Self.slash { return true }
        while let part = waiting.popLast() {
            switch part {
            case [UInt8(ascii: ".")]: continue
            case [UInt8(ascii: "."), UInt8(ascii: ".")]:
                if place.isEmpty { return true }
                place.removeLast()
            default:
                guard let next = links[Array((place + [part]).joined(separator: [Self.slash]))] else {
                    place.append(part)
                    continue
                }
                followed += 1
                if next.first == Self.slash { return true }
                // A loop leads nowhere.
                if followed > Self.mostLinks { return false }
                waiting += parts(next).reversed()
            }
        }
        return false
    }

    private func parts(_ path: [UInt8]) -> [[UInt8]] {
        path.split(separator: Self.slash).map(Array.init)
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
