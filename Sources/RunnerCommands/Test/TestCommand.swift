import Diagnostics
import LinuxSystem
import OptionParsing
import Rehearsals
import Workflows

/// `runner test`: plays workflows for made-up events, with steps that are mocked.
enum TestCommand: Command {
    enum Format: String, CaseIterable, Sendable {
        case text, jsonl
    }

    private static let files = Positional.rest(
        "FILE|FOLDER", help: "test files (NAME.test.yml), or folders of them; without any those below .github", completion: .files)
    private static let format = OptionKey("--format FORMAT", help: "text, or one JSON object a line", fallback: Format.text)
    private static let junit = OptionKey("--junit FILE", help: "write the results as JUnit's XML, too").completing(.files)
    private static let cases = OptionKey(repeated: "--case TEXT", help: "only cases whose name has this text in it")
    private static let verbose = OptionKey(flag: "-v, --verbose", help: "name the steps that are not mocked, too")
    private static let watch = OptionKey(flag: "-w, --watch", help: "go on, and test again when a test, workflow or action changes")

    static let spec = CommandSpec("test", summary: "test workflows with mocked steps, without running anything") {
        $0.options = [format.definition, junit.definition, cases.definition, verbose.definition, watch.definition]
        $0.positionals = [files]
        $0.details = """
            A test file says for each case what happens and what steps are taken to do, and expects which jobs and steps run, with which \
            environment, inputs, outputs and results. No process starts. A step that is not mocked succeeds without outputs.
            Exit status: 0 all passed, 1 a case failed, 2 usage, 3 a test file or its workflow is not valid.
            """
        $0.examples = [
            CommandExample("runner test", "all test files below .github"),
            CommandExample("runner test tests/release.test.yml --case tag", "the cases of one file whose name has \"tag\" in it"),
            CommandExample("runner test --junit results.xml", "for a server of test results"),
            CommandExample("runner test --watch", "again after each change"),
        ]
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        guard call.arguments[watch] else { return try await test(call).status }
        let watch: FolderWatch
        do {
            watch = try FolderWatch()
        } catch {
            throw CommandFailure("cannot watch files: \(error)", remedy: "without --watch the tests run once")
        }
        while true {
            let folders = try await test(call).folders
            for folder in folders.sorted() { try watch.add(folder) }
            try call.console.write("watching \(folders.count) \(folders.count == 1 ? "folder" : "folders"); Ctrl-C ends\n")
            while try await !watch.changes().contains(where: { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }) {}
            try call.console.write("\n")
        }
    }

    /// Plays all cases once and tells what came of them.
    private static func test(_ call: CommandCall) async throws -> (status: CommandStatus, folders: Set<String>) {
        let start = monotonicNanoseconds()
        var reading = TestFiles(call)
        let scratch = try ScratchFolder(temporary: call.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp")
        defer { scratch.remove() }
        var report = TestReport()
        for path in try TestFiles.paths(call, named: call.arguments[files]) {
            let loaded = try reading.load(path)
            var file = TestReport.File(
                path: loaded.path, workflow: loaded.workflow?.path ?? "", diagnostics: loaded.diagnostics, results: [])
            if let tests = loaded.file, let workflow = loaded.workflow {
                let stage = TestStage(workflow: workflow, root: loaded.root, scratch: scratch.path, file: loaded.path)
                for (number, test) in tests.cases.enumerated() where isWanted(test, call) {
                    file.results.append(try await stage.play(test, number: number))
                }
                if file.results.isEmpty { continue }
            }
            report.files.append(file)
        }
        guard !report.files.isEmpty else {
            throw UsageError("no case is called as \"--case\" says", remedy: "runner test without --case lists all")
        }
        report.sources = reading.sources
        report.seconds = Double(monotonicNanoseconds() - start) / 1e9
        try write(report, call)
        return (report.status, reading.folders)
    }

    private static func isWanted(_ test: TestCase, _ call: CommandCall) -> Bool {
        let wanted = call.arguments[cases]
        return wanted.isEmpty || wanted.contains { test.name.value.lowercased().contains($0.lowercased()) }
    }

    private static func write(_ report: TestReport, _ call: CommandCall) throws {
        let style = TerminalStyle(usesColor: call.console.usesColor)
        switch call.arguments[format] {
        case .text: try call.console.write(report.text(style: style, isVerbose: call.arguments[verbose]))
        case .jsonl: try call.console.write(report.jsonLines)
        }
        guard let path = call.arguments[junit] else { return }
        do {
            try AtomicFile.write(Array(report.junit.utf8), to: call.absolute(path), isDurable: false)
        } catch {
            throw CommandFailure(
                "cannot write \"\(path)\": \(SystemError.text(of: error.errno))", remedy: "name a file in a folder that you may write")
        }
    }
}
