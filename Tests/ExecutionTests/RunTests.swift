import Engines
import Expressions
import Planning
import RunRecords
import Testing

@testable import Execution

/// Whole runs with an engine that plays its processes.
@Suite struct RunTests {
    @Test func aRunOfOneStepLeavesTheseRecords() async throws {
        let story = try await Story.run(
            "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: out hello\n")
        #expect(story.conclusion == .success)
        #expect(story.printed == ["hello"])
        let kinds = story.records.map { record in
            switch record {
            case .runPlanned: "planned"
            case .jobStarted: "job"
            case .stepStarted(_, let number, let start): "\(number) \(start.name)"
            case .stepFinished(_, let number, let end): "\(number) \(end.conclusion)"
            case .jobFinished(_, let end): "job \(end.conclusion)"
            case .runFinished(let conclusion): "run \(conclusion)"
            default: "other"
            }
        }
        #expect(
            kinds == [
                "planned", "job", "1 Set up job", "1 success", "2 Run out hello", "2 success", "3 Complete job", "3 success", "job success",
                "run success",
            ])
    }

    @Test func outputsEnvAndPathReachLaterStepsAndJobs() async throws {
        let story = try await Story.run(
            """
            on: push
            env: {LEVEL: workflow, W: "1"}
            jobs:
              a:
                runs-on: ubuntu-latest
                env: {LEVEL: job}
                outputs:
                  word: ${{ steps.say.outputs.word }}
                  empty: ${{ steps.none.outputs.word }}
                steps:
                  - id: say
                    run: |
                      output word=swift
                      env LEVEL=file
                      path /one
                      path /two
                  - run: |
                      show LEVEL
                      show PATH
                      show W
                      out ${{ env.LEVEL }} ${{ steps.say.outcome }} ${{ job.status }} ${{ matrix }}
                  - env: {LEVEL: step}
                    run: show LEVEL
                  - run: show LEVEL
              b:
                needs: a
                runs-on: ubuntu-latest
                steps:
                  - run: out ${{ needs.a.result }} ${{ needs.a.outputs.word }} ${{ toJSON(needs.a.outputs.empty) }}
            """)
        #expect(
            story.printed == [
                "LEVEL=file", "PATH=/two:/one:/bin", "W=1", "file success success ", "LEVEL=step", "LEVEL=file", "success swift null",
            ])
    }

    @Test func conditionsFollowTheStatus() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {name: forgiven, id: f, run: exit 3, continue-on-error: true}
                  - {name: goes on, run: "out ${{ steps.f.outcome }} ${{ steps.f.conclusion }}"}
                  - {name: bad, run: exit 4}
                  - {name: skipped, run: out x}
                  - {name: on failure, if: failure(), run: out failed}
                  - {name: always, if: always(), run: out always}
                  - {name: wrong, if: "fromJSON('{') && always()", run: out x}
            """)
        #expect(
            story.steps() == [
                "forgiven: failure/success", "goes on: success", "bad: failure", "skipped: skipped", "on failure: success",
                "always: success", "wrong: failure",
            ])
        #expect(story.printed == ["failure success", "failed", "always"])
        #expect(story.conclusion == .failure)
    }

    @Test func aFailedJobWithContinueOnErrorPasses() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a: {runs-on: ubuntu-latest, continue-on-error: true, steps: [{run: exit 1}]}
              b: {runs-on: ubuntu-latest, needs: a, steps: [{run: "out ${{ needs.a.result }}"}]}
            """)
        #expect(story.conclusion == .success)
        #expect(story.job("a")?.outcome == .failure)
        #expect(story.printed == ["success"])
    }

    @Test func aFailedCombinationCancelsTheOthers() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                strategy: {matrix: {n: [1, 2, 3]}}
                steps:
                  - run: ${{ matrix.n == 1 && 'exit 1' || 'forever' }}
                  - {if: cancelled(), run: "out cleaned ${{ matrix.n }}"}
            """)
        #expect(story.conclusion == .failure)
        #expect(story.jobs == ["a (1)": .failure, "a (2)": .cancelled, "a (3)": .cancelled])
        #expect(Set(story.printed) == ["cleaned 2", "cleaned 3"])
    }

    @Test func whatNobodyCanRunIsNotRunAndSaidSo() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              windows: {runs-on: windows-latest, steps: [{run: out x}]}
              action: {runs-on: ubuntu-latest, steps: [{uses: "docker://alpine"}]}
              boxed: {runs-on: ubuntu-latest, container: debian, steps: [{run: out x}]}
              plain: {runs-on: ubuntu-latest, container: "", steps: [{run: out plain}]}
              gated: {runs-on: ubuntu-latest, environment: production, steps: [{run: out x}]}
              after: {runs-on: ubuntu-latest, needs: windows, steps: [{run: out x}]}
            """)
        #expect(story.conclusion == .notRun)
        #expect(
            story.jobs == [
                "windows": .notRun, "action": .notRun, "boxed": .notRun, "plain": .success, "gated": .notRun, "after": .skipped,
            ])
        let reason = try #require(story.job("windows")?.reason)
        #expect(reason.hasPrefix("ci.yml:3:"))
        #expect(reason.contains(": no engine serves the label \"windows-latest\""))
        #expect(story.job("action")?.reason?.hasPrefix("ci.yml:4:") == true)
    }

    @Test func secretsAreMaskedEverywhere() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                outputs: {leak: "${{ steps.s.outputs.v }}", fine: ok}
                steps:
                  - {id: s, name: "with ${{ secrets.TOKEN }}", run: "output v=swordfish\\nout a swordfish b\\nout ::error::swordfish"}
                  - run: out ::add-mask::trout
                  - run: out trout ${{ github.token }}
            """
        ) { $0.secrets = ["TOKEN": "swordfish"] }
        #expect(story.printed == ["a *** b", "##[error]***", "*** "])
        #expect(story.steps()[0] == "with ***: success")
        #expect(story.job("a")?.outputs.map(\.name) == ["fine"])
        #expect(!story.log.contains { $0.text.contains("swordfish") })
    }

    @Test func backgroundStepsCountOnlyAfterTheWait() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {id: slow, name: slow, background: true, run: "await go\\noutput v=1\\nenv E=2"}
                  - {name: before, run: "out before [${{ steps.slow.outcome }}] [${{ env.E }}]\\nraise go"}
                  - wait: slow
                  - {name: after, run: "out after ${{ steps.slow.outputs.v }} ${{ env.E }}"}
                  - {id: server, name: server, background: true, run: forever}
                  - cancel: server
                  - parallel:
                      - {name: one, run: "await two"}
                      - {name: two, run: "raise two"}
                  - {name: unwaited, background: true, run: exit 1}
            """)
        #expect(story.printed == ["before [] []", "after 1 2"])
        #expect(story.steps().contains("server: cancelled"))
        #expect(story.steps().contains("one: success"))
        #expect(story.conclusion == .failure)
    }

    @Test func aWaitTakesTheResultOfTheStepsWaitedFor() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {id: bad, name: bad, background: true, run: exit 1}
                  - {id: good, name: good, background: true, run: out good}
                  - {name: one, wait: good}
                  - {name: both, wait: [bad, good], id: w}
                  - {if: always(), run: "out ${{ steps.bad.outcome }} ${{ steps.w.conclusion }} ${{ job.status }}"}
              b:
                runs-on: ubuntu-latest
                steps:
                  - {id: bad, name: bad, background: true, run: exit 1}
                  - {name: all, wait-all: true, continue-on-error: true}
                  - {name: after, run: "out b ${{ job.status }}"}
            """)
        #expect(story.jobs == ["a": .failure, "b": .success])
        #expect(Set(story.printed) == ["good", "failure failure failure", "b success"])
        #expect(Set(story.steps()).isSuperset(of: ["one: success", "both: failure"]))
        #expect(story.steps(of: "b").contains("all: failure/success"))
        let reasons = story.records.compactMap { if case .stepFinished(_, _, let end) = $0 { end.reason } else { nil } }
        #expect(reasons.filter { $0 == "a step that it waited for failed: \"bad\"" }.count == 2)
    }

    @Test func aCancelledStepThatHadFailedKeepsItsFailure() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {id: bad, name: bad, background: true, run: exit 1}
                  - {id: good, name: good, background: true, run: out good}
                  - {name: first, wait: good}
                  - {id: server, name: server, background: true, run: forever}
                  - cancel: server
                  - wait-all:
                  - cancel: bad
            """)
        #expect(story.jobs == ["a": .failure])
        #expect(story.steps().contains("bad: failure") && story.steps().contains("server: cancelled"))
        let control = StepControl()
        #expect(control.settle() == nil)
        control.cancel(.cancelledByStep)
        #expect(control.cause == nil)
    }

    @Test func stepAndJobTimeoutsDiffer() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {name: late, timeout-minutes: 0.0005, run: forever}
              b:
                runs-on: ubuntu-latest
                timeout-minutes: 0.0005
                steps:
                  - {name: late, run: forever}
                  - {if: always(), run: out cleaned}
            """)
        #expect(story.jobs == ["a": .failure, "b": .cancelled])
        #expect(story.steps() == ["late: failure"])
        #expect(story.printed == ["cleaned"])
    }

    @Test func cancellingRunsWhatAsksForIt() async throws {
        let control = RunControl()
        let engine = FakeEngine()
        async let cancelling: Void = {
            await engine.latches.wait("started")
            control.cancel(reason: "Ctrl-C")
        }()
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {name: running, run: "raise started\\nforever"}
                  - {name: plain, run: out plain}
                  - {name: always, if: always(), run: out always}
                  - {name: cancelled, if: cancelled(), run: "out ${{ job.status }}"}
                  - {name: failed, if: failure(), run: out failed}
              b: {runs-on: ubuntu-latest, needs: a, steps: [{run: out b}]}
              c: {runs-on: ubuntu-latest, needs: a, if: always(), steps: [{run: "out c ${{ needs.a.result }}"}]}
            """, engine: engine
        ) { $0.control = control }
        await cancelling
        #expect(story.conclusion == .cancelled)
        #expect(story.printed == ["always", "cancelled", "c cancelled"])
        #expect(story.jobs == ["a": .cancelled, "b": .skipped, "c": .success])
    }

    @Test func aStepWithAlwaysGoesOnWhenTheRunIsCancelled() async throws {
        let control = RunControl()
        let engine = FakeEngine()
        async let cancelling: Void = {
            await engine.latches.wait("started")
            control.cancel(reason: "Ctrl-C")
            engine.latches.raise("go")
        }()
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {name: stays, if: always(), run: "raise started\\nawait go\\nout done"}
            """, engine: engine
        ) { $0.control = control }
        await cancelling
        #expect(story.printed == ["done"])
        #expect(story.steps() == ["stays: success"])
        #expect(story.jobs == ["a": .cancelled])
    }

    @Test func matricesOfNeedsAreExpandedWhenTheNeedsAreDone() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a: {runs-on: ubuntu-latest, outputs: {list: "${{ steps.l.outputs.list }}"}, steps: [{id: l, run: 'output list=["x","y"]'}]}
              b:
                needs: a
                runs-on: ubuntu-latest
                strategy: {max-parallel: 1, matrix: {word: "${{ fromJSON(needs.a.outputs.list) }}"}}
                steps: [{run: "out ${{ matrix.word }} ${{ strategy.job-index }}/${{ strategy.job-total }}"}]
            """)
        #expect(story.printed == ["x 0/2", "y 1/2"])
        #expect(story.jobs == ["a": .success, "b (x)": .success, "b (y)": .success])
    }

    @Test func jobsOfAConcurrencyGroupTakeTurns() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a: {runs-on: ubuntu-latest, concurrency: {group: g, queue: max}, steps: [{run: "out a1\\nout a2"}]}
              b: {runs-on: ubuntu-latest, concurrency: {group: G, queue: max}, steps: [{run: "out b1\\nout b2"}]}
            """)
        #expect(story.printed == ["a1", "a2", "b1", "b2"])
        #expect(story.conclusion == .success)
    }

    @Test func errorsInExpressionsFailTheStepWithTheirPlace() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - name: bad script
                    run: out ${{ fromJSON('{') }}
                  - {if: always(), run: "out {a} ${{ fromJSON('{') }} end"}
                  - {name: bad timeout, if: always(), timeout-minutes: "${{ github.ref }}", run: out x}
            """)
        #expect(story.steps() == ["bad script: failure", "Run out {a} ${{ … }} end: failure", "bad timeout: failure"])
        #expect(story.annotations.contains { $0.hasPrefix("error: ci.yml:7:") })
    }

    @Test func theProcessFindsTheRunnersVariables() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - id: s
                    env: {GITHUB_REPOSITORY: mine, GITHUB_MINE: mine, CI: "no"}
                    working-directory: sub/./folder
                    shell: bash
                    run: out x
            """)
        let request = try #require(story.requests.first)
        let environment = request.environment
        #expect(environment["GITHUB_REPOSITORY"] == "octo/cat")
        #expect(environment["GITHUB_MINE"] == "mine")
        #expect(environment["CI"] == "no")
        #expect(environment["GITHUB_ACTIONS"] == "true")
        #expect(environment["GITHUB_ACTION"] == "s")
        #expect(environment["GITHUB_WORKSPACE"] == "/home/runner/work/cat/cat")
        #expect(environment["RUNNER_TEMP"] == "/home/runner/work/_temp")
        #expect(environment["GITHUB_TOKEN"] == nil)
        #expect(environment["HOME"] == "/root")
        #expect(request.workingDirectory == "/home/runner/work/cat/cat/sub/folder")
        #expect(Array(request.arguments.dropLast()) == ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail"])
        #expect(request.files.contains { $0.path == environment["GITHUB_EVENT_PATH"] })
    }
}
