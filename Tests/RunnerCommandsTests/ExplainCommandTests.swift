import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

@Suite struct ExplainCommandTests {
    private static let workflow = """
        on:
          push:
            branches: [main, '!wip/**', 'release/**']
            paths: ['src/**', '!src/docs/**']
        concurrency: ci
        jobs:
          build:
            runs-on: ubuntu-latest
            outputs: {version: "${{ steps.a.outputs.v }}"}
            steps: [{id: a, run: make}]
          deploy:
            needs: build
            if: github.ref == 'refs/heads/main' && needs.build.outputs.version != ''
            runs-on: ubuntu-latest
            steps: [{run: deploy}]
          other:
            if: github.event_name == 'push'
            runs-on: gpu
            concurrency: {group: "o-${{ github.ref_name }}", cancel-in-progress: true}
            steps: [{run: other}]
        """

    private func explain(_ words: [String], workflow: String = Self.workflow) async throws -> CommandRun {
        try await withTemporaryFolder { folder in
            try folder.write(workflow, to: ".github/workflows/ci.yml")
            return try await CommandRun(["explain"] + words, folder: folder)
        }
    }

    @Test func tellsWhichPatternStartsItAndWhatBecomesOfEachJob() async throws {
        let run = try await explain(["--changed", "src/a.c", "--changed", "src/docs/b.md"])
        #expect(run.status == .success, "\(run.errors)")
        expectGolden(run.output, fixture("RunnerCommandsTests", "explain-event.txt"))
    }

    @Test func tellsWhichPatternKeepsItBack() async throws {
        let run = try await explain(["--changed", "src/docs/b.md"])
        #expect(run.output.contains("ci.yml does not run for push"))
        #expect(run.output.contains("paths: \"src/docs/b.md\" does not pass"))
        #expect(run.output.contains(".github/workflows/ci.yml:4:23: \"!src/docs/**\" matches, which decides"))
        let other = try await explain(["--event", "pull_request"])
        #expect(other.output.contains("the workflow has no trigger \"pull_request\", only \"push\""))
    }

    @Test func programsGetTheSame() async throws {
        let run = try await explain(["--changed", "src/a.c", "--format", "json"])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let workflow = try #require((object["workflows"] as? [[String: Any]])?.first)
        let jobs = try #require(workflow["jobs"] as? [[String: Any]])
        #expect(jobs.map { $0["conclusion"] as? String } == ["success", "skipped", "not_run"])
        #expect(jobs[1]["awaited_outputs"] as? [String] == ["build"])
        #expect((workflow["departures"] as? [Any])?.count == 3)
    }

    @Test func aRunTellsWhyJobsAndStepsWereSkipped() async throws {
        let workflow = """
            on: push
            jobs:
              build:
                runs-on: ubuntu-latest
                env: {LEVEL: low, SECRET: "${{ secrets.KEY }}"}
                steps:
                  - {name: Compile, run: "echo '::error file=a.c,line=3::no semicolon'; exit 2"}
                  - {name: Test, run: "true"}
                  - {name: Report, if: "failure() && env.LEVEL == 'high'", run: "true"}
                  - {name: Leak, if: "always() && env.SECRET == 'x'", run: "true"}
              deploy:
                needs: build
                if: success() || github.ref == 'x'
                runs-on: ubuntu-latest
                steps: [{run: "true"}]
              matrix:
                runs-on: nowhere
                steps: [{run: "true"}]
            """
        try await withTemporaryFolder { folder in
            try folder.write(workflow, to: ".github/workflows/ci.yml")
            let exec = try await CommandRun(
                ["exec", "--engine", "host", "--secret", "KEY=swordfish", "-q", "--format", "plain"], folder: folder)
            #expect(exec.status == .failed)
            let run = try await CommandRun(["explain", "1"], folder: folder)
            #expect(!run.output.contains("swordfish"))
            expectGolden(run.output, fixture("RunnerCommandsTests", "explain-run.txt"))
            let step = try await CommandRun(["explain", "1", "--job", "build", "--step", "4", "--format", "json"], folder: folder)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(step.output.utf8)) as? [String: Any])
            let jobs = try #require(object["jobs"] as? [[String: Any]])
            let steps = try #require(jobs.first?["steps"] as? [[String: Any]])
            #expect(jobs.count == 1 && steps.count == 1)
            #expect((steps[0]["condition"] as? [String: Any])?["value"] as? String == "false")
            let missing = try await CommandRun(["explain", "1", "--job", "nothing"], folder: folder)
            #expect(missing.status == .usage)
            #expect(try await CommandRun(["explain", "7"], folder: folder).status == .usage)
        }
    }

    @Test func eachDepartureIsARowOfTheDocumentation() throws {
        let text = try String(contentsOf: packageRoot.appending(path: "docs/compatibility.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }
        for row in Departure.table {
            let found = rows.first { $0.hasPrefix("| \(row.behaviour) |") }
            #expect(found?.contains("different") == true || found?.contains("missing") == true, "\(row.behaviour)")
        }
    }
}
