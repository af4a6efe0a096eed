import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

@Suite struct ExpressionCommandTests {
    @Test func printsTheValueAsJSON() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(#"{"github": {"ref": "refs/heads/main"}, "list": [1, "a"]}"#, to: "contexts.json")
            let cases = [
                ("1 == 1.0", "true\n"), ("format('{0}-{1}', 'a', 0x10)", "\"a-16\"\n"),
                ("GITHUB.ref", "\"refs/heads/main\"\n"), ("list", "[\n  1,\n  \"a\"\n]\n"),
                ("${{ github.ref }}", "\"refs/heads/main\"\n"), ("on ${{ github.ref }}!", "\"on refs/heads/main!\"\n"),
            ]
            for (text, output) in cases {
                let run = try await CommandRun(["expression", text, "--contexts", "contexts.json"], folder: folder)
                #expect(run.output == output)
                #expect(run.status == .success)
            }
        }
    }

    @Test(arguments: [
        ("", "success() && always() && !failure() && !cancelled()"), ("success", "success()"),
        ("failure", "failure() && !success() && always()"), ("cancelled", "cancelled() && !failure()"),
    ])
    func statusFunctionsSayWhatWasAskedFor(status: String, text: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await CommandRun(["expression", text] + (status.isEmpty ? [] : ["--status", status]), folder: folder)
            #expect(run.output == "true\n")
        }
    }

    @Test func hashFilesReadsTheFolder() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("x", to: "a.lock")
            let run = try await CommandRun(["expression", "hashFiles('*.lock')"], folder: folder)
            #expect(run.output.count == 67)
            #expect(try await CommandRun(["expression", "hashFiles('*.none')"], folder: folder).output == "\"\"\n")
        }
    }

    @Test func showsWhereAnExpressionIsWrong() async throws {
        try await withTemporaryFolder { folder in
            let run = try await CommandRun(["expression", "'😀' == x"], folder: folder)
            #expect(run.status == .invalid)
            #expect(run.output.isEmpty)
            let lines = run.errors.split(separator: "\n")
            #expect(lines.first?.hasPrefix("expression:1:8: error: ") == true)
            #expect(lines.dropFirst(2) == ["1 | '😀' == x", "  |         ^"])
        }
    }

    @Test func contextsThatAreNoObjectAreRefused() async throws {
        try await withTemporaryFolder { folder in
            for text in ["[1]", "{", ""] {
                let run = try await CommandRun(["expression", "1", "--contexts", "-"], input: text, folder: folder)
                #expect(run.status == .invalid)
                #expect(run.errors.hasPrefix("runner: \"-\" "))
            }
        }
    }

    @Test func aBatchIsAnsweredLineByLineInOrder() async throws {
        try await withTemporaryFolder { folder in
            let input = """
                {"id": 1, "expr": "a.b", "contexts": {"a": {"b": 7}}}
                no json
                {"id": "three", "expr": "b", "contexts": {}}

                {"id": [4], "expr": "b", "syntax": true}
                {"id": 5, "expr": "1 / 0"}
                """
            let run = try await CommandRun(["expression", "--batch"], input: input, folder: folder)
            #expect(run.status == .success)
            let answers = run.output.split(separator: "\n")
            #expect(answers.count == 5)
            #expect(answers.first == #"{"id":1,"ok":true,"kind":"Number","value":7}"#)
            #expect(answers.dropFirst(2).first?.hasPrefix(#"{"id":"three","ok":false,"phase":"parsing""#) == true)
            #expect(answers.dropFirst(3).first == #"{"id":[4],"ok":true}"#)
            #expect(run.output.hasSuffix("\n"))
        }
    }

    @Test func aBatchMayBeLongerThanAnyBuffer() async throws {
        try await withTemporaryFolder { folder in
            let text = String(repeating: "x", count: 30_000)
            let input = (0..<6).map { "{\"id\": \($0), \"expr\": \"a\", \"contexts\": {\"a\": \"\(text)\"}}\n" }.joined()
            let run = try await CommandRun(["expression", "--batch"], input: input, folder: folder)
            #expect(run.output.split(separator: "\n").count == 6)
            #expect(run.output.utf8.count > 180_000)
        }
    }

    @Test func anExpressionOrABatchMustBeGiven() async throws {
        try await withTemporaryFolder { folder in
            for words in [["expression"], ["expression", "1", "--batch"]] {
                let run = try await CommandRun(words, folder: folder)
                #expect(run.status == .usage)
            }
        }
    }
}
