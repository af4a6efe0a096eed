import Expressions
import OptionParsing
import RunRecords

/// `runner artifacts show`: what an artifact consists of.
enum ArtifactsShow: Command {
    private static let name = Positional.rest("NAME", help: "the artifacts; without any all of the newest run that has some")

    static let spec = CommandSpec("show", summary: "show what artifacts consist of: files, sizes, digests") {
        $0.positionals = [name]
        $0.options = [ArtifactChoice.run.definition, ArtifactsList.json.definition]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let choice = ArtifactChoice(call)
        for found in try choice.named(call.arguments[name]) {
            for artifact in found.artifacts {
                let manifest = try ArtifactManifest.read(artifact.manifest, from: choice.state.contents)
                let text = call.arguments[ArtifactsList.json] ? json(artifact, found.run, manifest) : text(artifact, found.run, manifest)
                try call.console.write(text)
            }
        }
        return .success
    }

    private static func text(_ artifact: StoredArtifact, _ run: RunDirectory, _ manifest: ArtifactManifest) -> String {
        let head = "\(TerminalText.sanitized(artifact.name)): \(artifact.amount), run \(run.id), id \(artifact.id)\n"
        let lines = manifest.entries.map { entry in
            let size = String(entry.blob.size)
            let padding = String(repeating: " ", count: max(0, 12 - size.count))
            return "  \(entry.isExecutable ? "x" : " ") \(padding)\(size)  \(entry.blob.digest)  \(TerminalText.sanitized(entry.path))\n"
        }
        return head + "  digest sha256:\(artifact.digest), kept until \(UTCTime.text(artifact.expires))\n" + lines.joined()
    }

    private static func json(_ artifact: StoredArtifact, _ run: RunDirectory, _ manifest: ArtifactManifest) -> String {
        let entries = manifest.entries.map { entry in
            Value.object([
                ("path", .string(entry.path)), ("bytes", .number(Double(entry.blob.size))),
                ("digest", .string("sha256:\(entry.blob.digest)")), ("executable", .bool(entry.isExecutable)),
            ])
        }
        return Value.object([("run", .number(Double(run.id)))] + artifact.members + [("entries", .array(entries))]).json() + "\n"
    }
}
