import Foundation
import RunRecords
import Testing

@testable import Execution

/// What steps find around them, and what becomes of what they leave, with real processes.
@Suite struct StepSurroundingsTests {
    private func run(_ text: String, adjust: (inout RunRequest) -> Void = { _ in }) async throws -> Story {
        try await Story.run(text, engine: HostRunTests.engine, adjust: adjust)
    }

    private static let head = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"

    @Test func defaultsAreMergedKeyByKey() async throws {
        let story = try await run(
            """
            on: push
            defaults: {run: {working-directory: s, shell: sh}}
            jobs:
              a:
                runs-on: ubuntu-latest
                defaults: {run: {shell: bash}}
                steps:
                  - {working-directory: ., run: mkdir -p s/t}
                  - run: "basename $PWD; false | true || echo pipefail"
                  - {working-directory: s/t, run: basename $PWD}
                  - {working-directory: /usr, shell: "sh -e {0}", run: 'pwd; echo "${BASH_VERSION-none}"'}
                  - {working-directory: "${{ github.workspace }}/s", run: basename $PWD}
            """)
        #expect(story.printed.filter { !$0.isEmpty && $0.first?.isNumber == false } == ["s", "pipefail", "t", "/usr", "none", "s"])
    }

    @Test func thePathHasWhatStepsPutInFrontOfIt() async throws {
        let story = try await run(
            Self.head + #"""
                      - run: printf '/one\n/two\n/one\n' >> "$GITHUB_PATH"
                      - run: 'echo "$PATH" | cut -d: -f1,2'
                      - {env: {PATH: "/mine:/usr/bin:/bin"}, run: 'echo "$PATH"'}
                      - run: 'echo "PATH=/custom:/usr/bin:/bin" >> "$GITHUB_ENV"'
                      - run: echo "$PATH"
                      - {env: {HOME: /nowhere, GITHUB_SHA: x, RUNNER_OS: x, GITHUB_OWN: own, CI: ""}, run: 'echo "$HOME $RUNNER_OS $GITHUB_OWN [$CI]"'}
                """#)
        #expect(
            story.printed == [
                "/one:/two", "/one:/two:/mine:/usr/bin:/bin", "/one:/two:/custom:/usr/bin:/bin", "/nowhere Linux own []",
            ])
    }

    @Test func shOnlyStandsInForBashWhenNoShellIsNamed() async throws {
        let story = try await run(
            Self.head + #"""
                      - run: mkdir bin && ln -s /bin/sh bin/sh
                      - {env: {PATH: "${{ github.workspace }}/bin"}, run: 'echo "sh"'}
                      - {name: bash, env: {PATH: "${{ github.workspace }}/bin"}, shell: bash, continue-on-error: true, run: echo no}
                      - {name: pwsh, env: {PATH: "${{ github.workspace }}/bin"}, shell: pwsh, continue-on-error: true, run: echo no}
                """#)
        #expect(story.printed == ["sh"])
        #expect(story.steps().suffix(2) == ["bash: failure/success", "pwsh: failure/success"])
        #expect(story.annotations.contains("error: The shell \"pwsh\" can't be started: No such file or directory."))
    }

    @Test func largeFilesOfAStepHaveTheirBounds() async throws {
        let story = try await run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                outputs: {size: "${{ steps.big.outputs.v }}", last: "${{ steps.many.outputs.k9999 }}"}
                steps:
                  - {name: summary, run: 'head -c 1048577 /dev/zero | tr "\\0" x >> $GITHUB_STEP_SUMMARY'}
                  - {id: big, run: '{ printf "v="; head -c 1048576 /dev/zero | tr "\\0" x; echo; } >> $GITHUB_OUTPUT'}
                  - {id: many, run: 'for i in $(seq 10000); do echo "k$i=$i"; done >> $GITHUB_OUTPUT'}
                  - {name: environment, continue-on-error: true, env: {BIG: "${{ steps.big.outputs.v }}"}, run: echo no}
            """)
        #expect(story.steps().first == "summary: success")
        #expect(story.annotations.first == "error: $GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k")
        #expect(story.job("a")?.outputs.map(\.value.utf8.count) == [1_048_576, 4])
        #expect(story.annotations.last?.contains("Argument list too long; a variable may have 128 KiB") == true)
    }

    @Test func secretsAreInNoReasonAndNoAnnotation() async throws {
        let story = try await run(
            Self.head + #"""
                      - {continue-on-error: true, working-directory: "/${{ secrets.S }}", run: x}
                      - run: 'printf "::add-mask::tuna\nthe tuna is here\n"'
                      - run: 'printf "hun"; printf "ter2\n"; echo "::error title=hunter2,file=hunter2.c::hunter2"'
                      - {continue-on-error: true, shell: "hunter2 {0}", run: x}
                """#
        ) { $0.secrets = ["S": "hunter2"] }
        #expect(story.printed == ["the *** is here", "***", "##[error]***"])
        #expect(!"\(story.records)".replacing("shell: \"hunter2", with: "").contains("hunter2"))
    }

    @Test func commandsStopAndAnnotationsAreCounted() async throws {
        let story = try await run(
            Self.head + #"""
                      - run: 'for i in $(seq 12); do echo "::warning::w$i"; done; printf "::notice::%5000d\n" 0'
                      - run: 'printf "::stop-commands::tok\n::error::no\n::tok::\n::error::seen\n"'
                """#)
        #expect(story.annotations.filter { $0.hasPrefix("warning: w") }.count == 10)
        #expect(story.annotations.first { $0.hasPrefix("notice: ") }?.count == 4096 + "notice: ".count)
        #expect(story.annotations.last == "error: seen")
        #expect(story.printed.suffix(2) == ["::error::no", "##[error]seen"])
    }

    @Test(arguments: [("true", true), ("1", true), ("false", false), ("", false)])
    func debugLinesAreShownWhenAskedFor(_ value: String, _ shows: Bool) async throws {
        let story = try await run(Self.head + "      - run: 'echo \"::debug::d\"; echo \"[$RUNNER_DEBUG] [${{ runner.debug }}]\"'\n") {
            $0.vars = ["actions_step_debug": value, "ACTIONS_RUNNER_DEBUG": "true"]
        }
        #expect(story.printed == (shows ? ["##[debug]d", "[1] [1]"] : ["[] []"]))
    }
}
