import Expressions
import LinuxSystem
import OptionParsing
import RunRecords

/// `runner caches list`: a line for each cache.
enum CachesList: Command {
    static let json = OptionKey(flag: "--json", help: "one JSON object a line")

    static let spec = CommandSpec("list", summary: "list what is kept: key, branch, size, last use") {
        $0.options = [json.definition]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let store = StateFolder(path: call.stateFolder).caches
        let entries = store.entries()
        if call.arguments[json] {
            try call.console.write(entries.map { $0.json.json() + "\n" }.joined())
        } else if entries.isEmpty {
            try call.console.write("no caches in \(store.path)\n")
        } else {
            try call.console.write(entries.map { line($0) + "\n" }.joined())
        }
        return .success
    }

    private static func line(_ entry: CacheEntry) -> String {
        let seconds = Double(wallClockMicroseconds()) / 1_000_000 - entry.used
        let days = Int(seconds / 86_400)
        let use = days <= 0 ? "today" : days == 1 ? "yesterday" : "\(days) days ago"
        let key = TerminalText.padded(TerminalText.sanitized(entry.key), columns: 40)
        let scope = TerminalText.padded(TerminalText.sanitized(TerminalText.shortRef(entry.scope)), columns: 20)
        return "\(key) \(scope) \(TerminalText.padded(TerminalText.bytes(entry.blob.size), columns: 10)) \(use)"
    }
}
