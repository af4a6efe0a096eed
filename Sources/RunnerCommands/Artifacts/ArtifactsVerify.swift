import OptionParsing
import RunRecords

/// `runner artifacts verify`: whether the bytes are those that were stored.
enum ArtifactsVerify: Command {
    private static let name = Positional.rest("NAME", help: "the artifacts; without any all of all runs")

    static let spec = CommandSpec("verify", summary: "read every byte of artifacts, and say which are not as they were stored") {
        $0.positionals = [name]
        $0.options = [ArtifactChoice.run.definition]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let choice = ArtifactChoice(call)
        let names = call.arguments[name]
        let found = try names.isEmpty ? choice.all() : choice.named(names)
        var known: [ContentDigest: String?] = [:]
        var isWhole = true
        for (run, artifact) in found.flatMap({ found in found.artifacts.map { (found.run, $0) } }) {
            let problems = problems(of: artifact, in: choice.state.contents, &known)
            let title = "run \(run.id), \(TerminalText.sanitized(artifact.name))"
            if problems.isEmpty { try call.console.write("\(title): \(artifact.amount), as stored\n") }
            for problem in problems { try call.console.write("\(title): \(problem)\n") }
            isWhole = isWhole && problems.isEmpty
        }
        if found.isEmpty { try call.console.write("no artifacts in \(choice.state.path)\n") }
        return isWhole ? .success : .failed
    }

    /// - Parameter known: What blobs that were read before came to.
    private static func problems(
        of artifact: StoredArtifact, in store: ContentStore, _ known: inout [ContentDigest: String?]
    ) -> [String] {
        let manifest: ArtifactManifest
        do {
            manifest = try ArtifactManifest.read(artifact.manifest, from: store)
        } catch {
            return ["\(error)"]
        }
        return manifest.entries.compactMap { entry in
            let problem = known[entry.blob.digest] ?? problem(of: entry.blob.digest, in: store)
            known[entry.blob.digest] = .some(problem)
            return problem.map { "\"\(TerminalText.sanitized(entry.path))\": \($0)" }
        }
    }

    private static func problem(of digest: ContentDigest, in store: ContentStore) -> String? {
        do {
            try store.copy(digest, to: nil)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
