@testable import OptionParsing

/// A program with every kind of option, argument and command.
enum Sample {
    enum Format: String, CaseIterable, Sendable {
        case text, json
    }

    static let quiet = OptionKey(flag: "-q, --quiet", help: "say less")
    static let verbose = OptionKey(flag: "-v, --verbose", help: "say more")
    static let jobs = OptionKey("-j, --jobs N", help: "how many jobs run at once", fallback: 2) { Int($0) }
        .expecting("a whole number of at least 1")
    static let root = OptionKey("--root FOLDER", help: "the repository").completing(.folders)
    static let secrets = OptionKey(repeated: "--secret NAME=VALUE", help: "a secret")
    static let platforms = OptionKey(repeated: "-P LABEL=ENGINE", help: "the engine of a label")
    static let format = OptionKey("--format FORMAT", help: "how to print", fallback: Format.text)
    static let file = Positional.required("FILE", help: "the workflow", completion: .files)
    static let others = Positional.rest("OTHER", help: "more of them", completion: .files)
    static let shell = Positional.required("SHELL", help: "the shell").oneOf(["bash", "zsh"])

    static let exec = CommandSpec("exec", summary: "run a workflow") {
        $0.options = [jobs.definition, root.definition, secrets.definition, platforms.definition, format.definition]
        $0.positionals = [file, others]
        $0.details = "Runs the jobs of a workflow on this machine, each in a sandbox of its own, and ends when the last one has ended."
        $0.examples = [CommandExample("tool exec ci.yml", "run one workflow")]
    }
    static let cache = CommandSpec("cache", summary: "look after caches") {
        $0.commands = [CommandSpec("list", summary: "show them"), CommandSpec("clear", summary: "it's gone then")]
    }
    static let tool = CommandSpec("tool", summary: "a sample") {
        $0.options = [quiet.definition, verbose.definition]
        $0.commands = [exec, cache, CommandSpec("shell", summary: "name a shell") { $0.positionals = [shell] }]
    }

    static func parse(_ words: String) -> ParseResult {
        ArgumentParser(tool).parse(words.split(separator: " ").map(String.init))
    }

    /// The values of a command line without mistakes.
    static func run(_ words: String) -> ParsedArguments? {
        if case .run(let arguments) = parse(words) { arguments } else { nil }
    }
}
