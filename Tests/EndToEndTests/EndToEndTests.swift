import Foundation
import TestSupport
import Testing

/// Runs each workflow of Fixtures/CASE in a fresh repository and compares the story of the run with expected.txt.
///
/// Comments at the head of the workflow: `# options:` for the command line, `# status:` the exit status (0 without),
/// `# setup:` a script that changes the repository first, `# engines:` where not on every engine, `# needs:` node, python3 or python.
/// What is in CASE/files is put into the repository; CASE/forge/OWNER/NAME are repositories of actions with a tag `v1`.
@Suite struct EndToEndTests {
    static let cases: [String] = {
        let folder = fixture("EndToEndTests", "")
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }()

    private static func needs(_ name: String) -> String? {
        let text = try? String(contentsOf: fixture("EndToEndTests", "\(name)/workflow.yml"), encoding: .utf8)
        return text.flatMap { note("needs", in: $0) }
    }

    @Test(arguments: cases.filter { needs($0) == nil }) func runsAsGitHubWould(_ name: String) async throws {
        try await expectTale(of: name)
    }

    @Test(.enabled(if: isInstalled("node"), "node is not installed"), arguments: cases.filter { needs($0) == "node" })
    func runsAsGitHubWouldWithNode(_ name: String) async throws {
        try await expectTale(of: name)
    }

    @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"), arguments: cases.filter { needs($0) == "python3" })
    func runsAsGitHubWouldWithPython(_ name: String) async throws {
        try await expectTale(of: name)
    }

    @Test(.enabled(if: isInstalled("python"), "no program is named python"), arguments: cases.filter { needs($0) == "python" })
    func runsAsGitHubWouldWithShellPython(_ name: String) async throws {
        try await expectTale(of: name)
    }

    private func expectTale(of name: String) async throws {
        let text = try String(contentsOf: fixture("EndToEndTests", "\(name)/workflow.yml"), encoding: .utf8)
        let engines = Self.note("engines", in: text)?.split(separator: " ").map(String.init) ?? Engines.usable
        for engine in engines where Engines.usable.contains(engine) {
            try await withTemporaryFolder { folder in
                let repository = try await makeRepository(in: folder, setup: Self.note("setup", in: text) ?? "true")
                let files = fixture("EndToEndTests", "\(name)/files")
                if FileManager.default.fileExists(atPath: files.path) {
                    _ = try await runProgram(URL(filePath: "/bin/cp"), ["-r", files.path + "/.", repository.path], in: folder)
                }
                // Outside of the repository, so that it isn't part of the work tree.
                let workflow = folder.appending(path: "workflow.yml")
                try Data(text.utf8).write(to: workflow)
                var options = (Self.note("options", in: text) ?? "").split(separator: " ").map { String($0).replacing("\\n", with: "\n") }
                if let forge = try await Self.makeForge(of: name, in: folder) {
                    options += ["--actions-source", "file://\(forge.path)/{owner}/{repo}"]
                }
                let result = try await runProgram(
                    try builtProgram("runner"), ["exec", workflow.path, "--engine", engine, "--format", "jsonl"] + options, in: repository)
                let status = Int32(Self.note("status", in: text) ?? "0")
                #expect(result.status == status, "\(engine): \(result.errors)")
                expectGolden(RunTale(jsonLines: result.output).text, fixture("EndToEndTests", "\(name)/expected.txt"))
            }
        }
    }

    /// Repositories of the files in CASE/forge; nothing where there are none.
    private static func makeForge(of name: String, in folder: URL) async throws -> URL? {
        let source = fixture("EndToEndTests", "\(name)/forge")
        guard FileManager.default.fileExists(atPath: source.path) else { return nil }
        let forge = folder.appending(path: "forge")
        let script = """
            set -e; export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
            cp -r '\(source.path)' '\(forge.path)'
            for folder in '\(forge.path)'/*/*; do
                cd "$folder"; git init -q -b main .; git config user.name Ada; git config user.email ada@example.org
                git add .; git commit -q -m one; git tag v1
            done
            """
        let result = try await runProgram(URL(filePath: "/bin/bash"), ["-c", script], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        return forge
    }

    /// The text behind `# NAME:` at the head of a workflow.
    private static func note(_ name: String, in text: String) -> String? {
        text.split(separator: "\n").prefix { $0.hasPrefix("#") }
            .first { $0.hasPrefix("# \(name): ") }
            .map { String($0.dropFirst("# \(name): ".count)) }
    }
}
