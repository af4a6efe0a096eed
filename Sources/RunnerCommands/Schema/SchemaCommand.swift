import Expressions
import OptionParsing
import Workflows

/// `runner schema`: the JSON schemas of what people write, for editors.
enum SchemaCommand: Command {
    private static let kind = Positional.required("KIND", help: "what files the schema is of").oneOf(JSONSchema.allCases.map(\.rawValue))

    static let spec = CommandSpec("schema", summary: "print a JSON schema for editors") {
        $0.positionals = [kind]
        $0.details = "JSON Schema, draft 7. It knows keys and kinds of values; `runner check` and `runner test` know the rest."
        $0.examples = [
            CommandExample("runner schema workflow >workflow.schema.json", "for .github/workflows/*.yml"),
            CommandExample("runner schema test", "for *.test.yml"),
        ]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        guard let schema = call.arguments[kind].first.flatMap(JSONSchema.init) else {
            throw UsageError("argument KIND is missing", remedy: "write runner schema workflow, action or test")
        }
        try call.console.write(schema.value.json(pretty: true) + "\n")
        return .success
    }
}
