import Expressions
import Foundation
import LinuxSystem
import Planning
import RunRecords
import Synchronization
import TestSupport
import Testing

@testable import Execution

/// The built-in upload and download with real processes; the end-to-end fixture `artifacts` has the usual cases.
@Suite struct ArtifactTests {
    private func run(_ steps: String, adjust: (inout RunRequest) -> Void = { _ in }) async throws -> Story {
        let text = steps.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
        return try await Story.run(
            "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n\(text)\n", engine: HostRunTests.engine, adjust: adjust)
    }

    private static func stored(_ story: Story) -> [StoredArtifact] {
        story.records.compactMap { if case .artifactStored(_, let artifact) = $0 { artifact } else { nil } }
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// Makes what is to be uploaded, in the folder `f`.
        var script = "touch f/x"
        var with: String
        var says: String
    }

    static let refusals = [
        Refusal(testDescription: "no path", with: "name: x", says: "\"path\" is required"),
        Refusal(testDescription: "a file name with a line feed", script: "touch $'f/a\\nb'", with: "path: f", says: "a line feed"),
        Refusal(testDescription: "a file name that is not UTF-8", script: "touch $'f/\\xff'", with: "path: f", says: "is not UTF-8"),
        Refusal(testDescription: "a folder's name with a colon", script: "mkdir f/a:b; touch f/a:b/c", with: "path: f", says: "a colon"),
        Refusal(testDescription: "a path upwards", with: "path: ../../x", says: "\".\" or \"..\" segment"),
        Refusal(testDescription: "a path of the host", with: "path: /proc/self/environ", says: "outside of the workspace"),
        Refusal(testDescription: "a link upwards", script: "ln -s ../../../../../../../etc f/x", with: "path: f/**", says: "leads out"),
        Refusal(
            testDescription: "a folder that is a link out", script: "ln -s /etc f/x", with: "path: f/x/passwd", says: "no files were found"),
        Refusal(
            testDescription: "too many for one file", script: "touch f/x f/y", with: "path: f, archive: false", says: "but 2 were found"),
        Refusal(testDescription: "a wrong choice", with: "path: f, if-no-files-found: warning", says: "warn, error or ignore"),
        Refusal(testDescription: "a wrong flag", with: "path: f, overwrite: yes please", says: "must be true or false"),
        Refusal(testDescription: "an empty flag", with: "path: f, overwrite: ''", says: "must be true or false"),
        Refusal(testDescription: "days below zero", with: "path: f, retention-days: -1", says: "at least 0"),
        Refusal(testDescription: "a level that isn't one", with: "path: f, compression-level: 10", says: "0 to 9"),
        Refusal(testDescription: "a secret in the name", with: "path: f, name: a-swordfish-b", says: "holds a secret"),
    ]

    @Test(arguments: refusals) func refuses(_ c: Refusal) async throws {
        let with = c.with + (c.with.contains("if-no-files-found") ? "" : ", if-no-files-found: error")
        let steps = "- run: |\n    mkdir f; \(c.script)\n- {uses: actions/upload-artifact@v7, with: {\(with)}}"
        let story = try await run(steps) { $0.secrets["PASSWORD"] = "swordfish" }
        #expect(story.conclusion == .failure)
        #expect(story.annotations.contains { $0.contains(c.says) }, "\(story.annotations)")
        #expect(Self.stored(story).isEmpty)
    }

    @Test func pipesDevicesAndBrokenLinksAreLeftOut() async throws {
        let story = try await run(
            """
            - run: mkdir f; echo a > f/a; mkfifo f/pipe; ln -s nowhere f/broken; ln -s . f/circle; ln -s self f/self; mkdir f/empty
            - {uses: actions/upload-artifact@v7, with: {name: f, path: f}}
            - {uses: actions/download-artifact@v8, with: {name: f, path: g}}
            - run: find g | sort
            """)
        #expect(story.printed == ["g", "g/a"])
    }

    @Test func permissionsAreAsOnGitHub() async throws {
        let story = try await run(
            """
            - run: umask 0; mkdir -m 777 f; echo a > f/a; chmod 6777 f/a; echo b > f/b; chmod 400 f/b
            - {uses: actions/upload-artifact@v7, with: {name: f, path: f}}
            - {uses: actions/download-artifact@v8, with: {name: f, path: g}}
            - run: find g -printf '%m %p\\n' | sort
            """)
        #expect(story.printed == ["644 g/a", "644 g/b", "755 g"])
    }

    @Test func damagedBytesAreNotTaken() async throws {
        let state = Mutex("")
        let story = try await run(
            """
            - run: mkdir f; echo good > f/a; echo fine > f/b
            - {id: up, uses: actions/upload-artifact@v7, with: {name: f, path: f}}
            - run: |
                blob=$(grep -l good "$STATE"/sha256/*/*)
                chmod +w "$blob"; echo evil > "$blob"
            - {name: error, continue-on-error: true, uses: actions/download-artifact@v8, with: {name: f, path: error}}
            - {uses: actions/download-artifact@v8, with: {name: f, path: warn, digest-mismatch: warn}}
            - {uses: actions/download-artifact@v8, with: {name: f, path: ignore, digest-mismatch: ignore}}
            - run: cat error/* warn/a; rm "$STATE"/sha256/*/*
            - {name: gone, continue-on-error: true, uses: actions/download-artifact@v8, with: {name: f, path: gone}}
            """
        ) { request in
            request.env["STATE"] = request.directory.state.contents.path
            state.withLock { $0 = request.directory.path }
        }
        #expect(story.printed == ["fine", "evil"])
        #expect(story.annotations.count == 3, "\(story.annotations)")
        #expect(story.annotations[0].contains("not those that were stored"))
        #expect(story.annotations[1].hasPrefix("warning: "))
        #expect(story.annotations[2].contains("missing"))
        #expect(story.conclusion == .success)
    }

    @Test func twoJobsCantTakeOneName() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                strategy: {fail-fast: false, matrix: {n: [1, 2, 3]}}
                steps:
                  - run: echo ${{ matrix.n }} > f
                  - {uses: actions/upload-artifact@v7, with: {name: one, path: f}}
                  - {uses: actions/upload-artifact@v7, with: {name: "own-${{ matrix.n }}", path: f}}
            """, engine: HostRunTests.engine)
        #expect(Self.stored(story).filter { $0.name == "one" }.count == 1)
        #expect(story.jobs.values.filter { $0 == .success }.count == 1)
        #expect(Set(Self.stored(story).map(\.id)).count == Self.stored(story).count)
    }

    @Test func artifactsOfOtherRunsAreFoundByTheirNumber() async throws {
        try await withTemporaryFolder { folder in
            let state = StateFolder(path: folder.path)
            let first = try await run("- run: echo a > f\n- {uses: actions/upload-artifact@v7, with: {name: f, path: f}}") {
                $0.directory = (try? state.createRun()) ?? $0.directory
            }
            #expect(first.conclusion == .success)
            let second = try await run(
                """
                - {name: own, continue-on-error: true, uses: actions/download-artifact@v8, with: {name: f, run-id: 1}}
                - {uses: actions/download-artifact@v8, with: {name: f, run-id: 1, github-token: t}}
                - run: cat f
                - {name: none, continue-on-error: true, uses: actions/download-artifact@v8, with: {run-id: 7, github-token: t}}
                - {name: other, continue-on-error: true, uses: actions/download-artifact@v8, with: {repository: x/y, run-id: 1, github-token: t}}
                """
            ) { $0.directory = (try? state.createRun()) ?? $0.directory }
            #expect(second.printed == ["a"])
            #expect(second.annotations.count == 3, "\(second.annotations)")
            #expect(second.conclusion == .success)
        }
    }
}
