import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

@Suite struct CheckCommandTests {
    private static let good = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n"
    private static let bad = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - rum: echo\n"
    private static let broken = "on: [push\njobs: {}\n"

    @Test func withoutFilesTheRepositorysWorkflowsAreChecked() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(Self.good, to: ".github/workflows/b.yml")
            try folder.write(Self.bad, to: ".github/workflows/a.yaml")
            try folder.write(Self.bad, to: ".github/workflows/notes.txt")
            try folder.write("", to: "deep/down/file")
            let run = try await CommandRun(["check"], folder: folder)
            #expect(run.status == .failed)
            #expect(run.output.hasPrefix(".github/workflows/a.yaml:6:"))
            #expect(run.output.contains("6 |       - rum: echo\n"))
            #expect(run.output.contains("\n2 files checked: "))
            let below = try await CommandRun(["check"], folder: folder.appending(path: "deep/down"))
            #expect(below.output.hasPrefix("../../.github/workflows/a.yaml:6:"))
        }
    }

    @Test func nothingFoundIsSuccess() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(Self.good, to: "x.yml")
            let text = try await CommandRun(["check", "--no-scripts", "x.yml"], folder: folder)
            #expect(text.status == .success)
            #expect(text.output == "1 file checked, nothing found\n")
            // Without a PATH there are no other programs.
            let noted = try await CommandRun(["check", "x.yml"], folder: folder)
            #expect(noted.status == .success)
            #expect(noted.output == text.output + "note: shellcheck is not installed: scripts for it were not checked\n")
            let json = try await CommandRun(["check", "--format", "json", "x.yml"], folder: folder)
            #expect(json.status == .success)
            #expect(json.output == "[]\n")
        }
    }

    @Test func withoutAnyWorkflowTheUserIsTold() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("", to: ".git/HEAD")
            let run = try await CommandRun(["check"], folder: folder)
            #expect(run.status == .usage)
            #expect(run.errors.hasPrefix("runner: there is no folder \".github/workflows\"\n  help: workflows live in "))
        }
    }

    @Test func jsonHoldsEveryFindingWithItsPlace() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(Self.broken, to: "x.yml")
            let run = try await CommandRun(["check", "--format=json", "x.yml"], folder: folder)
            #expect(run.status == .failed)
            let items = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
            let first = try #require(items.first)
            #expect(Set(first.keys) == ["file", "line", "column", "end_line", "end_column", "severity", "kind", "message", "help"])
            #expect(first["file"] as? String == "x.yml")
            #expect(first["kind"] as? String == "yaml")
            #expect(first["severity"] as? String == "error")
            #expect((first["line"] as? Int ?? 0) >= 1)
        }
    }

    @Test func anEmptyFileHasNoPosition() async throws {
        try await withTemporaryFolder { folder in
            let run = try await CommandRun(["check", "--format=json", "-"], input: "", folder: folder)
            let items = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
            #expect(items.count == 1)
            #expect(items.first?["line"] as? Int == 0)
            #expect(items.first?["file"] as? String == "-")
        }
    }

    @Test func githubsFormatEscapesWhatWouldEndACommand() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(Self.broken, to: "a:b,c%.yml")
            let run = try await CommandRun(["check", "--format", "github", "a:b,c%.yml"], folder: folder)
            #expect(run.output.hasPrefix("::error file=a%3Ab%2Cc%25.yml,line="))
            #expect(run.output.contains("title=yaml::"))
            #expect(run.output.contains("%0Ahelp: "))
            #expect(run.output.split(separator: "\n").allSatisfy { $0.hasPrefix("::") })
        }
    }

    @Test func sarifIsWhatCodeScanningTakes() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(Self.broken, to: "a b.yml")
            let run = try await CommandRun(["check", "--format", "sarif", "a b.yml"], folder: folder)
            let log = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            #expect(log["version"] as? String == "2.1.0")
            let results = try #require(((log["runs"] as? [[String: Any]])?.first)?["results"] as? [[String: Any]])
            #expect(results.first?["ruleId"] as? String == "yaml")
            #expect(run.output.contains("\"uri\": \"a%20b.yml\""))
        }
    }

    @Test func limitsCanBeSet() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(Self.good, to: "x.yml")
            for limit in ["depth=2", "file-size=10"] {
                let run = try await CommandRun(["check", "--limit", limit, "--format", "json", "x.yml"], folder: folder)
                #expect(run.output.contains("\"kind\": \"limit\""))
            }
        }
    }
}
