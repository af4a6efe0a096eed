import Diagnostics
import FoundationEssentials
import Glibc
import LinuxSystem
import OptionParsing

/// The program `runner`: finds the command, runs it, shows its errors.
package enum RunnerCommand {
    /// In the order of the help text, with their names: to describe them all takes longer than to run some.
    private static let commands: [(name: String, type: any Command.Type)] = [
        ("exec", ExecCommand.self), ("plan", PlanCommand.self), ("runs", RunsCommand.self), ("logs", LogsCommand.self),
        ("doctor", DoctorCommand.self), ("check", CheckCommand.self), ("test", TestCommand.self), ("explain", ExplainCommand.self),
        ("schema", SchemaCommand.self), ("artifacts", ArtifactsCommand.self), ("caches", CachesCommand.self),
        ("actions", ActionsCommand.self), ("tools", ToolsCommand.self),
        ("expression", ExpressionCommand.self), ("completions", CompletionsCommand.self), ("help", HelpCommand.self),
    ]

    /// The version of this build.
    static let version = "0.1.0"

    /// The whole command line as a tree.
    static let spec = tree(commands.map { $0.type.spec })

    /// - Parameter below: The commands that are wanted.
    private static func tree(_ below: [CommandSpec]) -> CommandSpec {
        CommandSpec("runner", summary: "run GitHub Actions workflows on this machine") {
            $0.options = [GlobalOptions.version.definition, GlobalOptions.color.definition]
            $0.commands = below
            if let help = $0.commands.firstIndex(where: { $0.name == HelpCommand.spec.name }) {
                $0.commands[help].positionals[0].completion = .words($0.commands.map(\.name))
            }
            $0.examples = [
                CommandExample("runner exec", "run the workflows of this repository, as a push would"),
                CommandExample("runner check", "find mistakes in them"),
            ]
        }
    }

    /// As much of the tree as a command line can ask about.
    private static func tree(for arguments: [String]) -> CommandSpec {
        // `help`, and whatever does not begin with a command, may want all of it.
        guard let command = commands.first(where: { $0.name == arguments.first }), command.name != "help" else { return spec }
        return tree([command.type.spec])
    }

    /// Runs the process's own command line.
    package static func main() async -> CommandStatus {
        // A closed pipe is an error of the write, not the end of a run.
        signal(SIGPIPE, SIG_IGN)
        let environment = ProcessInfo.processInfo.environment
        let console = Console.standard(environment: environment)
        let arguments = Array(CommandLine.arguments.dropFirst())
        return await main(arguments: arguments, environment: environment, console: console, folder: workingFolder())
    }

    /// Runs a command line.
    ///
    /// - Parameters:
    ///   - arguments: Without the program's name.
    ///   - folder: What relative paths start from; absolute.
    package static func main(arguments: [String], environment: [String: String], console: Console, folder: String) async -> CommandStatus {
        do {
            let spec = tree(for: arguments)
            switch ArgumentParser(spec).parse(arguments) {
            case .failure(let errors, let path):
                return show(errors, path: path, on: console)
            case .help(let path, let isRequested):
                let text = HelpText(spec.chain(to: path), width: console.width).text
                if isRequested { try console.write(text) } else { console.writeError(text) }
                return isRequested ? .success : .usage
            case .run(let parsed):
                var console = console
                console.usesColor = parsed[GlobalOptions.color].applied(to: console.usesColor)
                return try await run(CommandCall(arguments: parsed, console: console, environment: environment, folder: folder))
            }
        } catch {
            return show(error, on: console)
        }
    }

    private static func run(_ call: CommandCall) async throws -> CommandStatus {
        if call.arguments[GlobalOptions.version] {
            try call.console.write("runner \(version)\n")
            return .success
        }
        guard let command = commands.first(where: { $0.name == call.arguments.path.first })?.type else {
            call.console.writeError(HelpText([spec], width: call.console.width).text)
            return .usage
        }
        return try await command.run(call)
    }

    private static func show(_ errors: [UsageError], path: [String], on console: Console) -> CommandStatus {
        let command = (["runner"] + path).joined(separator: " ")
        for error in errors {
            show(error.message, remedy: error.remedy ?? "see \"\(command) --help\"", on: console)
        }
        return .usage
    }

    private static func show(_ error: any Error, on console: Console) -> CommandStatus {
        switch error {
        case let error as UsageError:
            return show([error], path: [], on: console)
        case let error as CommandFailure:
            show(error.message, remedy: error.remedy, on: console)
            return error.status
        case let error as SystemError where error.errno == EPIPE:
            // Whoever read our output has gone, and wants to hear no more.
            return .runnerFailed
        default:
            show("\(error)", remedy: nil, on: console)
            return .runnerFailed
        }
    }

    private static func show(_ message: String, remedy: String?, on console: Console) {
        let help = remedy.map { "  help: \(PrintableText.visible($0))\n" } ?? ""
        console.writeError("runner: \(PrintableText.visible(message))\n\(help)")
    }

    private static func workingFolder() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }
}

/// The options that every command takes.
enum GlobalOptions {
    enum ColorChoice: String, CaseIterable, Sendable {
        case auto, always, never

        func applied(to automatic: Bool) -> Bool {
            switch self {
            case .auto: automatic
            case .always: true
            case .never: false
            }
        }
    }

    static let version = OptionKey(flag: "--version", help: "show the version")
    static let color = OptionKey(
        "--color WHEN", help: "use colours; auto means on a terminal, without NO_COLOR", fallback: ColorChoice.auto)
}
