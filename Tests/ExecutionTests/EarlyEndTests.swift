import Engines
import RunRecords
import Testing

@testable import Execution

/// Steps that end before their time.
@Suite struct EarlyEndTests {
    @Test func whatWeEndedOurselvesIsToldOnceWithTheReason() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {name: late, timeout-minutes: 0.0005, continue-on-error: true, run: forever}
                  - {id: server, name: server, background: true, run: "output nonsense\\nforever"}
                  - cancel: server
              b: {runs-on: ubuntu-latest, timeout-minutes: 0.05, steps: [{run: forever}]}
            """)
        // On a machine that stalls the job may be over before its process begins; then the job alone tells why.
        let ended = "error: The operation was canceled: the job has exceeded the maximum execution time of 0.05 minutes."
        #expect(Set(story.annotations).subtracting([ended]) == ["error: The step timed out after 0.0005 minutes."])
        #expect(story.job("b")?.reason?.contains("maximum execution time of 0.05 minutes") == true)
        #expect(!story.log.contains { $0.text.contains("signal") })
        let reasons = story.records.compactMap { if case .stepFinished(_, _, let end) = $0 { end.reason } else { nil } }
        #expect(reasons.contains("cancelled by a later step"))
    }

    @Test func aSandboxThatDiesFailsItsJobOnceAndNoOther() async throws {
        let story = try await Story.run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                outputs: {o: x}
                steps:
                  - {name: last, continue-on-error: true, run: die}
                  - {name: plain, run: out no}
                  - {name: always, if: always(), run: out no}
                  - parallel: [{name: inner, run: out no}]
              b: {runs-on: ubuntu-latest, steps: [{run: out fine}]}
              c: {runs-on: ubuntu-latest, needs: a, if: always(), steps: [{run: "out ${{ needs.a.result }}"}]}
            """)
        #expect(story.conclusion == .failure)
        #expect(story.jobs == ["a": .failure, "b": .success, "c": .success])
        #expect(story.job("a")?.reason == "the sandbox is gone")
        #expect(
            story.steps() == [
                "last: failure", "plain: skipped", "always: skipped", "Run 1 steps in parallel: skipped", "inner: skipped",
            ])
        #expect(story.annotations == ["error: the sandbox is gone", "notice: get another"])
        #expect(Set(story.printed) == ["fine", "failure"])
    }
}
