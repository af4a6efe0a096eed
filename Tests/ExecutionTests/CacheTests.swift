import Events
import Foundation
import LinuxSystem
import Planning
import RunRecords
import TestSupport
import Testing

@testable import Execution

/// The built-in caches with real processes, several runs in one state folder.
@Suite struct CacheTests {
    private func run(_ steps: String, in state: StateFolder, adjust: (inout RunRequest) -> Void = { _ in }) async throws -> Story {
        let text = steps.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
        let workflow = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n\(text)\n"
        return try await Story.run(workflow, engine: HostRunTests.engine) { request in
            request.directory = (try? state.createRun()) ?? request.directory
            adjust(&request)
        }
    }

    private func withState(_ body: (StateFolder, URL) async throws -> Void) async throws {
        try await withTemporaryFolder { try await body(StateFolder(path: $0.path + "/state"), $0) }
    }

    private static let cached = """
        - {id: c, uses: actions/cache@v5, with: {path: "deps\\n~/nowhere", key: "k-1", restore-keys: k-}}
        - run: echo "hit '${{ steps.c.outputs.cache-hit }}'"; ls deps 2> /dev/null || { mkdir -p deps/sub; echo one > deps/sub/one; ln -s sub/one deps/link; chmod 700 deps/sub/one; }
        """

    @Test func aSecondRunFindsWhatTheFirstOneSaved() async throws {
        try await withState { state, _ in
            let first = try await run(Self.cached, in: state)
            #expect(first.printed == ["hit ''"])
            #expect(first.steps().last == "Post Run actions/cache@v5: success")
            let second = try await run(Self.cached + "\n- run: cat deps/link; stat -c '%a' deps/sub/one", in: state)
            #expect(second.printed == ["hit 'true'", "link", "sub", "one", "700"])
            #expect(state.caches.entries().count == 1)
            let other = try await run(Self.cached.replacing("k-1", with: "k-2"), in: state)
            #expect(other.printed == ["hit 'false'", "link", "sub"])
            #expect(Set(state.caches.entries().map(\.key)) == ["k-1", "k-2"])
            let paths = try await run(Self.cached.replacing("nowhere", with: "elsewhere"), in: state)
            #expect(paths.printed == ["hit ''"])
        }
    }

    @Test func nothingIsSavedWhereTheJobFails() async throws {
        try await withState { state, _ in
            let story = try await run(Self.cached + "\n- run: exit 3", in: state)
            #expect(story.conclusion == .failure)
            #expect(state.caches.entries().isEmpty)
        }
    }

    @Test func aPullRequestReadsItsBaseAndPoisonsNobody() async throws {
        try await withState { state, _ in
            _ = try await run(Self.cached, in: state)
            let pull = { (request: inout RunRequest) in
                request.plan.event.ref = "refs/pull/7/merge"
                request.plan.event.baseRef = "main"
            }
            #expect(try await run(Self.cached, in: state, adjust: pull).printed.first == "hit 'true'")
            _ = try await run(Self.cached.replacing("k-1", with: "k-3"), in: state, adjust: pull)
            #expect(try await run(Self.cached.replacing("k-1", with: "k-3"), in: state).printed.first == "hit 'false'")
            #expect(try await run(Self.cached.replacing("k-1", with: "k-3"), in: state, adjust: pull).printed.first == "hit 'true'")
        }
    }

    @Test func savingAndRestoringCanBeStepsOfTheirOwn() async throws {
        try await withState { state, _ in
            let story = try await run(
                """
                - {id: none, uses: actions/cache/restore@v5, with: {path: f, key: "k,1"}, continue-on-error: true}
                - {id: miss, uses: actions/cache/restore@v5, with: {path: f, key: k1, restore-keys: k}}
                - run: echo "[${{ steps.miss.outputs.cache-primary-key }}] [${{ steps.miss.outputs.cache-matched-key }}]"
                - run: mkdir f; echo a > f/a; echo b > f/b.log; mkdir -p f/node_modules/x/node_modules
                - {uses: actions/cache/save@v5, with: {path: f, key: k1}}
                - {uses: actions/cache/save@v5, with: {path: f, key: k1}}
                - run: rm -r f
                - {id: look, uses: actions/cache/restore@v5, with: {path: f, key: k2, restore-keys: k, lookup-only: true}}
                - run: test ! -e f; echo "${{ steps.look.outputs.cache-hit }} ${{ steps.look.outputs.cache-matched-key }}"
                - {uses: actions/cache/restore@v5, with: {path: f, key: k1}}
                - run: cat f/a
                - {uses: actions/cache/save@v5, with: {path: nowhere, key: k9}}
                - {name: must, uses: actions/cache/restore@v5, with: {path: f, key: zz, fail-on-cache-miss: true}}
                """, in: state)
            #expect(story.printed == ["[k1] []", "false k1", "a"])
            #expect(story.steps().last == "must: failure")
            #expect(story.annotations.count == 3, "\(story.annotations)")
            #expect(state.caches.entries().map(\.key) == ["k1"])
        }
    }

    @Test func wildcardsPathsElsewhereAndExclusionsAreExpanded() async throws {
        try await withState { state, folder in
            let tool = folder.path + "/tool"
            let with = #"{path: "**/node_modules\n\#(tool)\n!skip/**", key: k}"#
            let steps = """
                - {uses: actions/cache/restore@v5, with: \(with)}
                - run: find . \(tool) -name '?' -o -path '*skip*' | sort
                - run: mkdir -p a/node_modules/b skip/node_modules \(tool) "c d/node_modules"
                - run: touch a/node_modules/b/x "c d/node_modules/y" skip/node_modules/z \(tool)/t
                - {uses: actions/cache/save@v5, with: \(with)}
                - run: rm -rf \(tool)
                """
            _ = try await run("- run: mkdir -p \(tool)\n" + steps, in: state)
            let again = try await run(steps, in: state)
            #expect(
                again.printed.filter { $0 != "." && $0 != "./a" } == [
                    "./a/node_modules/b", "./a/node_modules/b/x", "./c d/node_modules/y", "\(tool)/t",
                ])
        }
    }

    @Test func damagedCachesAreMisses() async throws {
        try await withState { state, _ in
            _ = try await run(Self.cached, in: state)
            let entry = try #require(state.caches.entries().first)
            let path = state.caches.contents.path(of: entry.blob.digest)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            try Data("evil".utf8).write(to: URL(filePath: path))
            let story = try await run(Self.cached, in: state)
            #expect(story.printed == ["hit ''"])
            #expect(story.annotations.first?.contains("can't be used and is removed") == true)
            #expect(try await run(Self.cached, in: state).printed.first == "hit 'true'")
        }
    }
}
