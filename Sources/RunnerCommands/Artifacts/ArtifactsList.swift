import Expressions
import OptionParsing
import RunRecords

/// `runner artifacts list`: a line for each artifact.
enum ArtifactsList: Command {
    static let json = OptionKey(flag: "--json", help: "one JSON object a line")

    static let spec = CommandSpec("list", summary: "list what is kept: run, name, size, digest") {
        $0.options = [ArtifactChoice.run.definition, json.definition]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let choice = ArtifactChoice(call)
        let all = try choice.all()
        if call.arguments[json] {
            let objects = all.flatMap { found in
                found.artifacts.map { Value.object([("run", .number(Double(found.run.id)))] + $0.members) }
            }
            try call.console.write(objects.map { $0.json() + "\n" }.joined())
        } else if all.isEmpty {
            try call.console.write("no artifacts in \(choice.state.path)\n")
        } else {
            try call.console.write(all.flatMap { found in found.artifacts.map { line($0, found.run.id) + "\n" } }.joined())
        }
        return .success
    }

    private static func line(_ artifact: StoredArtifact, _ run: Int) -> String {
        let name = TerminalText.padded(TerminalText.sanitized(artifact.name), columns: 30)
        let amount = TerminalText.padded(artifact.amount, columns: 22)
        return "\(TerminalText.padded("\(run)", columns: 6)) \(name) \(amount) sha256:\(artifact.digest)"
    }
}
