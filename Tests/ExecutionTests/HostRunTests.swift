import Engines
import Events
import Foundation
import GitRepositories
import HostEngine
import Planning
import RunRecords
import TestSupport
import Testing

@testable import Execution

/// Whole runs with real processes, on the host.
@Suite struct HostRunTests {
    static let engine = HostEngine(graces: CancellationGraces(millisecondsToTerminate: 300, millisecondsToKill: 300))

    private func run(_ steps: String, adjust: (inout RunRequest) -> Void = { _ in }) async throws -> Story {
        let indented = steps.split(separator: "\n", omittingEmptySubsequences: false).map { "      \($0)" }.joined(separator: "\n")
        return try await Story.run(
            "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n\(indented)\n", engine: Self.engine, adjust: adjust)
    }

    @Test func shellsRunWithTheirFlags() async throws {
        let story = try await run(
            """
            - {name: implied, run: "false | true; echo implied"}
            - {name: bash, shell: bash, continue-on-error: true, run: "false | true; echo no"}
            - {name: sh, shell: sh, run: "echo sh"}
            - {name: own, shell: 'bash -c "echo own; cat $0" {0}', run: "text"}
            - {name: stops, continue-on-error: true, run: "false\\necho no"}
            - {name: missing, shell: "nosuchprogram {0}", continue-on-error: true, run: "x"}
            """)
        #expect(story.printed == ["implied", "sh", "own", "text"])
        #expect(
            story.steps() == [
                "implied: success", "bash: failure/success", "sh: success", "own: success", "stops: failure/success",
                "missing: failure/success",
            ])
    }

    @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"))
    func pythonScriptsRun() async throws {
        let story = try await run("- shell: python3 {0}\n  run: |\n    import os\n    print(os.environ['GITHUB_JOB'])")
        #expect(story.printed == ["a"])
    }

    @Test func commandFilesAreRead() async throws {
        let story = try await run(
            #"""
            - id: s
              run: |
                printf 'text<<END\none\ntwo\nEND\n' >> "$GITHUB_OUTPUT"
                echo "V=1" >> "$GITHUB_ENV"
                echo "$RUNNER_TEMP/bin" >> "$GITHUB_PATH"
                echo "# Done" >> "$GITHUB_STEP_SUMMARY"
                mkdir -p "$RUNNER_TEMP/bin"
                printf '#!/bin/sh\necho "tool $V"\n' > "$RUNNER_TEMP/bin/tool"
                chmod +x "$RUNNER_TEMP/bin/tool"
            - run: tool
            - run: printf '%s|' '${{ steps.s.outputs.text }}'
            - run: test -s "$GITHUB_EVENT_PATH" && cat "$GITHUB_EVENT_PATH"
            - {name: broken, id: b, continue-on-error: true, run: "printf 'good=1\\nnonsense\\n' >> \"$GITHUB_OUTPUT\""}
            - run: echo "${{ steps.b.outputs.good }} ${{ steps.b.outcome }}"
            - {name: linked, continue-on-error: true, run: "rm \"$GITHUB_ENV\" && ln -s /etc/passwd \"$GITHUB_ENV\""}
            - {name: folder, continue-on-error: true, run: "rm \"$GITHUB_OUTPUT\" && mkdir \"$GITHUB_OUTPUT\""}
            - {name: removed, run: "rm \"$GITHUB_OUTPUT\" \"$GITHUB_ENV\""}
            - {name: options, run: "echo NODE_OPTIONS=x >> \"$GITHUB_ENV\""}
            - run: echo "[${NODE_OPTIONS-unset}]"
            """#)
        #expect(story.printed == ["tool 1", "one", "two|", #"{"after":"a"}"#, "1 failure", "[unset]"])
        #expect(story.conclusion == .success)
        for name in ["broken", "linked", "folder"] { #expect(story.steps().contains("\(name): failure/success")) }
        for name in ["removed", "options"] { #expect(story.steps().contains("\(name): success")) }
    }

    @Test func endingsAreTold() async throws {
        let story = try await run(
            """
            - {name: status, continue-on-error: true, run: exit 7}
            - {name: signal, continue-on-error: true, run: "kill -9 $$"}
            - {name: folder, continue-on-error: true, working-directory: nowhere, run: echo no}
            - {name: slow, continue-on-error: true, timeout-minutes: 0.005, run: sleep 600}
            - {name: closed, run: "exec >&- 2>&-; exit 0"}
            - {name: binary, run: "printf 'a\\\\000b\\\\377\\\\n'"}
            """)
        let ends = story.records.compactMap { record -> StepEnd? in
            if case .stepFinished(_, let number, let end) = record, number > 1, number < 8 { end } else { nil }
        }
        #expect(ends.map(\.exitStatus) == [7, 137, nil, 130, 0, 0])
        #expect(ends[0].reason == "Process completed with exit code 7.")
        #expect(ends[1].reason?.contains("SIGKILL") == true)
        #expect(ends[2].reason?.contains("nowhere") == true)
        #expect(ends[3].reason == "timed out after 0.005 minutes")
    }

    @Test func problemMatchersMakeAnnotations() async throws {
        let story = try await run(
            #"""
            - run: |
                cat > matcher.json <<'EOF'
                {"problemMatcher": [{"owner": "cc", "pattern": [{"regexp": "^(.+):(\\d+): (error|warning): (.*)$",
                  "file": 1, "line": 2, "severity": 3, "message": 4}]}]}
                EOF
                printf '::add-matcher::matcher.json\nsrc/a.c:3: warning: unused\n'
            - run: |
                echo "src/b.c:4: error: wrong"
                echo "::remove-matcher owner=cc::"
                echo "src/c.c:5: error: not seen"
            - run: "echo ::add-matcher::/etc/passwd"
            """#)
        #expect(
            story.annotations == [
                "warning: unused", "error: wrong",
                "warning: the problem matcher \"/etc/passwd\" can't be used: open \"/etc/passwd\": No such file or directory",
            ])
        #expect(
            story.printed == ["##[warning]src/a.c:3: warning: unused", "##[error]src/b.c:4: error: wrong", "src/c.c:5: error: not seen"])
    }

    @Test func theWorkTreeIsCopiedByTheCheckoutOrWithoutOne() async throws {
        try await withTemporaryFolder { folder in
            let repository = try await Self.repository(in: folder)
            let steps = """
                - {name: before, run: ls -A}
                - {id: c, uses: actions/checkout@v5}
                - run: cat tracked.txt new.txt && git rev-parse HEAD && echo "${{ steps.c.outputs.commit }}" && touch inside.txt
                - {uses: actions/checkout@v5, with: {path: sub/folder, ref: first}}
                - run: cat sub/folder/tracked.txt
                - {name: other, continue-on-error: true, uses: actions/checkout@v5, with: {repository: "${{ 'x' }}/y"}}
                - {name: outside, continue-on-error: true, uses: actions/checkout@v5, with: {path: ../x}}
                """
            let story = try await run(steps) { request in
                request.workTree = folder.path
                request.repository = repository
                request.plan.event.sha = (try? repository.head().sha) ?? ""
            }
            let head = try #require(try repository.head().sha)
            #expect(story.printed == ["changed", "new", head, head, "first"])
            for name in ["other", "outside"] { #expect(story.steps().contains("\(name): failure/success")) }
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "inside.txt").path))

            let copied = try await run("- run: cat new.txt") { request in
                request.workTree = folder.path
                request.repository = repository
            }
            #expect(copied.printed == ["new"])
            #expect(copied.log.contains { $0.text.contains("on GitHub the workspace would be empty") })

            let bound = try await run("- run: echo here > bound.txt") { request in
                request.workTree = folder.path
                request.repository = repository
                request.bindsWorkTree = true
            }
            #expect(bound.conclusion == .success)
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "bound.txt").path))
        }
    }

    @Test func killingEndsARunAtOnce() async throws {
        let control = RunControl()
        let story = try await run("- run: \"echo ready; trap '' INT TERM; sleep 600\"\n- {if: always(), run: echo no}") { request in
            request.control = control
            let observer = request.observer
            request.observer = { notice in
                observer?(notice)
                if case .log(_, _, let batch) = notice,
                    batch.lines().contains(where: { $0.text == "ready" && $0.stream == .standardOutput })
                {
                    control.kill()
                }
            }
        }
        #expect(story.conclusion == .cancelled)
        #expect(story.printed == ["ready"])
    }

    static func repository(in folder: URL) async throws -> GitRepository {
        let script = """
            git init -q -b main . && git config user.email a@b && git config user.name n
            echo first > tracked.txt && git add . && git commit -qm one && git tag first
            echo second > tracked.txt && git commit -qam two && echo changed > tracked.txt && echo new > new.txt
            """
        let result = try await runProgram(URL(filePath: "/bin/bash"), ["-ec", script], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        return try GitRepository.discover(from: folder.path)
    }
}
