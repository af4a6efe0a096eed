import OptionParsing

/// `runner help [COMMAND]`.
enum HelpCommand: Command {
    private static let command = Positional.rest("COMMAND", help: "the command to explain; without it all are listed")

    static let spec = CommandSpec("help", summary: "explain a command") {
        $0.positionals = [command]
        $0.examples = [CommandExample("runner help check", "the options of one command")]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let path = call.arguments[command]
        let chain = RunnerCommand.spec.chain(to: path)
        if chain.count <= path.count {
            // The same words as for the command itself.
            if case .failure(let errors, _) = ArgumentParser(RunnerCommand.spec).parse(path), let first = errors.first { throw first }
            throw UsageError("no command is named \"\(path.joined(separator: " "))\"", remedy: "see \"runner help\"")
        }
        try call.console.write(HelpText(chain, width: call.console.width).text)
        return .success
    }
}
