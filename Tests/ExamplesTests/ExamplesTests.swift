import Foundation
import TestSupport
import Testing

/// Runs each file of workflows-examples/ by the command that its own comment gives, and looks for what it promises.
@Suite struct ExamplesTests {
    struct Example: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var status: Int32 = 0
        /// Texts that the output must hold.
        var shows: [String]
        /// Texts that it must not.
        var hides: [String] = []
    }

    static let examples = [
        Example(
            testDescription: "01-hello.yml",
            shows: ["Hello from Linux, commit ", "what I write elsewhere vanishes with the job", "hello: success"]),
        Example(
            testDescription: "02-needs.yml", shows: ["results success success success", "failed, allowed flaky"], hides: ["not printed"]),
        Example(
            testDescription: "03-matrix.yml",
            shows: ["testing debian 7 (experimental)", "testing ubuntu 5", "word three, 2 of 3", "8 ok"], hides: ["testing debian 5"]),
        Example(
            testDescription: "04-outputs.yml",
            shows: [
                "hello, world", "the token is '***', in base64 ***", "deploying 1.2.3",
                "README.md:1: warning: Example: a warning with a place", "### Version 1.2.3",
            ],
            hides: ["swordfish"]),
        Example(testDescription: "04-outputs.test.yml", shows: ["ok   a job can be mocked as a whole", "3 cases: 3 passed"]),
        Example(testDescription: "05-background.yml", shows: ["served first", "check one", "check two", "the answer is 42"]),
        Example(
            testDescription: "06-artifacts.yml",
            shows: ["hello from an artifact", "tested sha256:", "artifact: program, 2 files, "], hides: ["notes.log"]),
    ]

    static let engines = geteuid() == 0 ? ["sandbox", "host"] : ["host"]

    @Test(arguments: examples, engines) func doesWhatItPromises(_ example: Example, _ engine: String) async throws {
        try await withTemporaryFolder { folder in
            let repository = try await makeRepository(in: folder)
            let file = packageRoot.appending(path: "workflows-examples/\(example.testDescription)")
            let command = try #require(Self.command(in: String(contentsOf: file, encoding: .utf8)))
            let words = command.split(separator: " ").dropFirst().map { $0.hasPrefix("workflows-examples/") ? file.path : String($0) }
            let engineWords = words.first == "exec" ? ["--engine", engine] : []
            let result = try await runProgram(try builtProgram("runner"), words + engineWords, in: repository)
            #expect(result.status == example.status, "\(result.output)\(result.errors)")
            for text in example.shows { #expect(result.output.contains(text), "no \"\(text)\" in:\n\(result.output)") }
            for text in example.hides { #expect(!result.output.contains(text), "\"\(text)\" in:\n\(result.output)") }
        }
    }

    @Test func everyExampleIsRun() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: packageRoot.appending(path: "workflows-examples").path)
        #expect(files.filter { $0.hasSuffix(".yml") }.sorted() == Self.examples.map(\.testDescription).sorted())
    }

    /// The command line behind `# Run:`.
    private static func command(in text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix("# Run:") }.map {
            $0.dropFirst("# Run:".count).trimmingCharacters(in: .whitespaces)
        }
    }
}
