import Diagnostics
import OptionParsing
import RunRecords

/// Which artifacts a command line means.
struct ArtifactChoice {
    static let run = OptionKey("--run RUN", help: "those of this run") { Int($0).flatMap { $0 > 0 ? $0 : nil } }
        .expecting("a run's number")

    let state: StateFolder
    private let arguments: ParsedArguments

    init(_ call: CommandCall) {
        state = StateFolder(path: call.stateFolder)
        arguments = call.arguments
    }

    /// The artifacts of a run.
    struct Found {
        var run: RunDirectory
        var artifacts: [StoredArtifact]
    }

    /// Of all runs, or of the run that is asked for; the newest first, those without artifacts left out.
    ///
    /// - Throws: `UsageError` for a run that isn't there. A journal that can't be read is left out.
    func all() throws -> [Found] {
        try runs().compactMap { run in
            let artifacts = Self.artifacts(of: run)
            return artifacts.isEmpty ? nil : Found(run: run, artifacts: artifacts)
        }
    }

    /// Those with these names, each from the newest run that has it; without names all of the newest run that has any.
    ///
    /// - Throws: `UsageError` when one is in no run.
    func named(_ names: [String]) throws -> [Found] {
        if names.isEmpty {
            for run in try runs() {
                let artifacts = Self.artifacts(of: run)
                if !artifacts.isEmpty { return [Found(run: run, artifacts: artifacts)] }
            }
            throw UsageError("there are no artifacts in \(state.path)", remedy: "a step with actions/upload-artifact makes one")
        }
        var wanted = Set(names)
        var found: [Found] = []
        var others: Set<String> = []
        for run in try runs() where !wanted.isEmpty {
            let artifacts = Self.artifacts(of: run)
            let fitting = artifacts.filter { wanted.contains($0.name) }
            wanted.subtract(fitting.map(\.name))
            others.formUnion(artifacts.map(\.name))
            if !fitting.isEmpty { found.append(Found(run: run, artifacts: fitting)) }
        }
        if let missing = wanted.min() {
            let guess = Suggestion.nearest(to: missing, among: others).map { "did you mean \"\($0)\"?" }
            throw UsageError("there is no artifact \"\(missing)\"", remedy: guess ?? "`runner artifacts list` lists them")
        }
        return found
    }

    private func runs() throws -> [RunDirectory] {
        guard let number = arguments[Self.run] else { return try state.runs().sorted { $0.id > $1.id } }
        guard let run = try state.run(number) else {
            throw UsageError("there is no run \"\(number)\" in \(state.path)", remedy: "`runner runs` lists them")
        }
        return [run]
    }

    private static func artifacts(of run: RunDirectory) -> [StoredArtifact] {
        guard let journal = try? RunJournal.read(run) else { return [] }
        return RunState(reading: journal).artifacts.map(\.artifact)
    }
}

extension StoredArtifact {
    /// `3 files, 12.4 MB`.
    var amount: String {
        "\(files) \(files == 1 ? "file" : "files"), \(TerminalText.bytes(size))"
    }
}
