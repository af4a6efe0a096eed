import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

/// Runs the examples of docs/checks.
@Suite struct CheckPagesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/checks").standardized

    /// A page's examples: files by path; the first of each section is the workflow.
    private struct Page {
        struct File {
            var path: String
            var text: String
        }

        private var sections: [String: [File]] = [:]

        init(_ text: String) {
            var section = ""
            var file: File?
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                if let open = file {
                    file?.text += line + "\n"
                    guard line == "```" else { continue }
                    sections[section, default: []].append(open)
                    file = nil
                } else if line.hasPrefix("## ") {
                    section = String(line.dropFirst(3))
                } else if line.hasPrefix("```yaml") {
                    let path = line.dropFirst(7).trimmingCharacters(in: .whitespaces)
                    file = File(path: path.isEmpty ? ".github/workflows/ci.yml" : path, text: "")
                }
            }
        }

        func files(_ section: String) -> [File] {
            sections[section, default: []] + sections["Files of both", default: []]
        }
    }

    private static func isInstalled(_ program: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }

    /// The lines of the findings of a kind.
    private static func lines(_ kind: DiagnosticKind, in files: [Page.File]) async throws -> Set<Int> {
        try await withTemporaryFolder { folder in
            for file in files { try folder.write(file.text, to: file.path) }
            let path = try #require(files.first?.path)
            let words = ["check", "--pedantic", "--format", "json", path]
            let run = try await CommandRun(words, folder: folder, environment: ProcessInfo.processInfo.environment)
            let items = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
            return Set(items.filter { $0["kind"] as? String == kind.rawValue }.compactMap { $0["line"] as? Int })
        }
    }

    @Test(arguments: DiagnosticKind.allCases) func aKindHasAPageWhoseExamplesAreFoundAsTheySay(_ kind: DiagnosticKind) async throws {
        let file = Self.folder.appending(path: "\(kind.rawValue).md")
        let page = Page(try String(contentsOf: file, encoding: .utf8))
        let wrong = page.files("Wrong")
        let text = try #require(wrong.first).text
        let marked = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().filter { $0.element.contains("# ← here") }
        #expect(!marked.isEmpty, "the wrong example has a mark")
        if kind == .shellcheck, !Self.isInstalled("shellcheck") { return }
        if kind == .python, !Self.isInstalled("python3") { return }
        #expect(try await Self.lines(kind, in: wrong) == Set(marked.map { $0.offset + 1 }))
        #expect(try await Self.lines(kind, in: page.files("Right")).isEmpty)
    }
}
