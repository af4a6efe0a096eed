import Diagnostics
import Foundation
import TestSupport
import Testing
import Workflows

@testable import Rehearsals

@Suite struct TestStageTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var workflow: String = TestStageTests.workflow
        /// The case, as YAML below its name.
        var test: String
        /// What is not as expected: `LINE:COLUMN subject: expected | actual`, and findings as `LINE:COLUMN message`.
        var found: [String] = []
    }

    static let workflow = """
        name: CI
        run-name: by ${{ github.actor }}
        on:
          push: {branches: [main], paths: ['src/**', '!src/docs/**']}
          pull_request:
          workflow_dispatch: {inputs: {level: {type: number, default: 1}}}
        concurrency: {group: "ci-${{ github.ref }}", cancel-in-progress: true}
        env: {MODE: debug, LEVEL: '1'}
        jobs:
          build:
            runs-on: [self-hosted, "${{ vars.LABEL || 'linux' }}"]
            env: {MODE: release}
            outputs: {version: "${{ steps.version.outputs.value }}"}
            steps:
              - uses: actions/checkout@v4
                with: {fetch-depth: 0}
              - id: version
                run: find
              - name: Compile
                run: make ${{ inputs.level }}
                env: {TOKEN: "${{ secrets.TOKEN }}"}
                continue-on-error: ${{ github.event_name == 'pull_request' }}
                timeout-minutes: 3
              - if: failure()
                id: report
                run: report ${{ steps.version.outcome }}
              - if: always()
                run: clean
          test:
            needs: build
            strategy: {matrix: {os: [linux, mac], include: [{os: mac, extra: 1}]}}
            name: Test ${{ matrix.os }}
            runs-on: ubuntu-latest
            steps: [{run: test}]
          deploy:
            needs: [build, test]
            if: github.ref == 'refs/heads/main' && needs.build.outputs.version != ''
            runs-on: ubuntu-latest
            environment: {name: production}
            container: node:20
            services: {db: {image: postgres}}
            steps: [{run: "deploy ${{ needs.build.outputs.version }}", working-directory: out}]
          last:
            needs: deploy
            if: always()
            runs-on: ubuntu-latest
            steps: [{run: "echo ${{ needs.deploy.result }}"}]
        """

    static let cases = [
        Case(
            testDescription: "all that is as expected passes",
            test: """
                given: {vars: {label: big}, secrets: {TOKEN: hidden}, env: {OUTER: '1'}, changed: [src/a.c]}
                mock: {build: {steps: {version: {outputs: {value: 1.2.3}, env: {SEEN: 'yes'}, path: [/opt/bin]}}}}
                expect:
                  triggers: true
                  run-name: by octocat
                  conclusion: success
                  concurrency: {group: ci-refs/heads/main, cancel-in-progress: true}
                  runs: [build, test, deploy, last]
                  jobs:
                    build:
                      conclusion: success
                      runs-on: [self-hosted, big]
                      outputs: {version: 1.2.3}
                      runs: [actions/checkout@v4, version, Compile, 5]
                      steps:
                        1: {with: {fetch-depth: 0, ref: }}
                        Compile: {env: {MODE: release, LEVEL: 1, TOKEN: hidden, SEEN: 'yes', OUTER: 1, NOTHING: , GITHUB_JOB: build}}
                        report: skipped
                        version: {outputs: {value: 1.2.3}, shell: bash}
                    test: {name: Test linux, matrix: [{os: linux}, {extra: 1, os: mac}]}
                    deploy: {environment: production, steps: {1: {run: deploy 1.2.3, working-directory: /home/runner/work/octo-repo/octo-repo/out}}}
                    last: {steps: {1: {run: echo success}}}
                """,
            found: ["23:22 job \"test (mac)\", name: Test linux | Test mac"]),
        Case(
            testDescription: "a failing step fails its job, and skips what needs it",
            test: """
                mock: {build: {steps: {Compile: failure}}}
                expect:
                  conclusion: failure
                  runs: [build, last]
                  jobs:
                    build: {conclusion: failure, runs: [1, version, Compile, report, 5], steps: {report: {run: report success}}}
                    test: skipped
                    deploy: skipped
                    last: {steps: {1: {run: echo skipped}}}
                """),
        Case(
            testDescription: "continue-on-error, inputs and a pull request",
            test: """
                given: {event: pull_request, ref: topic, payload: {action: synchronize}}
                mock: {build: {steps: {Compile: {exit: 3}}}}
                expect:
                  conclusion: success
                  concurrency: ci-refs/pull/1/merge
                  jobs:
                    build: {steps: {Compile: {conclusion: success, outcome: failure, env: {GITHUB_HEAD_REF: topic}}}}
                    deploy: skipped
                """),
        Case(
            testDescription: "a timeout is a failure of the step",
            test: """
                given: {event: workflow_dispatch, inputs: {level: 7}}
                mock: {build: {steps: {Compile: timed-out}}}
                expect: {jobs: {build: {conclusion: failure, steps: {Compile: {outcome: failure, run: make 7}}}}}
                """),
        Case(
            testDescription: "in a cancelled run only always() goes on",
            test: """
                mock: {build: {steps: {Compile: cancelled}}}
                expect:
                  conclusion: cancelled
                  runs: [build, last]
                  jobs: {build: {conclusion: cancelled, runs: [1, version, Compile, 5]}, test: skipped}
                """),
        Case(
            testDescription: "a job mocked as a whole has outputs, and in a matrix failing fast cancels the rest",
            test: """
                mock: {build: {outputs: {version: 9}}, test (linux): failure}
                expect: {jobs: {build: success, test: failure, "test (mac)": cancelled, deploy: skipped}}
                """),
        Case(
            testDescription: "workflow commands that a step prints are carried out",
            test: """
                mock: {build: {steps: {version: {log: ["::set-output name=value::4.5", "::add-mask::secret"]}}}}
                expect: {jobs: {build: {outputs: {version: 4.5}}}}
                """),
        Case(
            testDescription: "the event's filters decide",
            test: """
                given: {changed: [src/docs/a.md]}
                expect: {triggers: true}
                """,
            found: ["5:24 push of refs/heads/main, triggers: true | false"]),
        Case(
            testDescription: "an event that starts the workflow without being expected to",
            test: """
                given: {ref: main}
                expect: {triggers: false}
                """,
            found: ["5:24 push of refs/heads/main, triggers: false | true"]),
        Case(
            testDescription: "each difference has the place of its expectation",
            test: """
                expect:
                  run-name: by me
                  conclusion: failure
                  concurrency: other
                  runs: [build, deploy]
                  jobs:
                    build:
                      runs-on: linux
                      outputs: {version: 1}
                      runs: [version]
                      steps:
                        Compile: {conclusion: failure, env: {MODE: debug, PATH: }, run: make}
                        report: {run: report}
                    deploy: success
                    last: {environment: x, concurrency: y, matrix: [{a: 1}]}
                """,
            found: [
                "5:17 run-name: by me | by octocat", "6:19 conclusion: failure | success",
                "7:20 concurrency group: other | ci-refs/heads/main", "8:21 runs: job \"deploy\" runs | it is skipped",
                "8:13 runs: build, deploy | also \"test (linux)\", \"test (mac)\", \"last\"",
                "12:30 job \"build\", output \"version\": 1 | not set",
                "11:20 job \"build\", runs-on: linux | self-hosted, linux",
                "13:17 job \"build\", runs: version | actions/checkout@v4, version, Compile, 5",
                "15:35 job \"build\", step \"Compile\", conclusion: failure | success",
                "15:56 job \"build\", step \"Compile\", env \"MODE\": debug | release",
                "15:69 job \"build\", step \"Compile\", env \"PATH\": not set | /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "15:77 job \"build\", step \"Compile\", run: make | make ",
                "16:27 job \"build\", step \"report\": report | the step does not run",
                "17:17 job \"deploy\", conclusion: success | skipped",
                "18:56 job \"last\", matrix: {a: 1} | 0 combinations", "18:29 job \"last\", environment: x | ",
                "18:45 job \"last\", concurrency group: y | nothing",
            ]),
        Case(
            testDescription: "names that the workflow doesn't have are findings",
            test: """
                mock: {biuld: success, build: {steps: {versoin: failure}}}
                expect: {runs: [tset], jobs: {deploy: {runs: [2], steps: {9: success}}, x: skipped}}
                """,
            found: [
                "4:12 there is no job \"biuld\"", "4:44 there is no step \"versoin\"", "5:21 there is no job \"tset\"",
                "5:63 there is no step \"9\"", "5:51 there is no step \"2\"", "5:77 there is no job \"x\"",
            ]),
        Case(
            testDescription: "inputs that the workflow doesn't have keep it from being planned",
            test: """
                given: {event: workflow_dispatch, inputs: {speed: 7}}
                expect: {}
                """,
            found: ["3:3 the workflow: it can be planned | it can't"]),
    ]

    @Test(arguments: cases) func finds(_ test: Case) async throws {
        let result = try await Self.play(test.test, workflow: test.workflow)
        #expect(Self.texts(result) == test.found)
    }

    /// Plays one case with the repository's root in a temporary folder.
    static func play(_ test: String, workflow: String, files: [String: String] = [:]) async throws -> TestResult {
        let body = test.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n")
        let text = "# A test.\ncases:\n  a case:\n\(body)\n"
        return try await withTemporaryFolder { folder in
            for (path, contents) in files {
                let file = folder.appending(path: path)
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(contents.utf8).write(to: file)
            }
            var options = ReadingOptions()
            options.root = folder.path
            options.readFile = { FileManager.default.contents(atPath: $0).map { Array($0) } }
            options.ignoresRemote = true
            let document = WorkflowReader(options: options).read(Array(workflow.utf8), path: ".github/workflows/ci.yml")
            let findings = document.diagnostics.filter { $0.severity == .error }
            #expect(findings.isEmpty, "\(findings)")
            let tests = TestFileReader().read(Array(text.utf8), path: "ci.test.yml")
            #expect(tests.diagnostics.isEmpty, "\(tests.diagnostics)")
            let scratch = folder.appending(path: "scratch").path
            let stage = TestStage(
                workflow: try #require(document.workflow), root: folder.path, scratch: scratch, file: "ci.test.yml")
            return try await stage.play(try #require(tests.file?.cases.first), number: 1)
        }
    }

    static func texts(_ result: TestResult) -> [String] {
        let place = { (range: SourceRange?) in "\(range?.start.line ?? 0):\(range?.start.column ?? 0)" }
        return result.findings.map { "\(place($0.range)) \($0.message)" }
            + result.mismatches.map { "\(place($0.range)) \($0.subject): \($0.expected) | \($0.actual)" }
    }
}
