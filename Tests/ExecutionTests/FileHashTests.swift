import Digests
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Execution

@Suite struct FileHashTests {
    /// The files of the tables; each holds its own path.
    private static let files = [
        ".config/x.lock", "a.lock", "a/b/c.txt", "a/b.lock", "b/a.lock", "b/node_modules/n.lock", "b/x[1].txt", "go.sum", "z/é.txt",
        "é.lock",
    ]

    private func withTree(_ body: (URL) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let root = folder.appending(path: "ws").resolvingSymlinksInPath()
            for file in Self.files { try write(file, file, in: root) }
            try await body(root)
        }
    }

    private func write(_ text: String, _ path: String, in root: URL) throws {
        let url = root.appending(path: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// What the digest must be for files with these texts in this order.
    private func expected(_ texts: [String]) throws -> String {
        if texts.isEmpty { return "" }
        return Hex.text(try SHA256.digest(of: try texts.flatMap { try SHA256.digest(of: Array($0.utf8)) }))
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var patterns: [String]
        var files: [String]
    }

    static let cases = [
        Case(testDescription: "nothing matches", patterns: ["none"], files: []),
        Case(testDescription: "no pattern", patterns: [""], files: []),
        Case(testDescription: "a file", patterns: ["go.sum"], files: ["go.sum"]),
        Case(testDescription: "a leading dot segment", patterns: ["./go.sum"], files: ["go.sum"]),
        Case(testDescription: "case matters", patterns: ["GO.sum"], files: []),
        Case(testDescription: "a star stays in its folder", patterns: ["*.lock"], files: ["a.lock", "é.lock"]),
        Case(
            testDescription: "any depth, depth first, in byte order", patterns: ["**/*.lock"],
            files: [".config/x.lock", "a/b.lock", "a.lock", "b/a.lock", "b/node_modules/n.lock", "é.lock"]),
        Case(testDescription: "any depth in the middle holds none too", patterns: ["a/**/b.lock"], files: ["a/b.lock"]),
        Case(testDescription: "a folder means all below", patterns: ["a"], files: ["a/b/c.txt", "a/b.lock"]),
        Case(testDescription: "a folder with a slash too", patterns: ["a/"], files: ["a/b/c.txt", "a/b.lock"]),
        Case(testDescription: "a file with a slash is no folder", patterns: ["go.sum/"], files: []),
        Case(testDescription: "a star matches folders too", patterns: ["z*"], files: ["z/é.txt"]),
        Case(testDescription: "a question mark is one letter", patterns: ["z/?.txt"], files: ["z/é.txt"]),
        Case(testDescription: "a set", patterns: ["[a-c].lock"], files: ["a.lock"]),
        Case(testDescription: "a set that excludes", patterns: ["[!b-z].lock"], files: ["a.lock", "é.lock"]),
        Case(testDescription: "a set of one letter is that letter", patterns: ["b/x[[]1].txt"], files: ["b/x[1].txt"]),
        Case(testDescription: "escapes", patterns: [#"b/x\[1\].txt"#], files: ["b/x[1].txt"]),
        Case(testDescription: "an open bracket alone is a letter", patterns: ["b/x[1"], files: []),
        Case(
            testDescription: "a negated pattern takes away", patterns: ["b/**", "!**/node_modules/**"],
            files: ["b/a.lock", "b/x[1].txt"]),
        Case(
            testDescription: "a negated folder takes all below away", patterns: ["b/**\n!b/node_modules"],
            files: ["b/a.lock", "b/x[1].txt"]),
        Case(testDescription: "a later line wins", patterns: ["a.lock", "!a.lock", "a.lock"], files: ["a.lock"]),
        Case(testDescription: "twice negated is not", patterns: ["!!go.sum"], files: ["go.sum"]),
        Case(testDescription: "comments and blanks", patterns: ["# all\n\n  go.sum  \n"], files: ["go.sum"]),
        Case(
            testDescription: "the order of patterns is the order of places", patterns: ["z/é.txt", "a/b.lock"],
            files: ["z/é.txt", "a/b.lock"]),
        Case(testDescription: "a place within another is searched once", patterns: ["a/b/**", "a/**"], files: ["a/b/c.txt", "a/b.lock"]),
        Case(testDescription: "the same twice counts once", patterns: ["go.sum", "go.sum"], files: ["go.sum"]),
        Case(testDescription: "outside selects nothing", patterns: ["/etc/passwd", "/etc/**"], files: []),
    ]

    @Test(arguments: cases) func hashes(_ c: Case) async throws {
        try await withTree { root in
            let digest = try FileHash.hashFiles(patterns: c.patterns, followSymbolicLinks: false, root: root.path)
            #expect(try digest == expected(c.files))
        }
    }

    @Test func absolutePatternsAndThoseFromAboveWork() async throws {
        try await withTree { root in
            for pattern in ["\(root.path)/go.*", "/**/go.sum", "~/go.sum", "\(root.deletingLastPathComponent().path)/*/go.sum"] {
                let digest = try FileHash.hashFiles(patterns: [pattern], followSymbolicLinks: false, root: root.path, home: root.path)
                #expect(try digest == expected(["go.sum"]), "\(pattern)")
            }
        }
    }

    @Test(arguments: ["../x", "a/../b", "a/./b", "/./a"]) func relativeSegmentsAreErrors(pattern: String) {
        #expect(throws: FileHashError.self) { try FileHash.hashFiles(patterns: [pattern], followSymbolicLinks: false, root: "/tmp") }
    }

    @Test func theOptionIsUnderstoodAndOthersAreNot() async throws {
        try await withTree { root in
            let digest = try FileHash.hashFiles(arguments: ["--follow-symbolic-links", "go.sum"], root: root.path)
            #expect(try digest == expected(["go.sum"]))
            #expect(throws: FileHashError.self) { try FileHash.hashFiles(arguments: ["--fast", "go.sum"], root: root.path) }
        }
    }

    @Test func linksAreFollowedWithinTheRootOnly() async throws {
        try await withTree { root in
            let outside = root.deletingLastPathComponent().appending(path: "outside")
            try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
            try write("secret", "s.txt", in: outside)
            let links = [
                "l/file.txt": "../a/b/c.txt", "l/dir": "../a", "l/out.txt": "../../outside/s.txt", "l/outdir": outside.path,
                "l/broken": "nowhere", "l/self": "self", "l/up": "..", "l/abs.txt": "\(root.path)/go.sum", "l/etc": "/etc",
            ]
            try FileManager.default.createDirectory(at: root.appending(path: "l"), withIntermediateDirectories: true)
            for (link, target) in links { #expect(symlink(target, root.appending(path: link).path) == 0) }
            let plain = try FileHash.hashFiles(patterns: ["l/**"], followSymbolicLinks: false, root: root.path)
            #expect(try plain == expected(["go.sum", "a/b/c.txt"]))
            let through = try FileHash.hashFiles(patterns: ["l/dir/b.lock"], followSymbolicLinks: false, root: root.path)
            #expect(try through == expected(["a/b.lock"]))
            let followed = try FileHash.hashFiles(patterns: ["l/dir/**"], followSymbolicLinks: true, root: root.path)
            #expect(try followed == expected(["a/b/c.txt", "a/b.lock"]))
            // `up` leads to the root, and there to `l` again, which is above: that round ends.
            #expect(try !FileHash.hashFiles(patterns: ["l/**"], followSymbolicLinks: true, root: root.path).isEmpty)
        }
    }

    @Test func whatIsNoFileIsPassedOver() async throws {
        try await withTree { root in
            #expect(mkfifo(root.appending(path: "pipe.lock").path, 0o600) == 0)
            let digest = try FileHash.hashFiles(patterns: ["*.lock"], followSymbolicLinks: false, root: root.path)
            #expect(try digest == expected(["a.lock", "é.lock"]))
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root reads everything")) func anUnreadableFileIsAnError() async throws {
        try await withTree { root in
            #expect(chmod(root.appending(path: "go.sum").path, 0) == 0)
            #expect(throws: FileHashError.self) { try FileHash.hashFiles(patterns: ["*"], followSymbolicLinks: false, root: root.path) }
        }
    }

    @Test func veryDeepFoldersAreAnErrorNotACrash() async throws {
        try await withTree { root in
            var folder = open(root.path, O_RDONLY | O_DIRECTORY)
            for _ in 0..<600 {
                #expect(mkdirat(folder, "d", 0o755) == 0)
                let next = openat(folder, "d", O_RDONLY | O_DIRECTORY)
                close(folder)
                folder = next
            }
            close(folder)
            #expect(throws: FileHashError.self) { try FileHash.hashFiles(patterns: ["**"], followSymbolicLinks: false, root: root.path) }
        }
    }

    @Test func starsDoNotExplode() {
        let glob = FileHashGlob(Array(String(repeating: "*a", count: 30).utf8) + Array("b".utf8))
        #expect(!glob.matches(Array(String(repeating: "a", count: 250).utf8)))
    }
}
