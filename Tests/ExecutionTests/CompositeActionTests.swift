import Actions
import Foundation
import RunRecords
import TestSupport
import Testing

@testable import Execution

@Suite struct CompositeActionTests {
    @Test func `a composite action has inputs, outputs, steps and an environment of its own`() async throws {
        try await withTemporaryFolder { folder in
            let action = ActionYard.composite(
                """
                - {id: a, shell: bash, run: 'echo "v=${{ inputs.name }}" >> $GITHUB_OUTPUT; echo "MADE=here" >> $GITHUB_ENV'}
                - {shell: bash, run: 'echo "[$INPUT_NAME] $GITHUB_ACTION $OWN $MADE ${{ env.OWN }} [${{ steps.outside.outcome }}]"'}
                - {shell: bash, env: {OWN: inner}, run: 'echo "$OWN"', if: inputs.name == 'x'}
                - {shell: bash, run: 'test "$GITHUB_ACTION_PATH" = "${{ github.action_path }}" && ls "$GITHUB_ACTION_PATH"'}
                - {shell: bash, if: inputs.name != 'x', run: echo no}
                - {shell: sh, working-directory: sub, run: basename "$PWD"}
                """, head: "inputs: {name: {description: d}}\noutputs: {out: {description: d, value: '<${{ steps.a.outputs.v }}>'}}")
            let yard = try ActionYard(folder, files: ["act/action.yml": action, "sub/x": ""])
            let story = try await yard.run(
                """
                - {id: outside, run: 'true'}
                - {id: c, uses: ./act, with: {name: x}, env: {OWN: own}}
                - run: echo "${{ steps.c.outputs.out }} $MADE [$OWN] [${{ steps.a.outcome }}]"
                """)
            #expect(
                story.printed == ["[] c own here own []", "inner", "action.yml", "sub", "<x> here [] []"])
            #expect(story.steps() == ["Run true: success", "Run ./act: success", "Run echo \"<x> $MADE [$OWN] []\": success"])
        }
    }

    @Test func `conditions inside look at the action's own status`() async throws {
        try await withTemporaryFolder { folder in
            let action = ActionYard.composite(
                """
                - {shell: bash, run: 'echo "begin ${{ job.status }} ${{ github.action_status }}"'}
                - {shell: bash, run: exit 3, continue-on-error: true}
                - {shell: bash, run: echo forgiven}
                - {shell: bash, run: exit 4}
                - {shell: bash, run: echo no}
                - {shell: bash, if: failure(), run: 'echo "failed ${{ github.action_status }}"'}
                - {id: last, shell: bash, if: always(), run: echo o=1 >> $GITHUB_OUTPUT}
                """, head: "outputs: {o: {description: d, value: '${{ steps.last.outputs.o }}'}}")
            let yard = try ActionYard(folder, files: ["act/action.yml": action])
            let story = try await yard.run(
                "- {id: c, uses: ./act, continue-on-error: true}\n- run: echo ${{ steps.c.outputs.o }}\n- run: exit 1\n- {if: always(), uses: ./act}"
            )
            #expect(
                story.printed == [
                    "begin success success", "forgiven", "failed failure", "1", "begin failure success", "forgiven", "failed failure",
                ])
            #expect(story.steps().prefix(2) == ["Run ./act: failure/success", "Run echo 1: success"])
        }
    }

    @Test(.enabled(if: ActionYard.hasNode, "node is not installed"))
    func `actions inside actions run whole, and their posts at the end`() async throws {
        try await withTemporaryFolder { folder in
            let local = ActionYard.composite(
                "- {uses: acme/outer@v1}\n- {uses: acme/js@v1, with: {who: '${{ inputs.name }}'}}",
                head: "inputs: {name: {description: d, default: local}}")
            let yard = try ActionYard(
                folder, files: ["act/action.yml": local],
                repositories: [
                    "acme/js": ActionYard.javaScript("pre: pre.js, post: post.js"),
                    "acme/outer": [
                        "action.yml": ActionYard.composite("- {uses: acme/js@v1, with: {who: outer}}\n- {uses: $/inner}"),
                        "inner/action.yml": ActionYard.composite(
                            "- {uses: acme/js@v1, with: {who: inner}}\n- {run: echo $GITHUB_ACTION, shell: sh}"),
                    ],
                ])
            let story = try await yard.run("- {id: o, uses: acme/outer@v1}\n- {uses: ./act}")
            #expect(
                story.steps() == [
                    "Pre Run acme/outer@v1: success", "Run acme/outer@v1: success", "Run ./act: success", "Post Run ./act: success",
                    "Post Run acme/outer@v1: success",
                ])
            #expect(
                story.printed == [
                    "pre outer undefined", "pre inner undefined", "main outer outer", "main inner inner", "o",
                    "main outer undefined", "main inner undefined", "__self", "main local undefined",
                    "post local local", "post inner inner", "post outer outer", "post inner inner", "post outer outer",
                ])
        }
    }

    @Test func `a step that is ended ends what runs inside`() async throws {
        try await withTemporaryFolder { folder in
            let action = ActionYard.composite(
                "- {shell: bash, run: 'echo ready; exec sleep 600'}\n- {shell: bash, if: always(), run: echo cleaned}")
            let yard = try ActionYard(folder, files: ["act/action.yml": action])
            let late = try await yard.run("- {uses: ./act, timeout-minutes: 0.01, continue-on-error: true}\n- run: echo after")
            // On a busy machine the time is over before the first step has begun.
            #expect(late.printed.filter { $0 != "ready" } == ["after"])
            #expect(late.steps() == ["Run ./act: failure/success", "Run echo after: success"])

            let cancelled = try await yard.run("- uses: ./act\n- run: echo after") { $0.cancelWhenReady() }
            #expect(cancelled.printed == ["ready", "cleaned"])
            #expect(cancelled.conclusion == .cancelled)
            #expect(cancelled.failures.filter { $0.hasPrefix("The operation was canceled") }.count == 1)
        }
    }

    @Test(arguments: ["{uses: ./act", "{uses: actions/checkout@v6, with: {repository: acme/slow}"])
    func `what ends a step ends its download`(step: String) async throws {
        try await withTemporaryFolder { folder in
            let yard = try ActionYard(folder, files: ["act/action.yml": ActionYard.composite("- uses: acme/slow@v1")])
            let store = ActionStore(
                folder: folder.path + "/slow", sources: ActionSources([.init(template: "ssh://example.org/{owner}/{repo}")]),
                // A server that never answers.
                environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin", "GIT_SSH_COMMAND": "sleep 600 #"])
            let story = try await yard.run("- \(step), timeout-minutes: 0.01, continue-on-error: true}\n- run: echo after") {
                $0.actions = store
            }
            #expect(story.printed == ["after"])
            #expect(story.steps().first?.hasSuffix(": failure/success") == true)
            #expect(story.failures.contains("The step timed out after 0.01 minutes."))
            #expect(!story.failures.contains { $0.contains("cancelled") })
        }
    }

    @Test func `steps at once use actions, too`() async throws {
        try await withTemporaryFolder { folder in
            let action = ActionYard.composite(
                "- {id: a, shell: bash, run: 'echo o=${{ inputs.n }} >> $GITHUB_OUTPUT'}",
                head: "inputs: {n: {description: d}}\noutputs: {o: {description: d, value: '${{ steps.a.outputs.o }}'}}")
            let yard = try ActionYard(folder, repositories: ["acme/c": ["action.yml": action]])
            let story = try await yard.run(
                """
                - parallel:
                    - {id: x, uses: acme/c@v1, with: {n: 1}}
                    - {id: y, uses: acme/c@v1, with: {n: 2}}
                - {id: z, background: true, uses: acme/c@v1, with: {n: 3}}
                - {wait: z}
                - run: echo ${{ steps.x.outputs.o }}${{ steps.y.outputs.o }}${{ steps.z.outputs.o }}
                """)
            #expect(story.printed == ["123"])
        }
    }
}
