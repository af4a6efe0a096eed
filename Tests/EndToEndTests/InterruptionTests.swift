import Foundation
import TestSupport
import Testing

/// Ctrl-C, with the real program.
@Suite struct InterruptionTests {
    /// Starts a workflow, and interrupts the runner once a step has said `ready`.
    private func interrupted(
        _ workflow: String, engine: String, times: Int = 1, _ body: (StartedProgram) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let repository = try await makeRepository(in: folder)
            let path = folder.appending(path: "workflow.yml")
            try Data(workflow.utf8).write(to: path)
            let runner = try StartedProgram(try builtProgram("runner"), ["exec", path.path, "--engine", engine], in: repository)
            let began = try await eventually { runner.output.contains("| ready\n") }
            try #require(began, "\(runner.output)\(runner.errors)")
            // A shell sends the second one: the tests' own process may be busy for longer than the steps' grace.
            let again = String(repeating: "; sleep 0.5; kill -INT \(runner.pid)", count: times - 1)
            _ = try await runProgram(URL(filePath: "/bin/bash"), ["-c", "kill -INT \(runner.pid)" + again], in: folder)
            try await body(runner)
            #expect(try await ProcessTable.controlGroups(ofRunner: runner.pid) == "")
            let jobs = repository.appending(path: ".runner/runs/000001/jobs/one").path
            let left = try FileManager.default.contentsOfDirectory(atPath: jobs)
            #expect(left.allSatisfy { $0.hasSuffix(".log") || $0 == "summary.md" }, "\(left)")
        }
    }

    @Test(arguments: Engines.usable) func theFirstCancelsAsGitHubDoes(_ engine: String) async throws {
        let mark = Self.mark()
        let workflow = Self.workflow(
            """
                  - run: |
                      trap 'echo "told to end"; exit 3' INT
                      echo ready
                      while :; do sleep 0.05; done # \(mark)
                  - run: echo "not this"
                  - if: always()
                    run: echo "always this"
                  - if: cancelled()
                    run: echo "and this"
              two:
                needs: one
                runs-on: ubuntu-latest
                steps: [{run: echo "nor this"}]
            """)
        try await interrupted(workflow, engine: engine) { runner in
            #expect(await runner.end() == 130)
            let output = runner.output
            for text in ["| told to end\n", "| always this\n", "| and this\n"] { #expect(output.contains(text), "\(output)") }
            for text in ["| not this\n", "| nor this\n"] { #expect(!output.contains(text), "\(output)") }
            #expect(runner.errors.contains("runner: cancelling; press Ctrl-C again to kill at once\n"))
            #expect(ProcessTable.running(mark).isEmpty)
        }
    }

    @Test(arguments: Engines.usable) func theSecondKillsAtOnce(_ engine: String) async throws {
        let mark = Self.mark()
        let workflow = Self.workflow(
            """
                  - run: |
                      trap '' INT TERM
                      setsid sleep \(mark) &
                      echo ready
                      while :; do sleep 0.05; done
                  - if: always()
                    run: echo "not this"
            """)
        try await interrupted(workflow, engine: engine, times: 2) { runner in
            #expect(await runner.end() == 130)
            #expect(!runner.output.contains("| not this\n"), "\(runner.output)")
            #expect(ProcessTable.running(mark).isEmpty)
        }
    }

    /// - Parameter steps: Of the job `one`, indented as steps are; other jobs may follow.
    private static func workflow(_ steps: String) -> String {
        "on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n" + steps
    }

    private static func mark() -> String {
        "\(Int.random(in: 100_000_000...900_000_000))"
    }
}
