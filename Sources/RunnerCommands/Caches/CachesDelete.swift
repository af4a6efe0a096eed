import Diagnostics
import OptionParsing
import RunRecords

/// `runner caches delete`: removes caches, so that the next run saves them anew.
enum CachesDelete: Command {
    private static let key = Positional.rest("KEY", help: "their keys; one that ends with * means all that begin so")
    private static let all = OptionKey(flag: "--all", help: "every cache")
    private static let branch = OptionKey("--branch NAME", help: "only those that runs of this branch have saved")

    static let spec = CommandSpec("delete", summary: "remove caches by key") {
        $0.positionals = [key]
        $0.options = [all.definition, branch.definition]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let store = StateFolder(path: call.stateFolder).caches
        let keys = call.arguments[key]
        guard keys.isEmpty == call.arguments[all] else {
            throw UsageError("either keys or --all must be given", remedy: "`runner caches list` lists the keys")
        }
        var entries = store.entries()
        if let branch = call.arguments[branch] { entries = entries.filter { [branch, "refs/heads/\(branch)"].contains($0.scope) } }
        var chosen: [CacheEntry] = keys.isEmpty ? entries : []
        for key in keys {
            let found = entries.filter { key.hasSuffix("*") ? $0.key.hasPrefix(key.dropLast()) : $0.key == key }
            if found.isEmpty {
                let guess = Suggestion.nearest(to: key, among: entries.map(\.key)).map { "did you mean \"\($0)\"?" }
                throw UsageError("there is no cache \"\(key)\"", remedy: guess ?? "`runner caches list` lists the keys")
            }
            chosen += found.filter { !chosen.contains($0) }
        }
        try store.remove(chosen)
        for entry in chosen {
            try call.console.write("removed \(TerminalText.sanitized(entry.key)) of \(TerminalText.shortRef(entry.scope))\n")
        }
        if chosen.isEmpty { try call.console.write("no caches in \(store.path)\n") }
        return .success
    }
}
