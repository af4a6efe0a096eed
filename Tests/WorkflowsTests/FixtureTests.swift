import Diagnostics
import Foundation
import TestSupport
import Testing
import Workflows

/// One folder a finding: `workflow.yml` and `expected.txt`, which holds the findings a line each, or the words `no findings`.
///
/// A folder with an `action.yml` holds the metadata of an action instead.
/// Other files of the folder are called workflows: below the folder for `./`, below `remote` for other repositories.
@Suite struct FixtureTests {
    static let cases: [String] = {
        let folder = fixture("WorkflowsTests", "")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }()

    @Test(arguments: cases) func `finds what is wrong with the workflow`(_ name: String) throws {
        let folder = fixture("WorkflowsTests", name)
        let action = folder.appending(path: "action.yml")
        guard !FileManager.default.fileExists(atPath: action.path) else { return try expectFindings(ofActionAt: action, in: folder) }
        let bytes = try Array(Data(contentsOf: folder.appending(path: "workflow.yml")))
        let document = WorkflowReader(options: Self.options(folder)).read(bytes, path: "workflow.yml")
        let text = document.diagnostics.map(\.line).joined(separator: "\n")
        expectGolden(text.isEmpty ? "no findings" : text, folder.appending(path: "expected.txt"))
        #expect((document.workflow == nil) == document.diagnostics.contains { $0.severity == .error })
    }

    private func expectFindings(ofActionAt file: URL, in folder: URL) throws {
        let document = try ActionReader().read(Array(Data(contentsOf: file)), path: "action.yml")
        let text = document.diagnostics.map(\.line).joined(separator: "\n")
        expectGolden(text.isEmpty ? "no findings" : text, folder.appending(path: "expected.txt"))
        #expect((document.metadata == nil) == document.diagnostics.contains { $0.severity == .error })
    }

    private static func options(_ folder: URL) -> ReadingOptions {
        var options = ReadingOptions()
        options.root = folder.path
        options.remoteFolder = folder.appending(path: "remote").path
        options.readFile = { path in (try? Data(contentsOf: URL(filePath: path))).map(Array.init) }
        return options
    }
}

extension Diagnostic {
    /// `FILE:LINE:COLUMN-LINE:COLUMN: SEVERITY [KIND] MESSAGE | REMEDY`
    var line: String {
        let place = range.map { "\($0.start.line):\($0.start.column)-\($0.end.line):\($0.end.column)" } ?? "-"
        return "\(file):\(place): \(severity) [\(kind.rawValue)] \(message)" + (remedy.map { " | \($0)" } ?? "")
    }
}
