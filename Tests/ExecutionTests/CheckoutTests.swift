import Foundation
import Events
import Expressions
import GitRepositories
import Planning
import RunRecords
import TestSupport
import Testing

@testable import Execution

/// The built-in checkout, with real processes and a real repository: commits `one` (tag `first`) and `two`, changes on top.
@Suite struct CheckoutTests {
    private func run(_ steps: String, in folder: URL, adjust: (inout RunRequest) -> Void = { _ in }) async throws -> Story {
        _ = try await HostRunTests.repository(in: folder)
        return try await Story.run(steps: steps, in: folder, adjust: adjust)
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

    @Test func inputsAreHonouredOrRefused() async throws {
        try await withTemporaryFolder { folder in
            let refused = [
                "clean: maybe", "fetch-depth: -1", "ssh-key: k", "path: ../x", "path: .git/hooks", "repository: x", "submodules: some",
                "sparse-checkout: a/*", "ref: --upload-pack=x",
            ]
            let steps = refused.map { "- {name: \"\($0)\", continue-on-error: true, uses: actions/checkout@v6, with: {\($0)}}" }
            let story = try await run(
                """
                - {uses: actions/checkout@v6, with: {token: t, persist-credentials: false, set-safe-directory: true, nonsense: 1}}
                - {name: own, uses: actions/checkout@v6, with: {github-server-url: "https://GitHub.com/", repository: Octo/Cat}}
                \(steps.joined(separator: "\n"))
                - {name: all, uses: actions/checkout@v6, with: {fetch-depth: 0, submodules: recursive, lfs: true, ssh-key: ""}}
                - run: git log --oneline | wc -l; git config --get-regexp extraheader || echo none
                """, in: folder)
            #expect(
                story.annotations.first?.hasPrefix("warning: Unexpected input(s) 'nonsense', valid inputs are ['repository', 'ref', ")
                    == true)
            for name in refused { #expect(story.steps().contains("\(name): failure/success")) }
            #expect(story.annotations.dropFirst().allSatisfy { $0.hasPrefix("error: ci.yml:") })
            #expect(story.printed == ["2", "none"])
            #expect(story.conclusion == .success)
        }
    }

    @Test func aSparseCheckoutHoldsWhatIsAskedFor() async throws {
        try await withTemporaryFolder { folder in
            let story = try await run(
                """
                - {uses: actions/checkout@v6, with: {ref: first, sparse-checkout: nothing}}
                - run: ls; git status --porcelain; git sparse-checkout list
                - {uses: actions/checkout@v6, with: {sparse-checkout: "/new*", sparse-checkout-cone-mode: false}}
                - run: ls; git status --porcelain
                - uses: actions/checkout@v6
                - run: ls; git sparse-checkout list 2>&1 | cut -c1-5
                """, in: folder)
            #expect(story.printed == ["tracked.txt", "nothing", "new.txt", "?? new.txt", "new.txt", "tracked.txt", "fatal"])
        }
    }

    @Test func theOutputsAreThoseOfTheAction() async throws {
        try await withTemporaryFolder { folder in
            let story = try await run(
                """
                - {id: a, uses: actions/checkout@v6}
                - {id: b, uses: actions/checkout@v6, with: {ref: first}}
                - {id: c, uses: actions/checkout@v6, with: {ref: "${{ github.sha }}"}}
                - run: echo "${{ steps.a.outputs.ref }} ${{ steps.b.outputs.ref }} [${{ steps.c.outputs.ref }}]"
                - run: '[ "${{ steps.a.outputs.commit }}" = "${{ github.sha }}" ]'
                - run: echo "${{ steps.b.outputs.commit }}"
                """, in: folder)
            #expect(story.printed.first == "refs/heads/main first []")
            #expect(story.conclusion == .success)
        }
    }

    @Test func aPullRequestIsCheckedOutAsItsMerge() async throws {
        try await withTemporaryFolder { folder in
            let steps = """
                - uses: actions/checkout@v6
                - run: git log -1 --format=%s | cut -c1-6; git status -sb | head -1; ls
                - {uses: actions/checkout@v6, with: {ref: refs/pull/7/merge}}
                - run: git rev-parse refs/remotes/pull/7/merge
                """
            let test = TestRepository(existing: folder)
            let story = try await run(steps, in: folder) { request in
                guard let head = try? test.git("rev-parse", "HEAD"), let base = try? test.git("rev-parse", "first"),
                    case .merged(let sha)? = try? request.repository?.mergeCommit(of: head, into: base)
                else { return }
                (request.plan.event.ref, request.plan.event.sha) = ("refs/pull/7/merge", sha)
            }
            #expect(story.printed.prefix(4) == ["Merge ", "## HEAD (no branch)", "new.txt", "tracked.txt"])
            #expect(story.conclusion == .success)
        }
    }

    @Test func forksAreRefusedWhereTheirCodeIsDangerous() async throws {
        try await withTemporaryFolder { folder in
            let payload = #"{"repository": {"id": 1}, "pull_request": {"head": {"sha": "HEAD", "repo": {"id": 2, "full_name": "e/f"}}}}"#
            let story = try await run(
                """
                - {name: base, uses: actions/checkout@v7}
                - {name: head, continue-on-error: true, uses: actions/checkout@v7, with: {ref: "${{ github.event.pull_request.head.sha }}"}}
                - {name: pull, continue-on-error: true, uses: actions/checkout@v7, with: {ref: refs/pull/1/head}}
                - {name: fork, continue-on-error: true, uses: actions/checkout@v7, with: {repository: E/F}}
                - {name: old, uses: actions/checkout@v6, with: {ref: "${{ github.event.pull_request.head.sha }}"}}
                - name: allowed
                  uses: actions/checkout@v7
                  with: {ref: "${{ github.event.pull_request.head.sha }}", allow-unsafe-pr-checkout: true}
                """, in: folder
            ) { request in
                request.plan.event.name = "pull_request_target"
                let text = payload.replacingOccurrences(of: "HEAD", with: request.plan.event.sha)
                request.plan.event.payload = (try? Value(json: text)) ?? .null
            }
            #expect(
                story.steps() == [
                    "base: success", "head: failure/success", "pull: failure/success", "fork: failure/success", "old: success",
                    "allowed: success",
                ])
            #expect(story.annotations.allSatisfy { $0.contains("allow-unsafe-pr-checkout") })
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
