import Foundation
import LinuxSystem
import TestSupport
import Testing

@testable import RunRecords

@Suite struct ArtifactManifestTests {
    private func entry(_ path: String, _ byte: UInt8 = 1, isExecutable: Bool = false) -> ArtifactManifest.Entry {
        ArtifactManifest.Entry(path: path, blob: Blob(digest: .of(byte), size: 5), isExecutable: isExecutable)
    }

    private func stored(_ manifest: ArtifactManifest, _ store: ContentStore) throws -> ContentDigest {
        let batch = try ContentBatch(store)
        let blob = try manifest.add(to: batch)
        try batch.commit()
        return blob.digest
    }

    @Test func theSameFilesHaveTheSameDigestInAnyOrder() async throws {
        try await withTemporaryFolder { folder in
            let store = ContentStore(path: folder.path)
            let entries = [entry("b"), entry("a/c", 2), entry("a b", isExecutable: true), entry("é\u{1}\"\\")]
            let digest = try stored(ArtifactManifest(entries), store)
            #expect(try stored(ArtifactManifest(entries.reversed()), store) == digest)
            let read = try ArtifactManifest.read(digest, from: store)
            #expect(read.entries.map(\.path) == ["a b", "a/c", "b", "é\u{1}\"\\"])
            #expect(read == ArtifactManifest(entries))
            #expect(read.size == 20)
            #expect(try stored(ArtifactManifest([entry("b")]), store) != digest)
        }
    }

    @Test func aHundredThousandFilesAreRead() async throws {
        try await withTemporaryFolder { folder in
            let store = ContentStore(path: folder.path)
            let manifest = ArtifactManifest((0..<100_000).map { entry("folder \($0 % 300)/file \($0)") })
            let digest = try stored(manifest, store)
            #expect(try ArtifactManifest.read(digest, from: store).entries.count == 100_000)
        }
    }

    struct Wrong: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var text: String
    }

    static let wrong = [
        Wrong(testDescription: "nothing of ours", text: "hello"),
        Wrong(testDescription: "of a newer runner", text: #"{"manifest":2}"#),
        Wrong(testDescription: "a path upwards", text: line("../x")),
        Wrong(testDescription: "an absolute path", text: line("/etc/passwd")),
        Wrong(testDescription: "a path upwards in the middle", text: line("a/../../x")),
        Wrong(testDescription: "an empty path", text: line("")),
        Wrong(testDescription: "a path with NUL", text: line("a\\u0000b")),
        Wrong(testDescription: "a size below zero", text: line("a", size: "-1")),
        Wrong(testDescription: "no digest", text: line("a", digest: "xyz")),
    ]

    private static func line(_ path: String, size: String = "1", digest: String = String(repeating: "ab", count: 32)) -> String {
        "{\"manifest\":1}\n{\"path\":\"\(path)\",\"bytes\":\(size),\"sha256\":\"\(digest)\"}\n"
    }

    @Test(arguments: wrong) func refuses(_ wrong: Wrong) async throws {
        try await withTemporaryFolder { folder in
            let store = ContentStore(path: folder.path)
            let batch = try ContentBatch(store)
            let blob = try batch.add { try $0(Array(wrong.text.utf8)) }
            try batch.commit()
            #expect(throws: ContentError.self) { try ArtifactManifest.read(blob.digest, from: store) }
        }
    }

    @Test func namesAreTakenBeforeTheUpload() {
        let artifacts = RunArtifacts(run: 12)
        let kept = { (id: Int) in StoredArtifact(name: "a", id: id, digest: .of(1), manifest: .of(1), size: 0, files: 0, expires: 0) }
        #expect(artifacts.reserve("a", overwrites: false) == 12_000_001)
        #expect(artifacts.reserve("a", overwrites: false) == nil)
        #expect(artifacts.reserve("a", overwrites: true) == nil)
        #expect(artifacts.all.isEmpty)
        artifacts.keep(kept(12_000_001))
        #expect(artifacts.reserve("a", overwrites: false) == nil)
        #expect(artifacts.reserve("a", overwrites: true) == 12_000_002)
        artifacts.release("a")
        #expect(artifacts.all.map(\.id) == [12_000_001])
        #expect(artifacts.reserve("a", overwrites: true) == 12_000_003)
        artifacts.keep(kept(12_000_003))
        #expect(artifacts.all.map(\.id) == [12_000_003])
    }
}
