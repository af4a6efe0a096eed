import Actions
import Expressions
import LinuxSystem
import OptionParsing

/// `runner actions list`: a line for each commit that is kept.
enum ActionsList: Command {
    static let json = OptionKey(flag: "--json", help: "one JSON object a line")

    static let spec = CommandSpec("list", summary: "list what is kept: repository, commit, tags and branches, last use") {
        $0.options = [json.definition]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let folder = call.stateFolder + "/actions"
        let entries = ActionStore.entries(in: folder)
        if call.arguments[json] {
            try call.console.write(entries.map { object($0, folder).json() + "\n" }.joined())
        } else if entries.isEmpty {
            try call.console.write("no actions in \(folder)\n")
        } else {
            try call.console.write(entries.map { line($0) + "\n" }.joined())
        }
        return .success
    }

    private static func line(_ entry: ActionStore.Entry) -> String {
        let days = (wallClockMicroseconds() / 1_000_000 - entry.lastUse) / 86_400
        let use = days <= 0 ? "today" : days == 1 ? "yesterday" : "\(days) days ago"
        let refs = entry.refs.isEmpty ? "-" : entry.refs.joined(separator: ", ")
        return
            "\(TerminalText.padded(entry.name, columns: 36)) \(entry.commit)  \(TerminalText.padded(TerminalText.sanitized(refs), columns: 16)) \(use)"
    }

    private static func object(_ entry: ActionStore.Entry, _ folder: String) -> Value {
        .object([
            ("repository", .string(entry.name)), ("commit", .string(entry.commit)), ("refs", .array(entry.refs.map(Value.string))),
            ("last_use", .number(Double(entry.lastUse))), ("folder", .string("\(folder)/\(entry.name)/\(entry.commit)")),
        ])
    }
}
