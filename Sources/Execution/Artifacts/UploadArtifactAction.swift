import Engines
import Events
import LinuxSystem
import Planning
import RunRecords

/// `actions/upload-artifact`, built in: files of the job go into the state folder, each as a blob of its own.
struct UploadArtifactAction {
    let call: BuiltInCall
    let control: StepControl
    private var scope: JobScope { call.run.scope }

    func run() async throws(EvaluationFailure) -> StepResult {
        call.announce(UploadArtifactInputs.known, then: "Storing an artifact (built into the runner)")
        do throws(InputProblem) {
            let wish = try UploadArtifactInputs(call)
            if scope.mask.mask(wish.name) != wish.name {
                throw InputProblem(input: "name", text: "the artifact's name holds a secret; names are kept in the run's records")
            }
            if wish.asksForLonger { call.run.warning("\"retention-days\" can be \(wish.retentionDays) at most; that is used") }
            guard let stored = try await store(wish) else { return try nothingFound(wish) }
            return success(stored)
        } catch {
            throw call.failure(error)
        }
    }

    private func nothingFound(_ wish: UploadArtifactInputs) throws(InputProblem) -> StepResult {
        let text = "no files were found for \"\(wish.path)\"; no artifact is stored"
        switch wish.noFiles {
        case .error: throw InputProblem(input: "path", text: text)
        case .warn: call.run.warning(text)
        case .ignore: call.run.log.say(text)
        }
        return call.success([])
    }

    private func success(_ artifact: StoredArtifact) -> StepResult {
        let plan = scope.request.plan
        let url = "\(plan.repository.serverURL)/\(plan.repository.fullName)/actions/runs/\(scope.request.facts.id)/artifacts/\(artifact.id)"
        return call.success([
            ("artifact-id", "\(artifact.id)"), ("artifact-url", url), ("artifact-digest", artifact.digest.description),
        ])
    }

    /// - Returns: Nothing when there are no files.
    private func store(_ wish: UploadArtifactInputs) async throws(InputProblem) -> StoredArtifact? {
        let (scope, control) = (scope, control)
        let search = ArtifactSearch(
            folders: scope.folders, paths: scope.paths, home: scope.sandbox.surroundings.environment["HOME"] ?? "/root",
            skipsHidden: !wish.includesHidden, isCancelled: { control.cause != nil || Task.isCancelled })
        let upload = ArtifactUpload(wish: wish, scope: scope, search: search, log: call.run.log)
        let result: Result<StoredArtifact?, InputProblem> = await BlockingWork.value {
            do {
                return .success(try upload.run())
            } catch let problem as InputProblem {
                return .failure(problem)
            } catch {
                return .failure(InputProblem(input: nil, text: "the artifact can't be stored: \(error)"))
            }
        }
        return try result.get()
    }
}

/// One upload: search, store, record. Blocks.
private struct ArtifactUpload: Sendable {
    let wish: UploadArtifactInputs
    let scope: JobScope
    let search: ArtifactSearch
    let log: StepLog

    func run() throws -> StoredArtifact? {
        let batch = try ContentBatch(scope.request.directory.state.contents)
        let found = try search.run(wish.path, into: batch)
        if found.files.isEmpty { return nil }
        if !wish.isArchive, found.files.count > 1 {
            throw InputProblem(
                input: "archive", text: "with \"archive: false\" a single file can be uploaded, but \(found.files.count) were found")
        }
        let manifest = ArtifactManifest(try found.files.map { try entry($0, below: found.root) })
        tellOfClashes(manifest)
        let name = wish.isArchive ? wish.name : manifest.entries[0].path
        if let problem = ArtifactName.problem(of: name) { throw InputProblem(input: "path", text: problem) }
        let artifacts = scope.recorder.artifacts
        guard let id = artifacts.reserve(name, overwrites: wish.overwrites) else {
            throw InputProblem(
                input: "name",
                text: "this run has an artifact \"\(name)\" already, or a job is uploading one; `overwrite: true` replaces what is stored")
        }
        do {
            let blob = try manifest.add(to: batch)
            try batch.commit()
            let artifact = StoredArtifact(
                name: name, id: id, digest: wish.isArchive ? blob.digest : manifest.entries[0].blob.digest, manifest: blob.digest,
                size: manifest.size, files: manifest.entries.count,
                expires: Double(wallClockMicroseconds() / 1_000_000 + Int64(wish.retentionDays) * 86_400))
            scope.record(.artifactStored(scope.planned.key, artifact))
            artifacts.keep(artifact)
            tell(artifact)
            return artifact
        } catch {
            artifacts.release(name)
            throw error
        }
    }

    private func entry(_ file: ArtifactSearch.File, below root: [[UInt8]]) throws(InputProblem) -> ArtifactManifest.Entry {
        let bytes = Array(file.names.dropFirst(root.count).joined(separator: [UInt8(ascii: "/")]))
        guard let path = String(validating: bytes, as: UTF8.self) else {
            throw InputProblem(input: "path", text: "the name of \"\(ArtifactSearch.text(file.names))\" is not UTF-8")
        }
        if let problem = ArtifactName.problem(ofPath: path) { throw InputProblem(input: "path", text: problem) }
        return ArtifactManifest.Entry(path: path, blob: file.blob, isExecutable: file.isExecutable)
    }

    /// On a system that doesn't tell case apart one of the two would be lost.
    private func tellOfClashes(_ manifest: ArtifactManifest) {
        var seen: Set<String> = []
        let clashes = manifest.entries.filter { !seen.insert($0.path.lowercased()).inserted }
        guard let first = clashes.first else { return }
        log.say("\(clashes.count) of the files differ from another by case only, as \"\(first.path)\" does")
    }

    private func tell(_ artifact: StoredArtifact) {
        let files = artifact.files == 1 ? "1 file" : "\(artifact.files) files"
        log.say("Stored \(files), \(artifact.size) bytes, as artifact \"\(artifact.name)\" (id \(artifact.id), sha256:\(artifact.digest))")
    }
}
