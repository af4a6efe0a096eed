import OptionParsing
import Workflows

/// `runner completions SHELL`.
enum CompletionsCommand: Command {
    private static let shell = Positional.optional("SHELL", help: "the shell that shall complete").oneOf(["bash", "zsh", "fish"])
    private static let jobIDs = OptionKey(flag: "--job-ids", help: "print the ids of this repository's jobs instead, as the scripts ask")

    /// For options whose values are job ids.
    static let offersJobs = Completion.output(of: ["completions", "--job-ids"])

    static let spec = CommandSpec("completions", summary: "print a script that teaches a shell to complete runner's command line") {
        $0.positionals = [shell]
        $0.options = [jobIDs.definition]
        $0.examples = [
            CommandExample("source <(runner completions bash)", "for this bash; put it into ~/.bashrc for every one"),
            CommandExample("runner completions zsh >~/.zfunc/_runner", "for zsh, with ~/.zfunc in fpath"),
            CommandExample("runner completions fish >~/.config/fish/completions/runner.fish", "for fish"),
        ]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        if call.arguments[jobIDs] {
            try call.console.write(knownJobs(call.folder).map { $0 + "\n" }.joined())
            return .success
        }
        let spec = RunnerCommand.spec
        switch call.arguments[shell].first {
        case "zsh": try call.console.write(CompletionScript.zsh(spec))
        case "fish": try call.console.write(CompletionScript.fish(spec))
        case "bash": try call.console.write(CompletionScript.bash(spec))
        default: throw UsageError("argument SHELL is missing", remedy: "write runner completions bash, zsh or fish")
        }
        return .success
    }

    /// The ids of the jobs in the repository's workflows, each once; of files that can't be read none.
    private static func knownJobs(_ folder: String) -> [String] {
        let files = WorkflowFiles(root: WorkflowFiles.root(above: folder), folder: folder, options: ReadingOptions())
        let paths = (try? files.paths(named: nil)) ?? []
        let ids = paths.flatMap { (try? files.read($0).document.workflow?.jobs.map(\.id.value)) ?? [] }
        return ids.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
