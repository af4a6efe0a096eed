import Digests
import Glibc
import LinuxSystem

/// `hashFiles` can't be answered; the message says why.
package struct FileHashError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The function `hashFiles`: one digest over the files that patterns select in a workspace.
///
/// The patterns are GitHub's (@actions/glob): `*`, `?`, `[…]`, `**`, `!` negates, `#` comments, later lines win, what lies below a match
/// matches too. The digest is SHA-256 over the files' digests, depth first, the names of a folder in byte order.
package enum FileHash {
    /// Seconds after which GitHub gives up, and we do.
    package static let timeLimit = 120

    private static let followOption = "--follow-symbolic-links"

    /// Answers a call of the function: its first argument may be `--follow-symbolic-links`.
    ///
    /// - Throws: `FileHashError`; also for another option.
    package static func hashFiles(arguments: [String], root: String) throws(FileHashError) -> String {
        guard let first = arguments.first, first.hasPrefix("--") else {
            return try hashFiles(patterns: arguments, followSymbolicLinks: false, root: root)
        }
        guard first.lowercased() == followOption else {
            throw FileHashError("hashFiles knows no option \"\(first)\"; the only one is \"\(followOption)\"")
        }
        return try hashFiles(patterns: Array(arguments.dropFirst()), followSymbolicLinks: true, root: root)
    }

    /// The digest in hex; empty when no file is selected.
    ///
    /// Reads nothing outside the root: patterns and links that lead there select nothing. Only regular files count. Blocks while it reads.
    ///
    /// - Parameters:
    ///   - patterns: Relative to the root, or absolute, or from `~`; each may hold several lines.
    ///   - followSymbolicLinks: Whether linked folders are entered; linked files are read in any case.
    ///   - root: The absolute path of the workspace.
    ///   - home: What `~` stands for.
    /// - Throws: For `.` and `..` in a pattern, files that can't be read, and after `timeLimit` seconds.
    package static func hashFiles(
        patterns: [String], followSymbolicLinks: Bool, root: String, home: String = "/root"
    ) throws(FileHashError) -> String {
        let parsed = try FileHashPattern.read(patterns, root: root, home: home)
        guard parsed.contains(where: { !$0.isNegated }) else { return "" }
        let deadline = monotonicNanoseconds() + UInt64(FileHash.timeLimit) * 1_000_000_000
        var sum = try FileHashError.wrap { () throws(DigestError) in try FileHashSum(deadline: deadline) }
        var walk = FileHashWalk(
            patterns: parsed, root: try FileHashRoot(path: root), rootPath: root,
            options: FileHashWalk.Options(followsLinks: followSymbolicLinks, deadline: deadline)
        ) { (file, names) throws(FileHashError) in
            try sum.add(file) { root + names.map { "/" + String(decoding: $0, as: UTF8.self) }.joined() }
        }
        for place in FileHashWalk.searchPlaces(of: parsed, root: root) { try walk.search(place) }
        return try sum.result()
    }
}

/// Reads files and hashes their digests.
struct FileHashSum {
    private let file: SHA256
    private let total: SHA256
    private(set) var count = 0
    private let buffer: UnsafeBuffer
    private let deadline: UInt64

    /// Memory that goes with its owner.
    private final class UnsafeBuffer {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 * 1024, alignment: 16)

        deinit { bytes.deallocate() }
    }

    init(deadline: UInt64) throws(DigestError) {
        file = try SHA256()
        total = try SHA256()
        buffer = UnsafeBuffer()
        self.deadline = deadline
    }

    /// Adds an open regular file.
    mutating func add(_ descriptor: Int32, path: () -> String) throws(FileHashError) {
        while true {
            let count = read(descriptor, buffer.bytes.baseAddress, buffer.bytes.count)
            if count == 0 { break }
            guard count > 0 else { throw FileHashError.of("read", path()) }
            let part = UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count])
            try FileHashError.wrap { () throws(DigestError) in try file.update(part) }
            try FileHashError.check(deadline)
        }
        try FileHashError.wrap { () throws(DigestError) in try total.update(try file.finish()) }
        count += 1
    }

    func result() throws(FileHashError) -> String {
        if count == 0 { return "" }
        return try FileHashError.wrap { () throws(DigestError) in Hex.text(try total.finish()) }
    }
}
