import Diagnostics
import Glibc
import LinuxSystem
import OptionParsing
import Workflows

/// `runner check`: says what is wrong with workflow files.
enum CheckCommand: Command {
    enum Format: String, CaseIterable, Sendable {
        case text, json, sarif, github
    }

    private static let format = OptionKey("--format FORMAT", help: "how findings are printed", fallback: Format.text)
    private static let files = Positional.rest(
        "FILE", help: "workflow files, folders of them, action.yml files; - for standard input; without any those in .github/workflows",
        completion: .files)

    static let spec = CommandSpec("check", summary: "find mistakes in workflow files") {
        $0.options = [format.definition] + ReadingKeys.definitions
        $0.positionals = [files]
        $0.details = "Ends with status 0 when nothing is found and with 1 when something is."
        $0.examples = [
            CommandExample("runner check", "the workflows of this repository"),
            CommandExample("runner check --format json ci.yml", "for programs"),
            CommandExample("runner check --format github", "in a workflow of GitHub's, as annotations"),
        ]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let paths = try workflowFiles(call)
        var report = FindingReport()
        for path in paths { try check(path, call, into: &report) }
        let text =
            switch call.arguments[format] {
            case .text: report.text(color: call.console.usesColor, files: paths.count)
            case .json: report.json
            case .sarif: report.sarif(version: RunnerCommand.version)
            case .github: report.githubCommands
            }
        try call.console.write(text)
        return report.findings.isEmpty ? .success : .failed
    }

    private static func check(_ path: String, _ call: CommandCall, into report: inout FindingReport) throws {
        let options = ReadingKeys.options(call, for: path)
        // A character has at most four bytes; what is longer need not be read to be refused.
        let most = options.fileSize.multipliedReportingOverflow(by: 4)
        let bytes = try call.read(path, limit: most.overflow ? Int.max : max(most.partialValue + 4, 64 << 20))
        let known = ReadingKeys.pathInRepository(path, of: call, root: options.root)
        let name = path.split(separator: "/").last
        let isAction = name == "action.yml" || name == "action.yaml"
        var findings =
            isAction
            ? ActionReader(options: options).read(bytes, path: known).diagnostics
            : WorkflowChecker(options: options).check(bytes, path: known).diagnostics
        guard !findings.isEmpty else { return }
        for index in findings.indices where findings[index].file == known { findings[index].file = path }
        report.add(findings)
        report.addSource(String(decoding: bytes, as: UTF8.self), of: path)
        for file in Set(findings.map(\.file)) where file != path {
            if let text = source(of: file, options) { report.addSource(text, of: file) }
        }
    }

    /// The text of a called workflow, which findings may be in.
    private static func source(of file: String, _ options: ReadingOptions) -> String? {
        for folder in [options.root, options.remoteFolder] {
            if let folder, let text = try? readText("\(folder)/\(file)", limit: 16 << 20) { return text }
        }
        return nil
    }

    /// The files that are named, those of the folders that are named, or those of the repository.
    private static func workflowFiles(_ call: CommandCall) throws -> [String] {
        let files = WorkflowFiles(root: repositoryRoot(call), folder: call.folder, options: ReadingOptions())
        let named = call.arguments[Self.files]
        if named.isEmpty { return try files.paths(named: nil).map(files.shown) }
        // What is no folder is shown as it was written.
        return try named.flatMap { name in
            name == "-" || isFile(call.absolute(name)) ? [name] : try files.paths(named: name).map(files.shown)
        }
    }

    private static func isFile(_ path: String) -> Bool {
        !isFolder(path) && access(path, F_OK) == 0
    }

    /// `--root`, else the nearest folder with workflows, here or above, inside of the repository.
    private static func repositoryRoot(_ call: CommandCall) -> String {
        call.arguments[ReadingKeys.root].map { joined(call.folder, $0) } ?? WorkflowFiles.root(above: call.folder)
    }
}
