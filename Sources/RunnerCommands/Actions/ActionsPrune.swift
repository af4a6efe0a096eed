import Actions
import LinuxSystem
import OptionParsing

/// `runner actions prune`: removes what no run has used for a while.
enum ActionsPrune: Command {
    private static let days = OptionKey("--unused-for DAYS", help: "what was not used for so many days", fallback: 30) {
        Int($0).flatMap { (0...100_000).contains($0) ? $0 : nil }
    }
    .expecting("a number of days")
    private static let all = OptionKey(flag: "--all", help: "everything; no run may be at work then")

    static let spec = CommandSpec("prune", summary: "remove what was not used for 30 days") {
        $0.options = [days.definition, all.definition]
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        let folder = call.stateFolder + "/actions"
        let latest = wallClockMicroseconds() / 1_000_000 - Int64(call.arguments[days]) * 86_400
        let old = ActionStore.entries(in: folder).filter { call.arguments[all] || $0.lastUse < latest }
        for entry in old {
            do {
                try await ActionStore.remove(entry, from: folder)
            } catch {
                throw CommandFailure(error.message, remedy: "check the permissions of \"\(folder)\"")
            }
            try call.console.write("removed \(entry.name) \(entry.commit)\n")
        }
        if old.isEmpty { try call.console.write("nothing to remove in \(folder)\n") }
        return .success
    }
}
