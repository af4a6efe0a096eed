import Foundation
import Events
import GitRepositories
import Planning
import RunRecords
import TestSupport
import Testing

@testable import Execution

/// The built-in checkout, with real processes and a real repository: commits `one` (tag `first`) and `two`, changes on top.
@Suite struct CheckoutTests {
    private func run(_ steps: String, in folder: URL, adjust: (inout RunRequest) -> Void = { _ in }) async throws -> Story {
        let repository = try await HostRunTests.repository(in: folder)
        let text = steps.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
        return try await Story.run(
            "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n\(text)\n", engine: HostRunTests.engine, workTree: folder.path
        ) { request in
            request.repository = repository
            request.plan.event.sha = (try? repository.head().sha) ?? ""
            adjust(&request)
        }
    }

    @Test func refsAreLookedUpAsGitHubDoes() async throws {
        try await withTemporaryFolder { folder in
            let story = try await run(
                """
                - {uses: actions/checkout@v5, with: {ref: first}}
                - run: git describe --tags && git status -sb
                - {uses: actions/checkout@v5, with: {ref: main}}
                - run: cat tracked.txt && git rev-parse --abbrev-ref HEAD
                - {uses: actions/checkout@v5, with: {ref: "${{ github.ref }}", path: a}}
                - {uses: actions/checkout@v5, with: {ref: "${{ github.sha }}", path: b}}
                - run: cat a/tracked.txt b/tracked.txt
                - {name: unknown, continue-on-error: true, uses: actions/checkout@v5, with: {ref: nope}}
                - {name: revision, continue-on-error: true, uses: actions/checkout@v5, with: {ref: HEAD~1}}
                - {name: pull, continue-on-error: true, uses: actions/checkout@v5, with: {ref: refs/pull/3/merge}}
                """, in: folder)
            #expect(story.printed == ["first", "## HEAD (no branch)", "changed", "main", "changed", "changed"])
            for name in ["unknown", "revision", "pull"] { #expect(story.steps().contains("\(name): failure/success")) }
            #expect(story.annotations.filter { $0.contains("there is none here") }.count == 3)
        }
    }

    @Test func theRefOfAPullRequestIsItsEvent() async throws {
        try await withTemporaryFolder { folder in
            let steps = """
                - uses: actions/checkout@v5
                - run: cat tracked.txt && git status -sb | head -1
                - {uses: actions/checkout@v5, with: {ref: refs/pull/7/merge}}
                """
            let story = try await run(steps, in: folder) { $0.plan.event.ref = "refs/pull/7/merge" }
            #expect(story.printed == ["changed", "## HEAD (no branch)"])
            #expect(story.conclusion == .success)
        }
    }

    @Test func aSecondCheckoutRestoresTheTree() async throws {
        try await withTemporaryFolder { folder in
            let story = try await run(
                """
                - uses: actions/checkout@v5
                - run: echo spoiled > tracked.txt; touch junk
                - uses: actions/checkout@v5
                - run: cat tracked.txt; ls
                - run: echo spoiled > tracked.txt; touch junk
                - {uses: actions/checkout@v5, with: {clean: false}}
                - run: cat tracked.txt; ls
                """, in: folder)
            #expect(story.printed == ["changed", "new.txt", "tracked.txt", "changed", "junk", "new.txt", "tracked.txt"])
        }
    }

    @Test func inputsAreHonouredNamedOrRefused() async throws {
        try await withTemporaryFolder { folder in
            let story = try await run(
                """
                - {uses: actions/checkout@v5, with: {token: t, persist-credentials: false, set-safe-directory: true, nonsense: 1}}
                - {name: server, continue-on-error: true, uses: actions/checkout@v5, with: {github-server-url: "https://git.example"}}
                - {name: own, uses: actions/checkout@v5, with: {github-server-url: "https://GitHub.com/", repository: Octo/Cat}}
                - {name: sparse, continue-on-error: true, uses: actions/checkout@v5, with: {sparse-checkout: docs}}
                - {name: clean, continue-on-error: true, uses: actions/checkout@v5, with: {clean: maybe}}
                - {name: depth, continue-on-error: true, uses: actions/checkout@v5, with: {fetch-depth: -1}}
                - {name: all, uses: actions/checkout@v5, with: {fetch-depth: 0, submodules: recursive, lfs: true}}
                - run: git log --oneline | wc -l
                """, in: folder)
            #expect(story.log.contains { $0.text == "Without effect here: persist-credentials, set-safe-directory, token" })
            #expect(
                story.annotations.first?.hasPrefix("warning: Unexpected input(s) 'nonsense', valid inputs are ['repository', 'ref', ")
                    == true)
            for name in ["server", "sparse", "clean", "depth"] { #expect(story.steps().contains("\(name): failure/success")) }
            #expect(story.annotations.dropFirst().allSatisfy { $0.hasPrefix("error: ci.yml:") })
            #expect(story.printed == ["2"])
            #expect(story.conclusion == .success)
        }
    }

    @Test func theStateFolderStaysBehind() async throws {
        let names = ["new.txt", "tracked.txt"]
        for (steps, printed) in [("- uses: actions/checkout@v5\n- run: ls -A", [".git"] + names), ("- run: ls -A", names)] {
            try await withTemporaryFolder { folder in
                let story = try await run(steps, in: folder) { request in
                    let state = folder.appending(path: "kept")
                    if let directory = try? StateFolder(path: state.path).createRun() { request.directory = directory }
                    try? FileManager.default.removeItem(at: state.appending(path: ".gitignore"))
                }
                #expect(story.printed == printed)
            }
        }
    }
}
