import LinuxSystem
import OptionParsing
import RunRecords

/// `runner artifacts download`: takes files out.
enum ArtifactsDownload: Command {
    private static let name = Positional.rest("NAME", help: "the artifacts; without any all of the newest run that has some")
    private static let to = OptionKey("--to FOLDER", help: "where the files go; several artifacts get a folder each in it", fallback: ".") {
        $0
    }

    static let spec = CommandSpec("download", summary: "write an artifact's files, checked, into a folder") {
        $0.positionals = [name]
        $0.options = [ArtifactChoice.run.definition, to.definition]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let choice = ArtifactChoice(call)
        let artifacts = try choice.named(call.arguments[name]).flatMap(\.artifacts)
        let folder = call.absolute(call.arguments[to])
        try makeFolders(folder)
        let output = ArtifactOutput(
            store: choice.state.contents, folder: try ContainedFolder(folder, links: .followed), keepsModes: true, keepsDamaged: false)
        var damaged: [String] = []
        for artifact in artifacts {
            if try output.write(artifact, to: artifacts.count == 1 ? "" : artifact.name) { damaged.append(artifact.name) }
            let place = artifacts.count == 1 ? folder : "\(folder)/\(artifact.name)"
            try call.console.write("\(TerminalText.sanitized(artifact.name)): \(artifact.amount) in \(place)\n")
        }
        if let first = damaged.first {
            throw CommandFailure(
                "the bytes of \"\(first)\" are not those that were stored; its damaged files are left out",
                remedy: "`runner artifacts verify` names the damaged blobs", status: .failed)
        }
        return .success
    }
}
