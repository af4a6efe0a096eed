import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

/// What `runner exec` says of its workflows before it runs them. No job of these has a step to run.
@Suite struct ExecCheckTests {
    private static func workflow(_ jobs: String) -> String { "on: push\njobs:\n" + jobs }

    private static func job(_ name: String, condition: String, step: String = "echo") -> String {
        "  \(name):\n    if: \(condition)\n    runs-on: ubuntu-latest\n    steps:\n      - run: \(step)\n"
    }

    private func exec(_ text: String, _ options: [String] = []) async throws -> CommandRun {
        try await withTemporaryFolder { folder in
            try folder.write(text, to: "ci.yml")
            return try await CommandRun(["exec", "ci.yml", "--engine", "host", "--state", "state"] + options, folder: folder)
        }
    }

    /// A job whose only step surely fails.
    private static func failing(_ lines: String = "", step: String = "") -> String {
        workflow("  a:\n\(lines)    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ fromJSON('{a') }}\n\(step)")
    }

    @Test func `an error of a check stops the run before it begins`() async throws {
        let run = try await exec(Self.failing())
        #expect(run.status == .invalid)
        #expect(run.errors.contains("ci.yml:6:32: error: the text is not JSON"))
        #expect(run.output.isEmpty)
    }

    @Test(arguments: [
        failing("    if: github.ref == 'x'\n"), failing("    if: false\n", step: "        continue-on-error: true\n"),
        failing("    if: github.ref == 'x'\n", step: "        if: always()\n"),
    ])
    func `what need not fail stops nothing`(_ text: String) async throws {
        let run = try await exec(text)
        #expect(run.status == .success)
        #expect(run.errors.contains(": warning: the text is not JSON"))
        #expect(run.output.contains("skipped"))
    }

    @Test func `warnings are shown a line each, and not with --quiet`() async throws {
        let text = Self.workflow(Self.job("a", condition: "github.reff"))
        let run = try await exec(text)
        #expect(run.status == .success)
        #expect(run.errors == "ci.yml:4:16: warning: \"github\" has no member \"reff\" [expression]\n")
        #expect(try await exec(text, ["--quiet"]).errors.isEmpty)
        #expect(try await exec(text, ["--no-check"]).errors.isEmpty)
    }

    @Test func `of many warnings the first are shown`() async throws {
        let run = try await exec(Self.workflow((1...8).map { Self.job("j\($0)", condition: "github.reff") }.joined()))
        #expect(run.errors.split(separator: "\n").count == 6)
        #expect(run.errors.hasSuffix("and 3 more warnings: `runner check ci.yml` shows them\n"))
    }

    @Test func `jobs that are not asked for are not looked at`() async throws {
        let wrong = Self.job("b", condition: "github.reff", step: "echo ${{ fromJSON('{a') }}")
        let run = try await exec(Self.workflow(Self.job("a", condition: "github.ref == 'x'") + wrong), ["--job", "a"])
        #expect(run.status == .success)
        #expect(run.errors.isEmpty)
    }

    @Test func `a comment silences a warning here too`() async throws {
        let comment = "    # runner: ignore expression because it is a test\n"
        let job = Self.job("a", condition: "github.reff").replacingOccurrences(of: "    if", with: comment + "    if")
        let run = try await exec(Self.workflow(job))
        #expect(run.status == .success)
        #expect(run.errors.isEmpty)
    }
}
