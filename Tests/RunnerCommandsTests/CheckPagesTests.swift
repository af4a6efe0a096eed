import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

/// Runs the examples of docs/checks.
@Suite struct CheckPagesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/checks").standardized

    /// A page's examples: files by path; the first of each section is the one that is checked. `## Wrong` goes with `## Right`, and
    /// `## Wrong: NAME` with `## Right: NAME`.
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

        var names: [String] { sections.keys.filter { $0.hasPrefix("Wrong") }.map { String($0.dropFirst(5)) }.sorted() }

        func files(_ section: String) -> [File] {
            sections[section, default: []] + sections["Files of both", default: []]
        }
    }

    private struct Place: Hashable, CustomStringConvertible {
        var line: Int
        var column: Int
        var description: String { "\(line):\(column)" }
    }

    /// `# ← here: TEXT` marks the first TEXT of its line, with how long it is: findings begin there, and one of them holds all of it.
    private static func marks(in text: String) -> [Place: Int] {
        var places: [Place: Int] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let mark = line.range(of: "# ← here: "), let start = line.range(of: String(line[mark.upperBound...])) else { continue }
            let column = line[..<start.lowerBound].unicodeScalars.count + 1
            places[Place(line: index + 1, column: column)] = line[start].unicodeScalars.count
        }
        return places
    }

    /// The places of the findings of a kind, with the longest there; those over several lines have no end.
    private static func places(_ kind: DiagnosticKind, in files: [Page.File]) async throws -> [Place: Int] {
        try await withTemporaryFolder { folder in
            for file in files { try folder.write(file.text, to: file.path) }
            let path = try #require(files.first?.path)
            let words = ["check", "--pedantic", "--format", "json", path]
            let run = try await CommandRun(words, folder: folder, environment: ProcessInfo.processInfo.environment)
            let items = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
            let lengths = items.filter { $0["kind"] as? String == kind.rawValue }.map { item in
                let number = { (key: String) in item[key] as? Int ?? 0 }
                let isOneLine = number("line") == number("end_line")
                return (Place(line: number("line"), column: number("column")), isOneLine ? number("end_column") - number("column") : .max)
            }
            return Dictionary(lengths, uniquingKeysWith: max)
        }
    }

    @Test(arguments: DiagnosticKind.allCases) func aKindHasAPageWhoseExamplesAreFoundAsTheySay(_ kind: DiagnosticKind) async throws {
        let file = Self.folder.appending(path: "\(kind.rawValue).md")
        let page = Page(try String(contentsOf: file, encoding: .utf8))
        if kind == .shellcheck, !isInstalled("shellcheck") { return }
        if kind == .python, !isInstalled("python3") { return }
        #expect(!page.names.isEmpty)
        for name in page.names {
            let wrong = page.files("Wrong" + name)
            let marks = Self.marks(in: try #require(wrong.first).text)
            #expect(!marks.isEmpty, "the wrong example\(name) has a mark")
            let found = try await Self.places(kind, in: wrong)
            #expect(Set(found.keys) == Set(marks.keys), "wrong\(name)")
            #expect(marks.allSatisfy { found[$0.key] ?? 0 >= $0.value }, "wrong\(name) marks all of it")
            let right = page.files("Right" + name)
            #expect(!right.isEmpty, "there is a right example\(name)")
            #expect(try await Self.places(kind, in: right).isEmpty, "right\(name)")
        }
    }
}
