import Actions
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
    private static let pedantic = OptionKey(
        flag: "--pedantic", help: "advice as well that is no use to everybody: unpinned actions, missing permissions, style of scripts")
    private static let noScripts = OptionKey(flag: "--no-scripts", help: "do not hand scripts to shellcheck and python3")
    private static let files = Positional.rest(
        "FILE",
        help: "workflow files, folders of them, action.yml and actions.lock; - for standard input; without any those in .github/workflows",
        completion: .files)

    static let spec = CommandSpec("check", summary: "find mistakes in workflow files") {
        $0.options = [format.definition, pedantic.definition, noScripts.definition] + ReadingKeys.definitions
        $0.positionals = [files]
        $0.details = "Ends with status 0 when nothing is found and with 1 when something is."
        $0.examples = [
            CommandExample("runner check", "the workflows of this repository"),
            CommandExample("runner check --format json ci.yml", "for programs"),
            CommandExample("runner check --format github", "in a workflow of GitHub's, as annotations"),
        ]
    }

    /// A file and what was found in it, in files that it calls as well.
    private struct CheckedFile {
        var path: String
        var findings: [Diagnostic]
        var text: [UInt8]
        var options: ReadingOptions
        var scripts: [EmbeddedScript]
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        let paths = try workflowFiles(call)
        let actions = knownActions(call)
        var files = try paths.map { try check($0, call, actions) }
        var notes: [String] = []
        if !call.arguments[noScripts] { notes = await checkScripts(of: &files, call) }
        var report = FindingReport()
        for file in files where !file.findings.isEmpty {
            report.add(file.findings)
            report.addSource(String(decoding: file.text, as: UTF8.self), of: file.path)
            for other in Set(file.findings.map(\.file)) where other != file.path {
                if let text = source(of: other, file.options) { report.addSource(text, of: other) }
            }
        }
        let text =
            switch call.arguments[format] {
            case .text: report.text(color: call.console.usesColor, files: paths.count, notes: notes)
            case .json: report.json
            case .sarif: report.sarif(version: RunnerCommand.version)
            case .github: report.githubCommands
            }
        try call.console.write(text)
        return report.findings.isEmpty ? .success : .failed
    }

    /// The actions that were fetched for runs here; nothing is fetched.
    private static func knownActions(_ call: CommandCall) -> @Sendable (ActionReference) -> ActionMetadata? {
        let state = call.stateFolder(root: repositoryRoot(call))
        guard !call.arguments[ReadingKeys.noRemote], isFolder("\(state)/actions") else { return { _ in nil } }
        return ActionStore(folder: "\(state)/actions", isOffline: true).knownMetadata
    }

    private static func check(
        _ path: String, _ call: CommandCall, _ actions: @escaping @Sendable (ActionReference) -> ActionMetadata?
    ) throws -> CheckedFile {
        let options = ReadingKeys.options(call, for: path)
        // A character has at most four bytes; what is longer need not be read to be refused.
        let most = options.fileSize.multipliedReportingOverflow(by: 4)
        let bytes = try call.read(path, limit: most.overflow ? Int.max : max(most.partialValue + 4, 64 << 20))
        let known = ReadingKeys.pathInRepository(path, of: call, root: options.root)
        let name = path.split(separator: "/").last
        var file = CheckedFile(path: path, findings: [], text: bytes, options: options, scripts: [])
        let wantsScripts = !call.arguments[noScripts]
        // A workflow can have that name, too.
        let isAction = (name == "action.yml" || name == "action.yaml") && !call.absolute(path).contains("/\(WorkflowFiles.usualFolder)/")
        if isAction {
            let checker = ActionChecker(options: options, isPedantic: call.arguments[pedantic], metadata: actions)
            let document = checker.check(bytes, path: known)
            file.findings = document.diagnostics
            if wantsScripts, let action = document.metadata { file.scripts = EmbeddedScripts.scripts(of: action, bytes: bytes) }
        } else if name == "actions.lock" {
            file.findings = ActionLock.read(bytes, path: path).findings
        } else {
            let checker = WorkflowChecker(options: options, isPedantic: call.arguments[pedantic], metadata: actions)
            let document = checker.check(bytes, path: known)
            file.findings = document.diagnostics
            if wantsScripts, let workflow = document.workflow { file.scripts = EmbeddedScripts.scripts(of: workflow, bytes: bytes) }
        }
        for index in file.findings.indices where file.findings[index].file == known { file.findings[index].file = path }
        // Only what is shown again is kept.
        if file.findings.isEmpty, file.scripts.isEmpty { file.text = [] }
        return file
    }

    /// - Returns: What could not be checked.
    private static func checkScripts(of files: inout [CheckedFile], _ call: CommandCall) async -> [String] {
        let scripts = files.flatMap { file in file.scripts.map { ScriptPrograms.Script(file: file.path, script: $0) } }
        let programs = ScriptPrograms(environment: call.environment, isPedantic: call.arguments[pedantic])
        let result = await programs.check(scripts)
        let byFile = Dictionary(grouping: result.findings, by: \.file)
        for index in files.indices {
            files[index].findings += ScriptFindings.withoutIgnored(byFile[files[index].path] ?? [], in: files[index].text)
        }
        return result.notes
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
        if named.isEmpty {
            let lock = joined(files.root, ActionLock.path)
            return try (files.paths(named: nil) + (isFile(lock) ? [lock] : [])).map(files.shown)
        }
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
