import Foundation
import LinuxSystem
import Planning
import RunRecords
import TestSupport
import Testing

@testable import RunnerCommands

@Suite struct ArtifactsCommandTests {
    /// Makes a run that has stored an artifact of these files.
    private func store(_ name: String, _ files: [String: String], in state: StateFolder) throws {
        let batch = try ContentBatch(state.contents)
        let manifest = ArtifactManifest(
            try files.map { path, text in
                ArtifactManifest.Entry(path: path, blob: try batch.add { try $0(Array(text.utf8)) }, isExecutable: path.hasSuffix(".sh"))
            })
        let blob = try manifest.add(to: batch)
        try batch.commit()
        let run = try state.createRun()
        let journal = try RunJournal(directory: run)
        let artifact = StoredArtifact(
            name: name, id: run.id * StoredArtifact.mostInRun + 1, digest: blob.digest, manifest: blob.digest, size: manifest.size,
            files: files.count, expires: 4_000_000_000)
        _ = try journal.append(.artifactStored(JobKey(id: "build"), artifact))
        journal.close()
    }

    private func command(_ words: String..., in folder: URL) async throws -> CommandRun {
        try await CommandRun(["artifacts"] + words + ["--state", folder.path + "/state"], folder: folder)
    }

    private func withRuns(_ body: (URL, StateFolder) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let state = StateFolder(path: folder.path + "/state")
            try store("dist", ["a.txt": "old"], in: state)
            try store("logs", ["x/b.txt": "b"], in: state)
            try store("dist", ["a.txt": "new", "bin/run.sh": "#!/bin/sh\n"], in: state)
            try await body(folder, state)
        }
    }

    @Test func listsTheNewestFirst() async throws {
        try await withRuns { folder, _ in
            let run = try await command("list", in: folder)
            let lines = run.output.split(separator: "\n").map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
            #expect(lines == ["3 dist", "2 logs", "1 dist"])
            let json = try await command("list", "--run", "1", "--json", in: folder).output
            #expect(json.hasPrefix(#"{"run":1,"name":"dist","id":1000001,"digest":"sha256:"#))
            #expect(try await command("list", "--run", "9", in: folder).status == .usage)
        }
    }

    @Test func showsFiles() async throws {
        try await withRuns { folder, _ in
            let text = try await command("show", "dist", in: folder).output
            #expect(text.hasPrefix("dist: 2 files, 13 B, run 3, id 3000001\n"))
            #expect(text.contains("bin/run.sh\n"))
            #expect(try await command("show", "dist", "--json", in: folder).output.contains(#""executable":true"#))
        }
    }

    @Test func takesFilesOut() async throws {
        try await withRuns { folder, _ in
            let path = folder.path
            #expect(try await command("download", "dist", "--to", "new", in: folder).status == .success)
            #expect(try readText(path + "/new/a.txt") == "new")
            #expect(access(path + "/new/bin/run.sh", X_OK) == 0 && access(path + "/new/a.txt", W_OK) == 0)
            _ = try await command("download", "dist", "--run", "1", "--to", "old", in: folder)
            #expect(try readText(path + "/old/a.txt") == "old")
            _ = try await command("download", "dist", "logs", "--to", "both", in: folder)
            #expect(try readText(path + "/both/logs/x/b.txt") == "b")
            #expect(try readText(path + "/both/dist/a.txt") == "new")
            let unknown = try await command("download", "dits", in: folder)
            #expect(unknown.status == .usage && unknown.errors.contains("did you mean \"dist\"?"))
        }
    }

    @Test func findsDamage() async throws {
        try await withRuns { folder, state in
            #expect(try await command("verify", in: folder).status == .success)
            let journal = try RunJournal.read(try #require(try state.run(3)))
            let artifact = try #require(RunState(reading: journal).artifacts.first?.artifact)
            let manifest = try ArtifactManifest.read(artifact.manifest, from: state.contents)
            let blob = state.contents.path(of: manifest.entries[0].blob.digest)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: blob)
            try Data("NEW".utf8).write(to: URL(filePath: blob))
            let verified = try await command("verify", in: folder)
            #expect(verified.status == .failed)
            #expect(verified.output.contains("run 3, dist: \"a.txt\": the blob \"\(blob)\" is damaged"))
            #expect(verified.output.contains("run 1, dist: 1 file, 3 B, as stored"))
            let taken = try await command("download", "dist", "--to", "out", in: folder)
            #expect(taken.status == .failed)
            #expect(try listFolder(folder.path + "/out") == ["bin"])
            try FileManager.default.removeItem(atPath: state.contents.path(of: artifact.manifest))
            #expect(try await command("verify", "dist", in: folder).output.contains("is missing"))
        }
    }

    @Test func saysThatThereAreNone() async throws {
        try await withTemporaryFolder { folder in
            let list = try await command("list", in: folder)
            #expect(list.output == "no artifacts in \(folder.path)/state\n")
            let download = try await command("download", in: folder)
            #expect(download.status == .usage)
            let verify = try await command("verify", in: folder)
            #expect(verify.status == .success)
        }
    }
}
