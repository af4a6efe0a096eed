import Foundation
import TestSupport
import Testing

/// The commands around a run, with the real program: what ran, what it printed, what would run, and the exit statuses.
@Suite struct CommandTests {
    private static let workflow = """
        name: two
        on: push
        jobs:
          first:
            runs-on: ubuntu-latest
            steps:
              - run: echo "one"; echo "two" >&2
              - run: echo "three"
          second:
            needs: first
            runs-on: ubuntu-latest
            steps: [{run: exit 7}]
        """

    /// A repository with that workflow where GitHub wants it, run once.
    private func afterARun(_ body: (URL, (String...) async throws -> ProgramResult) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let repository = try await makeRepository(in: folder)
            let place = repository.appending(path: ".github/workflows")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try Data(Self.workflow.utf8).write(to: place.appending(path: "two.yml"))
            let runner = try builtProgram("runner")
            let call = { (arguments: String...) in try await runProgram(runner, arguments, in: repository) }
            let run = try await call("exec", "--engine", "host", "--quiet")
            #expect(run.status == 1, "\(run.output)\(run.errors)")
            try await body(repository, call)
        }
    }

    @Test func runsAndLogsTellWhatRan() async throws {
        try await afterARun { _, call in
            let runs = try await call("runs")
            #expect(runs.output.contains("failure") && runs.output.contains("push") && runs.output.contains("two  2 jobs"))
            let json = try await call("runs", "--json")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect(object["conclusion"] as? String == "failure")
            #expect(object["id"] as? Int == 1)
            let step = try await call("logs", "1", "--job", "first", "--step", "2")
            #expect(step.output.hasPrefix("== first, step 2: Run echo \"one\"; echo \"two\" >&2\n"))
            #expect(step.output.contains("\none\n") && step.output.contains("\ntwo\n") && !step.output.contains("three"))
            let raw = try await call("logs", "--raw", "--job", "first", "--step", "3")
            #expect(
                raw.output.split(separator: "\n").contains { $0.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z O three/) != nil })
            let timed = try await call("logs", "--timestamps", "--job", "first", "--step", "3")
            #expect(timed.output.split(separator: "\n").contains { $0.wholeMatch(of: /\d{4}-[-\d]+T[:.\d]+Z three/) != nil })
        }
    }

    @Test func whatIsNotThereIsAUsageError() async throws {
        try await afterARun { _, call in
            for arguments in [
                ["logs", "99"], ["logs", "1", "--job", "third"], ["exec", "missing.yml"], ["exec", "--no-such-option"], ["nonsense"],
            ] {
                let result = try await runProgram(
                    builtProgram("runner"), arguments, in: URL(filePath: "/tmp"), environment: ["RUNNER_STATE": "/nonexistent"])
                #expect(result.status == 2, "\(arguments): \(result.output)\(result.errors)")
                #expect(result.errors.hasPrefix("runner: ") && result.errors.contains("help: "), "\(arguments): \(result.errors)")
            }
            let job = try await call("exec", "--job", "frist")
            #expect(job.status == 2)
            #expect(job.errors.contains("did you mean \"first\"?"))
        }
    }

    @Test func planDrawsTheNeeds() async throws {
        try await afterARun { _, call in
            let text = try await call("plan", "--ascii")
            #expect(text.status == 0)
            #expect(text.output.contains("first") && text.output.contains("second"))
            let json = try await call("plan", "--format", "json")
            let plans = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
            let jobs = try #require(plans.first?["jobs"] as? [[String: Any]])
            #expect(jobs.map { $0["id"] as? String } == ["first", "second"])
            #expect(jobs.map { $0["engine"] as? String } == ["sandbox", "sandbox"])
        }
    }

    @Test func planTellsWhatExecWouldRefuse() async throws {
        try await afterARun { repository, call in
            let other = """
                on: push
                jobs:
                  a: {runs-on: ubuntu-latest, snapshot: image, steps: [{run: x}]}
                  b: {runs-on: "${{ matrix.os }}", strategy: {matrix: {os: [ubuntu-latest, plan9]}}, steps: [{run: x}]}
                  c: {runs-on: ubuntu-latest, timeout-minutes: "${{ fromJSON(github.ref_name) }}", steps: [{run: x}]}
                  d: {runs-on: "on-${{ needs.a.outputs.x }}", needs: a, steps: [{run: x}]}
                  e: {runs-on: "${{ matrix.os }}", strategy: {matrix: {os: [ubuntu-latest, plan9]}}, steps: [{uses: "docker://x"}]}
                """
            try Data(other.utf8).write(to: repository.appending(path: "other.yml"))
            let text = try await call("plan", "--ascii", "other.yml").output
            #expect(text.contains("a  not run: other.yml:3:"), "\(text)")
            #expect(text.contains("b x 2  1 of 2 not run: other.yml:4:16: no engine serves the label \"plan9\""), "\(text)")
            #expect(text.contains("c  fails: other.yml:5:"), "\(text)")
            #expect(text.contains("d  on ${{ format('on-{0}', needs.a.outputs.x) }}\n"), "\(text)")
            let json = try await call("plan", "--format", "json", "other.yml")
            let plans = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
            let jobs = try #require(plans.first?["jobs"] as? [[String: Any]])
            #expect(jobs.map { $0["not-run"] is String } == [true, false, true, false, false, true, true])
            #expect(jobs.map { $0["fails"] is String } == [false, false, false, true, false, false, false])
            let both = try #require(jobs[6]["not-run"] as? String)
            #expect(both.contains("is a container") && both.contains("no engine serves the label \"plan9\""), "\(both)")
            // The run says the same.
            let run = try await call("exec", "other.yml", "--no-check", "--engine", "host", "--format", "plain")
            let reason = try #require(jobs[0]["not-run"] as? String)
            #expect(run.output.contains(reason), "\(run.output)")
        }
    }

    @Test func onlyTheWorkflowsOfTheEventRun() async throws {
        try await afterARun { repository, call in
            let other = "on: {push: {branches: [other]}}\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: exit 1}]}}\n"
            try Data(other.utf8).write(to: repository.appending(path: ".github/workflows/other.yml"))
            let job = try await call("exec", "--engine", "host", "--job", "first")
            #expect(job.output.contains("not started: .github/workflows/other.yml: "), "\(job.output)\(job.errors)")
            let named = try await call("exec", ".github/workflows/other.yml", "--engine", "host")
            #expect(named.status == 1)
            #expect(named.errors.contains("no workflow runs for push of refs/heads/main"))
            let forced = try await call("exec", ".github/workflows/other.yml", "--engine", "host", "--no-filters")
            #expect(forced.output.contains("exit status 1") || forced.output.contains("exit code 1"))
        }
    }

    @Test func anInvalidWorkflowStopsBeforeAnythingRuns() async throws {
        try await afterARun { repository, call in
            let wrong = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    neds: b\n    steps: [{run: echo ran}]\n"
            try Data(wrong.utf8).write(to: repository.appending(path: ".github/workflows/wrong.yml"))
            let result = try await call("exec", "--engine", "host")
            #expect(result.status == 3)
            #expect(result.errors.contains(".github/workflows/wrong.yml:5:5: error: "), "\(result.errors)")
            #expect(result.errors.contains("^~~~"))
            #expect(!result.output.contains("ran"))
        }
    }

    @Test func secretsComeFromFilesEnvironmentAndOptions() async throws {
        try await withTemporaryFolder { folder in
            let repository = try await makeRepository(
                in: folder, setup: "echo 'FROM_FILE=file-secret' > .secrets; echo 'WHO=world' > .vars; echo 'MOOD=fine' > .env")
            let text = """
                on: push
                jobs:
                  a:
                    runs-on: ubuntu-latest
                    steps:
                      - run: echo "${{ secrets.FROM_FILE == 'file-secret' }} ${{ secrets.FROM_ENV == 'env-secret' }} hello ${{ vars.WHO }}, $MOOD, ${{ secrets.FROM_ENV }}"
                """
            try Data(text.utf8).write(to: repository.appending(path: "w.yml"))
            let result = try await runProgram(
                builtProgram("runner"), ["exec", "w.yml", "--engine", "host", "--secret", "FROM_ENV"], in: repository,
                environment: ["FROM_ENV": "env-secret"])
            #expect(result.output.contains("true true hello world, fine, ***"), "\(result.output)\(result.errors)")
            let missing = try await runProgram(
                builtProgram("runner"), ["exec", "w.yml", "--engine", "host", "--secret", "NOWHERE"], in: repository,
                environment: ["CI": "true"])
            #expect(missing.status == 2)
            // Nothing of a secret is on disk but in the file it came from.
            let search = try await runProgram(URL(filePath: "/usr/bin/grep"), ["-rlE", "file-secret|env-secret", "."], in: repository)
            #expect(
                search.output.split(separator: "\n").sorted() == ["./.secrets", "./.runner/runs/000001/workflow.yml", "./w.yml"].sorted())
        }
    }
}
