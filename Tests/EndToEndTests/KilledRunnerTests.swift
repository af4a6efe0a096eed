import Foundation
import TestSupport
import Testing

/// What is left when the runner is killed with no chance to clear away, and what the next one makes of it.
@Suite struct KilledRunnerTests {
    enum Victims: String, CaseIterable, Sendable {
        case runner = "the runner"
        case runnerAndKeeper = "the runner and what keeps its sandbox"
    }

    @Test(arguments: Engines.usable, Victims.allCases)
    func nothingOfAKilledRunIsLeft(_ engine: String, _ victims: Victims) async throws {
        try await withTemporaryFolder { folder in
            let repository = try await makeRepository(in: folder)
            let mark = "\(Int.random(in: 100_000_000...900_000_000))"
            try Data(Self.workflow(mark).utf8).write(to: folder.appending(path: "workflow.yml"))
            let workflow = folder.appending(path: "workflow.yml").path
            let runner = try StartedProgram(try builtProgram("runner"), ["exec", workflow, "--engine", engine], in: repository)
            let log = repository.appending(path: ".runner/runs/000001/jobs/sleeper/02-sleep.log")
            let text = { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
            let began = try await eventually { text().contains("first line\n") && !ProcessTable.running("sleep\0\(mark)").isEmpty }
            try #require(began, "\(runner.errors)")
            try await kill(runner, victims)

            let isGone = try await eventually { ProcessTable.running(mark).isEmpty }
            #expect(isGone)
            #expect(try !String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8).contains(folder.path))
            #expect(text().contains("first line\n"))
            let memory = text().split(separator: "\n").compactMap { $0.split(separator: "memory: ").last }.first { $0.hasPrefix("/") }
            let isMemoryGone = try await eventually { !FileManager.default.fileExists(atPath: String(memory ?? "/")) }
            #expect(isMemoryGone, "\(memory ?? "")")
            let runs = try await runProgram(try builtProgram("runner"), ["runs"], in: repository)
            #expect(runs.output.contains("the runner stopped"), "\(runs.output)")

            try Data(Self.shortWorkflow.utf8).write(to: folder.appending(path: "workflow.yml"))
            let next = try await runProgram(try builtProgram("runner"), ["exec", workflow, "--engine", engine], in: repository)
            #expect(next.status == 0, "\(next.output)\(next.errors)")
            #expect(next.errors.contains("runner: run 1 ended when its runner stopped; what was left of it is removed"), "\(next.errors)")
            let left = try FileManager.default.contentsOfDirectory(atPath: log.deletingLastPathComponent().path)
            #expect(left.allSatisfy { $0.hasSuffix(".log") || $0 == "summary.md" }, "\(left)")
            #expect(try await ProcessTable.controlGroups(ofRunner: runner.pid) == "")
            // Told once.
            let last = try await runProgram(try builtProgram("runner"), ["exec", workflow, "--engine", engine], in: repository)
            #expect(!last.errors.contains("its runner stopped"))
        }
    }

    /// Kills without a moment in between in which one could see the other's end.
    private func kill(_ runner: StartedProgram, _ victims: Victims) async throws {
        Foundation.kill(runner.pid, SIGSTOP)
        if victims == .runnerAndKeeper {
            for child in ProcessTable.children(of: runner.pid) { Foundation.kill(child, SIGKILL) }
        }
        Foundation.kill(runner.pid, SIGKILL)
        #expect(await runner.end() == -SIGKILL)
    }

    /// Processes that hold on to life, one of them a daemon.
    private static func workflow(_ mark: String) -> String {
        """
        on: push
        jobs:
          sleeper:
            runs-on: ubuntu-latest
            steps:
              - name: sleep
                run: |
                  echo "memory: ${GITHUB_OUTPUT%/*}"
                  echo "first line"
                  trap '' INT TERM HUP
                  setsid sleep \(mark) &
                  sleep \(mark)
        """
    }

    private static let shortWorkflow = """
        on: push
        jobs:
          short:
            runs-on: ubuntu-latest
            steps: [{run: "true"}]
        """
}
