import OptionParsing

/// `runner completions SHELL`.
enum CompletionsCommand: Command {
    private static let shell = Positional.required("SHELL", help: "the shell that shall complete").oneOf(["bash", "zsh", "fish"])

    static let spec = CommandSpec("completions", summary: "print a script that teaches a shell to complete runner's command line") {
        $0.positionals = [shell]
        $0.examples = [
            CommandExample("source <(runner completions bash)", "for this bash; put it into ~/.bashrc for every one"),
            CommandExample("runner completions zsh >~/.zfunc/_runner", "for zsh, with ~/.zfunc in fpath"),
            CommandExample("runner completions fish >~/.config/fish/completions/runner.fish", "for fish"),
        ]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let spec = RunnerCommand.spec
        switch call.arguments[shell].first {
        case "zsh": try call.console.write(CompletionScript.zsh(spec))
        case "fish": try call.console.write(CompletionScript.fish(spec))
        default: try call.console.write(CompletionScript.bash(spec))
        }
        return .success
    }
}
