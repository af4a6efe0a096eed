import Diagnostics
import Engines
import Events
import Glibc
import LinuxSystem
import Planning
import RunRecords

/// `actions/download-artifact`, built in: files of artifacts come out of the state folder, checked byte by byte.
struct DownloadArtifactAction {
    let call: BuiltInCall
    let control: StepControl
    private var scope: JobScope { call.run.scope }

    func run() async throws(EvaluationFailure) -> StepResult {
        call.announce(DownloadArtifactInputs.known, then: "Fetching artifacts (built into the runner)")
        do throws(InputProblem) {
            let wish = try DownloadArtifactInputs(call, own: (scope.request.plan.repository.fullName, scope.request.directory.id))
            let artifacts = try selected(wish.selection, of: try await available(wish))
            let path = destination(wish.path)
            try await download(artifacts, to: path, wish)
            call.run.log.say("Downloaded \(artifacts.count) \(artifacts.count == 1 ? "artifact" : "artifacts") to \(path)")
            return call.success([("download-path", path)])
        } catch {
            throw call.failure(error)
        }
    }

    // MARK: Which

    private func available(_ wish: DownloadArtifactInputs) async throws(InputProblem) -> [StoredArtifact] {
        guard let id = wish.run else { return scope.recorder.artifacts.all }
        let state = scope.request.directory.state
        let found: [StoredArtifact]? = await BlockingWork.value {
            guard let run = try? state.run(id), let journal = try? RunJournal.read(run) else { return nil }
            return RunState(reading: journal).artifacts.map(\.artifact)
        }
        guard let found else { throw InputProblem(input: "run-id", text: "there is no run \(id) in \"\(state.path)\"; see `runner runs`") }
        let now = Double(wallClockMicroseconds() / 1_000_000)
        return found.filter { $0.expires > now }
    }

    private func selected(
        _ selection: DownloadArtifactInputs.Selection, of all: [StoredArtifact]
    ) throws(InputProblem) -> [StoredArtifact] {
        switch selection {
        case .named(let name):
            guard let artifact = all.first(where: { $0.name == name }) else { throw missing(name, all.map(\.name)) }
            return [artifact]
        case .ids(let ids):
            let found = all.filter { ids.contains($0.id) }
            let unknown = Set(ids).subtracting(found.map(\.id)).sorted().map(String.init).joined(separator: ", ")
            if found.isEmpty { throw InputProblem(input: "artifact-ids", text: "the run has no artifact with the id \(unknown)") }
            if !unknown.isEmpty { call.run.warning("the run has no artifact with the id \(unknown)") }
            return found
        case .matching(let pattern): return all.filter { pattern.matches($0.name) }
        case .all: return all
        }
    }

    private func missing(_ name: String, _ names: [String]) -> InputProblem {
        let list = names.isEmpty ? "it has none" : "it has " + names.map { "\"\($0)\"" }.joined(separator: ", ")
        let guess = Suggestion.nearest(to: name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
        return InputProblem(input: "name", text: "the run has no artifact \"\(name)\"; \(list)\(guess)")
    }

    // MARK: Where

    /// Absolute, inside; `..` is taken by the text, as the action itself does.
    private func destination(_ path: String) -> String {
        var whole = path.isEmpty ? scope.paths.workspace : path
        if whole.hasPrefix("~") { whole = (scope.sandbox.surroundings.environment["HOME"] ?? "/root") + whole.dropFirst() }
        var names: [Substring] = []
        for name in scope.paths.resolve(whole).split(separator: "/") {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        return "/" + names.joined(separator: "/")
    }

    private func download(_ artifacts: [StoredArtifact], to path: String, _ wish: DownloadArtifactInputs) async throws(InputProblem) {
        guard let (host, relative) = scope.folders.hostFolder(of: path, scope.paths) else {
            throw InputProblem(
                input: "path", text: "\"\(path)\" lies outside of the workspace and RUNNER_TEMP, where the built-in download can't write")
        }
        let isSingle = if case .named = wish.selection { true } else { artifacts.count == 1 }
        let targets = artifacts.map { artifact in
            (artifact, isSingle || wish.mergesMultiple ? relative : (relative.isEmpty ? "" : relative + "/") + artifact.name)
        }
        let (store, control) = (scope.request.directory.state.contents, control)
        let damaged: Result<[String], InputProblem> = await BlockingWork.value {
            do {
                let folder = try ContainedFolder(host, links: .followed)
                if !relative.isEmpty { try folder.createFolder(Array(relative.utf8)) }
                let output = ArtifactOutput(store: store, folder: folder, keepsModes: false, keepsDamaged: wish.mismatch != .error)
                var damaged: [String] = []
                for (artifact, target) in targets {
                    if try output.write(artifact, to: target, isCancelled: { control.cause != nil }) { damaged.append(artifact.name) }
                }
                return .success(damaged)
            } catch let error as SystemError where error.errno == EXDEV {
                return .failure(
                    InputProblem(input: "path", text: "\"\(error.path ?? host)\" can't be written: a link leads out of the workspace"))
            } catch {
                return .failure(InputProblem(input: nil, text: "an artifact can't be downloaded: \(error)"))
            }
        }
        try report(try damaged.get(), wish.mismatch)
    }

    private func report(_ damaged: [String], _ mismatch: DownloadArtifactInputs.Mismatch) throws(InputProblem) {
        guard !damaged.isEmpty else { return }
        let names = damaged.map { "\"\($0)\"" }.joined(separator: ", ")
        let text = "the bytes of \(names) are not those that were stored"
        switch mismatch {
        case .ignore: break
        case .info: call.run.log.say(text)
        case .warn: call.run.warning(text)
        case .error: throw InputProblem(input: "digest-mismatch", text: "\(text); \"runner artifacts verify\" names the damaged blobs")
        }
    }
}
