import Actions
import OptionParsing

/// `runner actions`: the actions and called workflows of other repositories that are kept here.
enum ActionsCommand: Command {
    static let spec = CommandSpec("actions", summary: "list, fetch, lock and remove the actions that are kept here") { spec in
        spec.options = [ExecOptions.state.definition]
        spec.commands = [ActionsList.spec, ActionsFetch.spec, ActionsLock.spec, ActionsPrune.spec]
        spec.examples = [
            CommandExample("runner actions fetch", "all that the workflows of this repository use, for --offline"),
            CommandExample("runner actions lock", "write down which commit each of them is"),
        ]
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        switch call.arguments.path.last {
        case "fetch": try await ActionsFetch.run(call)
        case "lock": try await ActionsLock.run(call)
        case "prune": try await ActionsPrune.run(call)
        default: try ActionsList.run(call)
        }
    }
}
