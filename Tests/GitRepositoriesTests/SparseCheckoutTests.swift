import Foundation
import TestSupport
import Testing

@testable import GitRepositories

@Suite struct SparseCheckoutTests {
    struct Case: CustomTestStringConvertible {
        var patterns: [String]
        var usesCones = false
        var held: [String]
        var testDescription: String { patterns.joined(separator: ", ") + (usesCones ? " (cones)" : "") }
    }

    /// What there is to choose from.
    static let paths = ["README.md", "a/x.txt", "a/b/y.txt", "a/b/c/z.md", "d/x.txt", "d/b/w.txt", "src/main.c", "src/a/deep.c", "é/ü.txt"]

    static let cases = [
        Case(patterns: ["a"], usesCones: true, held: ["README.md", "a/x.txt", "a/b/y.txt", "a/b/c/z.md"]),
        Case(patterns: ["a/b/c/"], usesCones: true, held: ["README.md", "a/x.txt", "a/b/y.txt", "a/b/c/z.md"]),
        Case(patterns: ["d/b"], usesCones: true, held: ["README.md", "d/x.txt", "d/b/w.txt"]),
        Case(patterns: ["."], usesCones: true, held: ["README.md"]),
        Case(patterns: ["é"], usesCones: true, held: ["README.md", "é/ü.txt"]),
        Case(patterns: ["a"], held: ["a/x.txt", "a/b/y.txt", "a/b/c/z.md", "src/a/deep.c"]),
        Case(patterns: ["/a/"], held: ["a/x.txt", "a/b/y.txt", "a/b/c/z.md"]),
        Case(patterns: ["*.md"], held: ["README.md", "a/b/c/z.md"]),
        Case(patterns: ["/*", "!/a/"], held: ["README.md", "d/x.txt", "d/b/w.txt", "src/main.c", "src/a/deep.c", "é/ü.txt"]),
        Case(patterns: ["/a/", "!/a/b/", "/a/b/c/"], held: ["a/x.txt", "a/b/c/z.md"]),
        Case(patterns: ["a/*/y.txt"], held: ["a/b/y.txt"]),
        Case(patterns: ["**/b"], held: ["a/b/y.txt", "a/b/c/z.md", "d/b/w.txt"]),
        Case(patterns: ["a/**/z.md"], held: ["a/b/c/z.md"]),
        Case(patterns: ["a/**"], held: ["a/x.txt", "a/b/y.txt", "a/b/c/z.md"]),
        Case(patterns: ["[ad]/x.txt"], held: ["a/x.txt", "d/x.txt"]),
        Case(patterns: ["[!a]/x.txt"], held: ["d/x.txt"]),
        Case(patterns: ["?/x.txt"], held: ["a/x.txt", "d/x.txt"]),
        Case(patterns: ["# comment", "", "src/main.c"], held: ["src/main.c"]),
    ]

    @Test(arguments: cases) func holdsWhatGitWould(_ c: Case) async throws {
        let sparse = try SparseCheckout(patterns: c.patterns, usesCones: c.usesCones)
        var filter = SparseFilter(sparse)
        let held = Self.paths.filter { filter.holds(Array($0.utf8)) }
        #expect(held == c.held)
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder)
            try test.commit(Self.paths)
            try test.write(".git/info/sparse-checkout", sparse.fileText)
            try test.git("config", "core.sparseCheckout", "true")
            try test.git("config", "core.sparseCheckoutCone", c.usesCones ? "true" : "false")
            try test.git("config", "core.quotePath", "false")
            try test.git("read-tree", "-mu", "HEAD")
            let listed = try test.git("ls-files", "-t").split(separator: "\n").filter { $0.hasPrefix("H ") }.map { String($0.dropFirst(2)) }
            #expect(listed.sorted() == c.held.sorted())
        }
    }

    @Test(arguments: [false, true]) func gitSeesASparseCopyAsClean(_ isWorkTree: Bool) async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.commit(Self.paths)
            let old = try test.git("rev-parse", "HEAD")
            if !isWorkTree { try test.commit(["later"]) }
            try FileManager.default.createDirectory(at: folder.appending(path: "w"), withIntermediateDirectories: true)
            var request = CopyRequest(root: folder.appending(path: "w").path)
            request.sparse = try SparseCheckout(patterns: ["d/b"], usesCones: true)
            let repository = try test.open()
            let report = isWorkTree ? try repository.copyWorkTree(request) : try repository.checkOut(commit: old, request)
            #expect(report.files == 3)
            let copy = TestRepository(existing: folder.appending(path: "w"))
            #expect(try copy.git("status", "--porcelain") == "")
            #expect(try copy.git("sparse-checkout", "list") == "d/b")
            #expect(try copy.git("ls-files", "-t", "a").split(separator: "\n").allSatisfy { $0.hasPrefix("S ") })
            try copy.git("sparse-checkout", "add", "a")
            #expect(try copy.read("a/b/y.txt").hasPrefix("a/b/y.txt"))
        }
    }

    @Test(arguments: ["/a", "!a", "a/*", "a[b]"]) func conesAreFolders(_ pattern: String) {
        #expect(throws: GitError.self) { try SparseCheckout(patterns: [pattern], usesCones: true) }
    }

    @Test func aHostilePatternTakesNoTime() throws {
        let pattern = String(repeating: "*a", count: 200) + "b"
        var filter = SparseFilter(try SparseCheckout(patterns: [pattern, String(repeating: "**/a*", count: 50) + "b"], usesCones: false))
        let held = [
            filter.holds(Array(String(repeating: "a", count: 300).utf8)),
            filter.holds(Array((String(repeating: "a/", count: 100) + "c").utf8)),
        ]
        #expect(held == [false, false])
    }
}
