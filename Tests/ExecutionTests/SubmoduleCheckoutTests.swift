import Foundation
import Events
import GitRepositories
import Planning
import RunRecords
import TestSupport
import Testing

@testable import Execution

/// Submodules of the built-in checkout: `inner` in `middle` in the run's repository.
@Suite struct SubmoduleCheckoutTests {
    private func repositories(_ folder: URL) throws -> TestRepository {
        let inner = try TestRepository(folder.appending(path: "inner"))
        try inner.commit(["i"])
        let middle = try TestRepository(folder.appending(path: "middle"))
        try middle.commit(["m"])
        try middle.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../inner", "deep")
        try middle.git("commit", "-q", "-m", "inner")
        let outer = try TestRepository(folder.appending(path: "outer"))
        try outer.commit(["o"])
        try outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../middle", "libs/mid")
        try outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive")
        try outer.git("commit", "-q", "-m", "middle")
        return outer
    }

    @Test func theWorkTreeHasThem() async throws {
        try await withTemporaryFolder { folder in
            let outer = try repositories(folder)
            try outer.write("libs/mid/m", "changed\n")
            let story = try await Story.run(
                steps: """
                    - uses: actions/checkout@v6
                    - run: ls libs/mid | wc -l
                    - {uses: actions/checkout@v6, with: {submodules: true}}
                    - run: cat libs/mid/m; ls libs/mid/deep | wc -l; git status --porcelain; git submodule status | cut -c1,42-
                    - {uses: actions/checkout@v6, with: {submodules: recursive, path: p}}
                    - run: cat p/libs/mid/deep/i; cd p; git submodule foreach --quiet --recursive 'git log -1 --format=%s'
                    """, in: outer.folder)
            #expect(story.conclusion == .success)
            #expect(
                story.printed == [
                    "0", "changed", "0", " M libs/mid", "  libs/mid (heads/main)", "i change", "inner", "change",
                ])
        }
    }

    @Test func theirRepositoriesServeOtherCommits() async throws {
        try await withTemporaryFolder { folder in
            let outer = try repositories(folder)
            try outer.git("tag", "old")
            let mid = TestRepository(existing: outer.folder.appending(path: "libs/mid"))
            try mid.git("config", "user.name", "Ada")
            try mid.git("config", "user.email", "ada@example.org")
            try mid.commit(["new"])
            try outer.git("add", "-A")
            try outer.git("commit", "-q", "-m", "later")
            try FileManager.default.removeItem(at: outer.folder.appending(path: "libs/mid"))
            let story = try await Story.run(
                steps: """
                    - {uses: actions/checkout@v6, with: {submodules: recursive, ref: old}}
                    - run: ls libs/mid; cat libs/mid/deep/i; git status --porcelain
                    """, in: outer.folder)
            #expect(story.conclusion == .success)
            #expect(story.printed == ["deep", "m", "i change"])
        }
    }
}
