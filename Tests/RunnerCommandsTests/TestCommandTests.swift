import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

@Suite struct TestCommandTests {
    private static let workflow = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{id: s, run: make}]\n"
    private static let test = """
        cases:
          good: {expect: {jobs: {a: success}}}
          bad <&>: {mock: {a: {steps: {s: failure}}}, expect: {jobs: {a: success}}}
        """

    private func withRepository(_ test: String = Self.test, _ body: (URL) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try folder.write(Self.workflow, to: ".github/workflows/ci.yml")
            try folder.write(test, to: ".github/workflow-tests/ci.test.yml")
            try await body(folder)
        }
    }

    @Test func findsTheFilesAndTellsWhatFailed() async throws {
        try await withRepository { folder in
            let run = try await CommandRun(["test"], folder: folder)
            #expect(run.status == .failed)
            let lines = run.output.split(separator: "\n")
            #expect(lines.first == ".github/workflow-tests/ci.test.yml tests .github/workflows/ci.yml")
            #expect(lines[1].hasPrefix("  ok   good  ") && lines[2].hasPrefix("  FAIL bad <&>  "))
            #expect(
                lines[3...].dropLast() == [
                    "    .github/workflow-tests/ci.test.yml:3:66: job \"a\", conclusion", "      expected: success",
                    "      actual:   failure",
                ])
            #expect(lines.last?.hasPrefix("2 cases: 1 passed, 1 failed, ") == true)
        }
    }

    @Test func picksCasesAndNamesWhatIsNotMocked() async throws {
        try await withRepository { folder in
            let run = try await CommandRun(["test", "--case", "GOOD", "--verbose"], folder: folder)
            #expect(run.status == .success && run.output.contains("not mocked, taken to succeed: job \"a\": step \"s\""))
            let none = try await CommandRun(["test", "--case", "nothing"], folder: folder)
            #expect(none.status == .usage)
        }
    }

    @Test func jsonAndJUnit() async throws {
        try await withRepository { folder in
            let run = try await CommandRun(["test", "--format", "jsonl", "--junit", "out.xml"], folder: folder)
            let lines = try run.output.split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            #expect(lines.map { $0["kind"] as? String } == ["case", "case", "summary"])
            #expect(lines[1]["result"] as? String == "failed" && lines[1]["line"] as? Int == 3)
            let xml = try XMLDocumentCheck(folder.appending(path: "out.xml"))
            #expect(xml.elements == ["testsuites": 1, "testsuite": 1, "testcase": 2, "failure": 1])
        }
    }

    @Test func filesThatAreNotValidAreStatusThree() async throws {
        try await withRepository("cases: {a: {expect: {jbos: 1}}}") { folder in
            let run = try await CommandRun(["test"], folder: folder)
            #expect(run.status == .invalid && run.output.contains("ci.test.yml:1:22: error: unexpected value \"jbos\""))
            try folder.write("cases: {a: {expect: {}}}", to: ".github/workflow-tests/other.test.yml")
            let other = try await CommandRun(["test", ".github/workflow-tests/other.test.yml"], folder: folder)
            #expect(other.status == .invalid && other.output.contains("there is no workflow \"other.yml\" beside this file"))
        }
    }

    @Test func withoutTestFilesItSaysWhereTheyGo() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(Self.workflow, to: ".github/workflows/ci.yml")
            let run = try await CommandRun(["test"], folder: folder)
            #expect(run.status == .usage && run.errors.contains(".github/workflow-tests"))
        }
    }

    @Test func otherCommandsDoNotTakeTestsForWorkflows() async throws {
        try await withRepository { folder in
            try folder.write("cases: {a: {expect: {}}}", to: ".github/workflows/ci.test.yml")
            try folder.write(Self.workflow, to: ".github/workflows/unit.test.yml")
            let check = try await CommandRun(["check", "--no-scripts"], folder: folder)
            #expect(check.output.contains("2 files"), "\(check.output)")
            let test = try await CommandRun(["test", ".github/workflows"], folder: folder)
            #expect(test.status == .success && test.output.contains("1 case: 1 passed"))
        }
    }
}

/// The elements of an XML file, counted; reading fails where it is not well-formed.
private final class XMLDocumentCheck {
    private(set) var elements: [String: Int] = [:]

    init(_ file: URL) throws {
        var rest = try String(contentsOf: file, encoding: .utf8)[...]
        var open: [Substring] = []
        while let start = rest.firstIndex(of: "<") {
            #expect(!rest[..<start].contains("&") || rest[..<start].contains(";"))
            rest = rest[start...].dropFirst()
            let tag = rest.prefix { $0 != ">" }
            rest = rest.dropFirst(tag.count + 1)
            if tag.hasPrefix("?") { continue }
            let name = tag.drop { $0 == "/" }.prefix { $0 != " " && $0 != "/" }
            if tag.hasPrefix("/") {
                #expect(open.popLast() == name)
                continue
            }
            elements[String(name), default: 0] += 1
            if !tag.hasSuffix("/") { open.append(name) }
        }
        #expect(open.isEmpty)
    }
}
