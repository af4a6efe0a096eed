import OptionParsing

/// `runner artifacts`: what runs have uploaded.
enum ArtifactsCommand: Command {
    static let spec = CommandSpec("artifacts", summary: "list, show, check and take out what runs have uploaded") { spec in
        spec.options = [ExecOptions.state.definition]
        spec.commands = [ArtifactsList.spec, ArtifactsShow.spec, ArtifactsDownload.spec, ArtifactsVerify.spec]
        spec.examples = [
            CommandExample("runner artifacts list", "all that is kept, the newest run first"),
            CommandExample("runner artifacts download dist --to out", "the files of the newest \"dist\" into out/"),
        ]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        switch call.arguments.path.last {
        case "show": try ArtifactsShow.run(call)
        case "download": try ArtifactsDownload.run(call)
        case "verify": try ArtifactsVerify.run(call)
        default: try ArtifactsList.run(call)
        }
    }
}
