import Foundation
import TestSupport
import Testing

@testable import GitRepositories

@Suite struct GitRepositoryTests {
    @Test func isFoundFromAFolderBelow() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.write("a/b/c.txt")
            let found = try GitRepository.discover(from: folder.appending(path: "r/a/b").path)
            #expect(found.workTree == folder.appending(path: "r").path)
            #expect(found.gitFolder == folder.appending(path: "r/.git").path)
        }
    }

    @Test func isNotFoundOutsideOne() async throws {
        try await withTemporaryFolder { folder in
            let error = #expect(throws: GitError.self) { try GitRepository.discover(from: folder.path) }
            #expect(error?.kind == .notARepository)
        }
    }

    @Test func linkedWorkTreesShareTheMainFolder() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "main"))
            try test.commit(["a"])
            try test.git("worktree", "add", "-q", "-b", "side", "../linked")
            let linked = try GitRepository.discover(from: folder.appending(path: "linked").path)
            #expect(linked.workTree == folder.appending(path: "linked").path)
            #expect(linked.commonFolder == folder.appending(path: "main/.git").path)
            #expect(try linked.head().ref == "refs/heads/side")
            #expect(try linked.workTreeFiles().map(\.path) == ["a"])
        }
    }

    @Test func bareRepositoriesHaveNoWorkTree() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "bare.git"), options: ["--bare", "-b", "trunk"])
            let bare = try test.open()
            #expect(bare.workTree == nil)
            #expect(bare.defaultBranch() == "trunk")
            #expect(throws: GitError.self) { try bare.workTreeFiles() }
        }
    }

    @Test func unreadableFormatsAreNamed() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"), options: ["--object-format=sha256"])
            let error = #expect(throws: GitError.self) { try test.open() }
            #expect(error?.kind == .unsupported)
            #expect(error?.reason.contains("SHA-256") == true, "\(error?.reason ?? "")")
        }
    }

    @Test func harmlessExtensionsAreRead() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.commit(["a"])
            try test.git("config", "core.repositoryformatversion", "1")
            try test.git("config", "extensions.worktreeConfig", "true")
            try test.git("config", "extensions.partialClone", "origin")
            #expect(try test.open().workTreeFiles().count == 1)
        }
    }

    @Test func headIsABranchOrACommitOrNothingYet() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            #expect(try test.open().head() == Head(sha: nil, ref: "refs/heads/main"))
            let first = try test.commit(["a"])
            #expect(try test.open().head() == Head(sha: first, ref: "refs/heads/main"))
            try test.git("tag", "v1")
            try test.git("tag", "-a", "-m", "x", "v0")
            try test.git("checkout", "-q", "--detach")
            #expect(try test.open().head() == Head(sha: first, ref: nil, tag: "refs/tags/v0"))
            #expect(try test.open().tags(at: first) == ["refs/tags/v1", "refs/tags/v0"])
            #expect(try test.open().resolve("v0") == first)
        }
    }

    @Test func settingsAreRaw() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.git("remote", "add", "origin", "https://github.com/o/n.git")
            try test.git("config", "url.https://mirror/.insteadOf", "https://github.com/")
            let repository = try test.open()
            #expect(repository.remoteURL("origin") == "https://github.com/o/n.git")
            #expect(repository.remoteURL("other") == nil)
            #expect(repository.userName() == "Ada")
            #expect(repository.userEmail() == "ada@example.org")
        }
    }

    @Test func theDefaultBranchIsTheOneOfOriginFirst() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"), options: ["-b", "work"])
            try test.commit(["a"])
            #expect(try test.open().defaultBranch() == "work")
            try test.git("branch", "master")
            #expect(try test.open().defaultBranch() == "master")
            try test.git("branch", "special")
            try test.git("config", "init.defaultBranch", "special")
            #expect(try test.open().defaultBranch() == "special")
            try test.git("update-ref", "refs/remotes/origin/develop", "HEAD")
            try test.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop")
            #expect(try test.open().defaultBranch() == "develop")
        }
    }

    @Test func theUpstreamIsARemoteTrackingRef() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.commit(["a"])
            #expect(try test.open().upstream() == nil)
            try test.git("remote", "add", "origin", "https://example.org/x")
            try test.git("config", "branch.main.remote", "origin")
            try test.git("config", "branch.main.merge", "refs/heads/main")
            #expect(try test.open().upstream() == "refs/remotes/origin/main")
        }
    }

    @Test func historyIsWalkedNewestFirst() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            let first = try test.commit(["a"], message: "one")
            try test.git("branch", "side")
            let second = try test.commit(["b"], message: "two")
            let third = try test.commit(["c"], message: "three\n\nbody")
            let repository = try test.open()
            #expect(try repository.commits(to: third, excluding: [first], limit: 10).map(\.sha) == [third, second])
            #expect(try repository.commits(to: third, excluding: [], limit: 2).map(\.sha) == [third, second])
            #expect(
                try repository.commits(to: third, excluding: [String(repeating: "ab", count: 20)], limit: 9).count == 3,
                "an old tip that is gone")
            let commit = try repository.commit(third)
            #expect(commit.message == "three\n\nbody\n")
            #expect(commit.parents == [second])
            #expect(commit.treeID == (try test.git("rev-parse", "HEAD^{tree}")))
            #expect(commit.author == .init(name: "Ada", email: "ada@example.org", time: 1_773_476_813, offset: 60))
            #expect(repository.mergeBase(first, third) == first)
            #expect(!repository.hasCommit(String(repeating: "ab", count: 20)))
            #expect(throws: GitError.self) { try repository.commit("abc") }
        }
    }

    @Test func changedPathsAreThoseOfBothTrees() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            let first = try test.commit(["a", "d/e", "gone"])
            try FileManager.default.removeItem(at: test.folder.appending(path: "gone"))
            let second = try test.commit(["d/e", "new"], message: "second")
            let repository = try test.open()
            #expect(try repository.changedPaths(from: nil, to: first) == ["a", "d/e", "gone"])
            #expect(try repository.changedPaths(from: first, to: second) == ["d/e", "gone", "new"])
            #expect(try repository.changedPathsInWorkTree(from: second) == [])
            try test.write(".gitignore", "*.log\n")
            try test.write("x.log")
            try test.write("u/v")
            try test.write("a", "other\n")
            #expect(try repository.changedPathsInWorkTree(from: second) == [".gitignore", "a", "u/v"])
            #expect(try repository.changedPathsInWorkTree(from: nil).contains("d/e"))
        }
    }

    struct URLCase: CustomTestStringConvertible {
        var testDescription: String
        var url: String
        var clean: String
    }

    static let urls = [
        URLCase(testDescription: "password", url: "https://me:token@host/a/b", clean: "https://host/a/b"),
        URLCase(testDescription: "token alone", url: "https://token@host/a/b", clean: "https://host/a/b"),
        URLCase(testDescription: "at sign in the path", url: "https://host/a@b", clean: "https://host/a@b"),
        URLCase(testDescription: "scp form", url: "git@host:a/b.git", clean: "git@host:a/b.git"),
        URLCase(testDescription: "ssh user", url: "ssh://git@host/a", clean: "ssh://git@host/a"),
        URLCase(testDescription: "a folder", url: "/srv/git/a.git", clean: "/srv/git/a.git"),
    ]

    @Test(arguments: urls) func credentialsAreTakenOutOfURLs(_ c: URLCase) {
        #expect(GitRepository.withoutCredentials(c.url) == c.clean)
    }
}
