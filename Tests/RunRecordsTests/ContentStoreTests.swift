import Foundation
import LinuxSystem
import TestSupport
import Testing

@testable import RunRecords

@Suite struct ContentStoreTests {
    private func store(_ texts: [String], in store: ContentStore) throws -> [Blob] {
        let batch = try ContentBatch(store)
        let blobs = try texts.map { text in try batch.add { try $0(Array(text.utf8)) } }
        try batch.commit()
        return blobs
    }

    /// Everything below the store, with its permissions.
    private func files(_ store: ContentStore) throws -> [String] {
        let all = FileManager.default.enumerator(atPath: store.path)?.allObjects as? [String] ?? []
        return all.filter { !isFolder("\(store.path)/\($0)") && $0 != "incoming/lock" }.sorted()
    }

    @Test func bytesLieUnderTheirDigestAndCantBeWritten() async throws {
        try await withTemporaryFolder { folder in
            let store = ContentStore(path: folder.path + "/artifacts")
            let blob = try #require(try self.store(["hello\n"], in: store).first)
            let digest = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
            #expect(blob.digest.description == digest && blob.size == 6)
            #expect(try files(store) == ["sha256/58/\(digest)"])
            let mode = try FileManager.default.attributesOfItem(atPath: store.path(of: blob.digest))[.posixPermissions] as? Int
            #expect(mode == 0o444)
            #expect(try store.read(blob.digest, limit: 100) == Array("hello\n".utf8))
        }
    }

    @Test func theSameBytesAreKeptOnce() async throws {
        try await withTemporaryFolder { folder in
            let store = ContentStore(path: folder.path)
            let blobs = try self.store(["a", "b", "a"], in: store) + self.store(["b", "c"], in: store)
            #expect(Set(blobs).count == 3)
            #expect(try files(store).count == 3)
        }
    }

    @Test func aFileIsTakenFromWhereItStands() async throws {
        try await withTemporaryFolder { folder in
            let store = ContentStore(path: folder.path + "/artifacts")
            // More than two parts of the copy, and a rest.
            var generator = SeededGenerator(seed: 7)
            let bytes = (0..<2_500_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
            try Data(bytes).write(to: folder.appending(path: "large"))
            let batch = try ContentBatch(store)
            let blob = try batch.add(FileDescriptor.open(folder.path + "/large", O_RDONLY))
            try batch.commit()
            #expect(blob.size == bytes.count)
            #expect(try store.read(blob.digest, limit: .max) == bytes)
            let copy = try FileDescriptor.open(folder.path + "/copy", O_WRONLY | O_CREAT)
            try store.copy(blob.digest, to: copy)
            #expect(try readFile(folder.path + "/copy") == bytes)
        }
    }

    @Test func whatIsNotCommittedIsNotThere() async throws {
        try await withTemporaryFolder { folder in
            let store = ContentStore(path: folder.path)
            do {
                let batch = try ContentBatch(store)
                let blob = try batch.add { try $0([1, 2, 3]) }
                #expect(throws: ContentError.self) { try store.open(blob.digest) }
                struct Failure: Error {}
                #expect(throws: Failure.self) { try batch.add { _ in throw Failure() } }
            }
            #expect(try files(store) == [])
        }
    }

    @Test func whatAKilledProcessLeftIsRemovedByTheNext() async throws {
        try await withTemporaryFolder { folder in
            let store = ContentStore(path: folder.path)
            try folder.appending(path: "incoming/77-1").createFolder()
            try Data("half".utf8).write(to: folder.appending(path: "incoming/77-1/1"))
            try Data().write(to: folder.appending(path: "incoming/77-1.lock"))
            let living = try ContentBatch(store)
            let blob = try living.add { try $0([1]) }
            _ = try ContentBatch(store)
            try living.commit()
            #expect(try store.read(blob.digest, limit: 10) == [1])
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/incoming/77-1"))
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/incoming/77-1.lock"))
        }
    }

    @Test func damageIsFoundAndNamedAndMendedByStoringAgain() async throws {
        try await withTemporaryFolder { folder in
            let store = ContentStore(path: folder.path)
            let digest = try #require(try self.store(["precious"], in: store).first).digest
            let path = store.path(of: digest)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            try Data("precioux".utf8).write(to: URL(filePath: path))
            let check = { try store.copy(digest, to: nil) }
            let error = #expect(throws: ContentError.self) { try check() }
            #expect(error?.kind == .damaged && error?.description.contains(path) == true)
            #expect(throws: ContentError.self) { try store.read(digest, limit: 100) }
            _ = try self.store(["precious"], in: store)
            try check()
            try FileManager.default.removeItem(atPath: path)
            #expect(throws: ContentError.self) { try check() }
        }
    }

    @Test func manyStoreAtOnce() async throws {
        try await withTemporaryFolder { folder in
            let store = ContentStore(path: folder.path)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        try await BlockingWork.run {
                            let batch = try ContentBatch(store)
                            // More than the few that are synced one by one.
                            for number in 0..<70 { _ = try batch.add { try $0(Array("\(number % 50) \(worker % 2)".utf8)) } }
                            try batch.commit()
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try files(store).count == 100)
        }
    }

    @Test func digestsAreReadAsTheyAreWritten() {
        let text = String(repeating: "0f", count: 31) + "a9"
        #expect(ContentDigest(text)?.description == text)
        #expect(ContentDigest(text).map { ContentDigest(bytes: $0.bytes) } == ContentDigest(text))
        for wrong in ["", "0f", text.uppercased(), text + "0", String(text.dropLast()) + "g"] { #expect(ContentDigest(wrong) == nil) }
    }
}

extension URL {
    fileprivate func createFolder() throws {
        try FileManager.default.createDirectory(at: self, withIntermediateDirectories: true)
    }
}
