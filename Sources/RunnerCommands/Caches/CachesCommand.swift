import OptionParsing
import RunRecords

/// `runner caches`: what actions/cache has saved.
enum CachesCommand: Command {
    static let spec = CommandSpec("caches", summary: "list and delete what actions/cache has saved") { spec in
        spec.options = [ExecOptions.state.definition]
        spec.commands = [CachesList.spec, CachesDelete.spec]
        spec.examples = [CommandExample("runner caches delete 'npm-*'", "all whose key begins with npm-")]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        switch call.arguments.path.last {
        case "delete": try CachesDelete.run(call)
        default: try CachesList.run(call)
        }
    }
}
