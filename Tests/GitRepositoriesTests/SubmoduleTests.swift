import Foundation
import GitRepositories
import TestSupport
import Testing

@Suite struct SubmoduleTests {
    /// A repository with a gitlink at each path, and a `.gitmodules` as given.
    private func repository(_ folder: URL, _ modules: String, paths: [String]) throws -> GitRepository {
        let test = try TestRepository(folder)
        let sha = try test.commit(["a"])
        try test.write(".gitmodules", modules)
        try test.git("add", ".gitmodules")
        for path in paths { try test.git("update-index", "--add", "--cacheinfo", "160000,\(sha),\(path)") }
        try test.git("commit", "-q", "-m", "modules")
        return try test.open()
    }

    @Test func areReadAsGitDoes() async throws {
        try await withTemporaryFolder { folder in
            let modules = """
                # comment
                [submodule "one"]
                \tpath = libs/one ; comment
                \tURL = "https://example.org/a b.git"
                [submodule "t.w \\"o"]
                \tpath = two
                [submodule "gone"]
                \tpath = gone
                [core]
                \tpath = x
                """
            let found = try repository(folder, modules, paths: ["libs/one", "two"]).submodules(at: "HEAD")
            #expect(found.map(\.name) == ["one", "t.w \"o"])
            #expect(found.map(\.path) == ["libs/one", "two"])
            #expect(found.map(\.url) == ["https://example.org/a b.git", nil])
            #expect(found.allSatisfy { $0.commit.count == 40 })
        }
    }

    static let hostile = [
        "[submodule \"../../x\"]\npath = s", "[submodule \"a/../../b\"]\npath = s", "[submodule \"-x\"]\npath = s",
        "[submodule \"/etc\"]\npath = s", "[submodule \"a\\\\..\\\\b\"]\npath = s", "[submodule \"x\" path = s", "[submodule \"x\"]\n!!",
        "[submodule \"x\"]\npath = \"s", "[submodule \"x\ny\"]\npath = s",
    ]

    @Test(arguments: hostile) func namesThatLeadElsewhereAreRefused(_ modules: String) async throws {
        try await withTemporaryFolder { folder in
            let repository = try repository(folder, modules + "\n", paths: ["s"])
            #expect(throws: GitError.self) { try repository.submodules(at: "HEAD") }
        }
    }

    @Test func aLinkIsNoModulesFile() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder)
            try test.commit(["a"])
            try test.write("target", "/etc/passwd")
            let blob = try test.git("hash-object", "-w", "target")
            // git itself adds no such link, but a tree made by hand may hold it.
            try test.write("tree", "120000 blob \(blob)\t.gitmodules\n")
            let tree = try test.git("-c", "alias.t=!git mktree < tree", "t")
            let commit = try test.git("commit-tree", "-m", "link", tree)
            try test.git("update-ref", "HEAD", commit)
            #expect(try test.open().submodules(at: "HEAD") == [])
        }
    }
}
