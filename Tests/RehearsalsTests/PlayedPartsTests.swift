import Testing
import Workflows

@testable import Rehearsals

/// Called workflows, composite actions, background steps: what is not a plain step.
@Suite struct PlayedPartsTests {
    private static let action = """
        name: setup
        inputs: {tool: {required: true}, version: {default: '6'}}
        outputs: {path: {value: "${{ steps.find.outputs.path }}"}}
        runs:
          using: composite
          steps:
            - {id: find, shell: bash, run: "find ${{ inputs.tool }} ${{ inputs.version }}"}
            - {uses: owner/other@v1, with: {at: "${{ steps.find.outputs.path }}"}}
        """

    private static let user = """
        on: push
        jobs:
          a:
            runs-on: ubuntu-latest
            steps:
              - {id: setup, uses: ./setup, with: {tool: swift}}
              - {run: "echo ${{ steps.setup.outputs.path }}"}
        """

    @Test func aCompositeActionOfTheRepositoryIsGoneThrough() async throws {
        let result = try await TestStageTests.play(
            """
            mock: {a: {steps: {setup.find: {outputs: {path: /opt}}}}}
            expect:
              jobs:
                a:
                  runs: [setup, 2]
                  steps:
                    setup: {outputs: {path: /opt}, with: {tool: swift, version: 6}}
                    setup.find: {run: find swift 6}
                    setup.__owner_other: {with: {at: /opt}}
                    2: {run: echo /opt}
            """, workflow: Self.user, files: ["setup/action.yml": Self.action])
        #expect(TestStageTests.texts(result).isEmpty)
        #expect(result.unmocked == ["job \"a\": step \"setup\"", "job \"a\": step \"setup.__owner_other\"", "job \"a\": step \"2\""])
    }

    @Test func aCompositeActionFailsWithItsSteps() async throws {
        let result = try await TestStageTests.play(
            "mock: {a: {steps: {setup.find: failure}}}\nexpect: {jobs: {a: {conclusion: failure, runs: [setup]}}}",
            workflow: Self.user, files: ["setup/action.yml": Self.action])
        #expect(TestStageTests.texts(result).isEmpty)
    }

    @Test func aMockedActionNeedNotBeThere() async throws {
        let result = try await TestStageTests.play(
            "mock: {a: {steps: {setup: {outputs: {path: /mocked}}}}}\nexpect: {jobs: {a: {steps: {2: {run: echo /mocked}}}}}",
            workflow: Self.user)
        #expect(TestStageTests.texts(result).isEmpty)
    }

    @Test func anActionThatIsNotThereFailsTheStep() async throws {
        let result = try await TestStageTests.play("expect: {jobs: {a: {steps: {setup: failure}}}}", workflow: Self.user)
        #expect(TestStageTests.texts(result).isEmpty)
    }

    @Test func calledWorkflowsArePlayedThoseOfOthersSucceed() async throws {
        let result = try await TestStageTests.play(
            """
            given: {secrets: {KEY: hidden}}
            mock: {"local / build": {steps: {make: {outputs: {name: x}}}}}
            expect:
              conclusion: success
              runs: [local, remote, last]
              jobs:
                local: {conclusion: success, outputs: {name: x}}
                local / build: {name: local / build, steps: {make: {env: {KEY: hidden, LEVEL: 5}}}}
                remote: success
                last: {steps: {1: {run: "echo x success"}}}
            """,
            workflow: """
                on: push
                jobs:
                  local:
                    uses: ./.github/workflows/called.yml
                    with: {level: 5}
                    secrets: {key: "${{ secrets.KEY }}"}
                  remote: {uses: owner/name/.github/workflows/x.yml@v1}
                  last:
                    needs: [local, remote]
                    runs-on: ubuntu-latest
                    steps: [{run: "echo ${{ needs.local.outputs.name }} ${{ needs.remote.result }}"}]
                """,
            files: [
                ".github/workflows/called.yml": """
                on:
                  workflow_call:
                    inputs: {level: {type: number}}
                    secrets: {key: {}}
                    outputs: {name: {value: "${{ jobs.build.outputs.name }}"}}
                jobs:
                  build:
                    runs-on: ubuntu-latest
                    outputs: {name: "${{ steps.make.outputs.name }}"}
                    steps:
                      - {id: make, run: make, env: {KEY: "${{ secrets.key }}", LEVEL: "${{ inputs.level }}"}}
                """
            ])
        #expect(TestStageTests.texts(result).isEmpty)
    }

    @Test func aMatrixThatDependsOnOutputsAndBackgroundSteps() async throws {
        let result = try await TestStageTests.play(
            """
            mock: {list: {outputs: {all: '["x", "y"]'}}, each: {steps: {serve: failure}}}
            expect:
              jobs:
                each: {matrix: [{n: x}, {n: y}], conclusion: failure}
                each (x): {runs: [serve, 2, 3], steps: {3: failure}}
            """,
            workflow: """
                on: push
                jobs:
                  list:
                    runs-on: x
                    outputs: {all: "${{ steps.a.outputs.all }}"}
                    steps: [{id: a, run: a}]
                  each:
                    needs: list
                    strategy: {fail-fast: false, matrix: {n: "${{ fromJSON(needs.list.outputs.all) }}"}}
                    runs-on: x
                    steps:
                      - {id: serve, run: serve, background: true}
                      - {run: try}
                      - {wait: serve}
                """)
        #expect(TestStageTests.texts(result).filter { !$0.contains("runs:") }.isEmpty)
    }
}
