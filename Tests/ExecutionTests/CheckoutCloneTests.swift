import Actions
import Events
import Foundation
import GitRepositories
import Planning
import RunRecords
import TestSupport
import Testing

@testable import Execution

/// Other repositories and submodules that are not here, from folders that stand for servers.
@Suite struct CheckoutCloneTests {
    /// `SERVER/octo/lib` with three commits, a tag and a branch, and a work tree that is run.
    private struct World {
        let lib: TestRepository
        let outer: TestRepository
        let server: URL

        init(_ folder: URL) throws {
            server = folder.appending(path: "server")
            lib = try TestRepository(server.appending(path: "octo/lib"))
            try lib.commit(["one"])
            try lib.git("tag", "-a", "v1", "-m", "v1")
            try lib.git("checkout", "-q", "-b", "side")
            try lib.commit(["two"])
            try lib.git("checkout", "-q", "main")
            try lib.commit(["three"])
            outer = try TestRepository(server.appending(path: "octo/cat"))
            try outer.commit(["o"])
        }

        func run(_ steps: String, token: String? = nil) async throws -> Story {
            try await Story.run(steps: steps, in: outer.folder) { request in
                request.actions = ActionStore(
                    folder: server.path + "/store", sources: ActionSources([.init(template: "file://\(server.path)/{owner}/{repo}")]),
                    token: token)
            }
        }
    }

    @Test func anotherRepositoryIsFetched() async throws {
        try await withTemporaryFolder { folder in
            let world = try World(folder)
            let side = try world.lib.git("rev-parse", "side")
            let story = try await world.run(
                """
                - {id: a, uses: actions/checkout@v6, with: {repository: octo/lib}}
                - run: ls; git status -sb | head -1; git log --oneline | wc -l; git config remote.origin.url; git tag | wc -l
                - run: echo "${{ steps.a.outputs.ref }}"; git config --get-regexp extraheader || git push origin main 2>&1 | cut -c1-5 | head -1
                - {uses: actions/checkout@v6, with: {repository: octo/lib, ref: v1, path: tag, fetch-depth: 0}}
                - run: ls; cd tag; ls; git describe; git branch -r | sed 's/ //g' | tr '\\n' ' '
                - {uses: actions/checkout@v6, with: {repository: octo/lib, ref: side, path: side}}
                - run: ls side; git -C side branch --show-current
                - {id: s, uses: actions/checkout@v6, with: {repository: octo/lib, ref: \(side), path: sha, sparse-checkout: x}}
                - run: ls sha; git -C sha status --porcelain; echo "[${{ steps.s.outputs.ref }}]"; cat tag/one
                """, token: "secret")
            #expect(story.conclusion == .success)
            #expect(
                story.printed == [
                    "one", "three", "## main...origin/main", "1", "https://github.com/octo/lib", "0", "refs/heads/main", "fatal",
                    "one", "tag", "three", "one", "v1", "origin/main origin/side ", "one", "two", "side", "one", "two", "[]", "one change",
                ])
        }
    }

    @Test func whatCantBeFetchedSaysWhy() async throws {
        try await withTemporaryFolder { folder in
            let world = try World(folder)
            let story = try await world.run(
                """
                - {name: a, continue-on-error: true, uses: actions/checkout@v6, with: {repository: octo/none}}
                - {name: b, continue-on-error: true, uses: actions/checkout@v6, with: {repository: octo/lib, ref: nope}}
                - {name: c, continue-on-error: true, uses: actions/checkout@v6, with: {repository: octo/lib, lfs: true}}
                - {name: d, continue-on-error: true, uses: actions/checkout@v6, with: {github-server-url: "ext::sh -c id"}}
                - {name: e, continue-on-error: true, uses: actions/checkout@v6, with: {repository: octo/lib, ref: "--upload-pack=id"}}
                """)
            #expect(story.steps() == ["a", "b", "c", "d", "e"].map { "\($0): failure/success" })
            #expect(story.annotations.allSatisfy { $0.hasPrefix("error: ci.yml:") })
            #expect(story.annotations[1].contains("no branch or tag of that name"))
        }
    }

    @Test func aSubmoduleBesideTheOriginIsFetched() async throws {
        try await withTemporaryFolder { folder in
            let world = try World(folder)
            let sha = try world.lib.git("rev-parse", "HEAD")
            try world.outer.git("remote", "add", "origin", world.server.path + "/octo/cat")
            try world.outer.write(".gitmodules", "[submodule \"lib\"]\n\tpath = libs/l\n\turl = ../lib\n")
            try world.outer.git("add", ".gitmodules")
            try world.outer.git("update-index", "--add", "--cacheinfo", "160000,\(sha),libs/l")
            try world.outer.git("commit", "-q", "-m", "module")
            let story = try await world.run(
                """
                - {uses: actions/checkout@v6, with: {submodules: true}}
                - run: ls libs/l; git status --porcelain; git submodule status | cut -c1,42-
                """)
            #expect(story.conclusion == .success)
            #expect(story.printed.prefix(2) == ["one", "three"])
            #expect(story.printed.last?.contains("libs/l") == true && story.printed.count == 3)
        }
    }

    @Test(arguments: ["file:///etc", "ext::sh -c touch% /tmp/x", "--upload-pack=touch", "/etc", "../../../etc"])
    func hostileSubmodulesAreRefused(_ url: String) async throws {
        try await withTemporaryFolder { folder in
            let world = try World(folder)
            let sha = try world.lib.git("rev-parse", "HEAD")
            try world.outer.git("remote", "add", "origin", world.server.path + "/octo/cat")
            try world.outer.write(".gitmodules", "[submodule \"lib\"]\n\tpath = l\n\turl = \(url)\n")
            try world.outer.git("add", ".gitmodules")
            try world.outer.git("update-index", "--add", "--cacheinfo", "160000,\(sha),l")
            try world.outer.git("commit", "-q", "-m", "module")
            let story = try await world.run("- {uses: actions/checkout@v6, with: {submodules: recursive}}")
            #expect(story.conclusion == .failure)
            #expect(story.annotations.first?.contains("submodule \"l\" is not fetched from") == true)
        }
    }
}
