import Foundation
import LinuxSystem
import TestSupport
import Testing

@testable import RunRecords

@Suite struct CacheStoreTests {
    /// Saves a cache whose archive has so many bytes.
    private func save(
        _ key: String, _ scope: String = "main", size: Int = 10, at time: Double = 1, limit: Int = .max, in store: CacheStore
    ) throws -> Bool {
        let batch = try ContentBatch(store.contents)
        let blob = try batch.add {
            try $0(Array("\(key) \(scope)".utf8.prefix(0)) + [UInt8](repeating: UInt8(key.utf8.count), count: size))
        }
        let entry = CacheEntry(key: key, version: "v", scope: scope, blob: blob, created: time, used: time)
        let isSaved = try store.save(entry, from: batch, limit: limit)
        setUse(of: entry, to: time, in: store)
        return isSaved
    }

    private func setUse(of entry: CacheEntry, to time: Double, in store: CacheStore) {
        for name in (try? listFolder(store.path + "/entries")) ?? [] {
            let file = "\(store.path)/entries/\(name)"
            guard (try? readText(file))?.contains("\"key\":\"\(entry.key)\"") == true else { continue }
            let date = Date(timeIntervalSince1970: time)
            try? FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file)
        }
    }

    struct Lookup: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var keys: [String]
        var scopes = ["topic", "main"]
        var found: String?
    }

    static let lookups = [
        Lookup(testDescription: "exactly the key", keys: ["npm-1"], found: "topic npm-1"),
        Lookup(testDescription: "the own branch before the default one", keys: ["both"], found: "topic both"),
        Lookup(testDescription: "the default branch where the own has none", keys: ["only-main"], found: "main only-main"),
        Lookup(testDescription: "the newest that begins with the key", keys: ["npm-"], found: "topic npm-2"),
        Lookup(testDescription: "the keys in their order", keys: ["none", "go-", "npm-"], found: "topic go-9"),
        Lookup(
            testDescription: "own prefixes before an exact key of the default branch", keys: ["only-main", "npm-"], found: "topic npm-2"),
        Lookup(testDescription: "not another branch's", keys: ["other-1"], found: nil),
        Lookup(testDescription: "not a part in the middle", keys: ["pm-"], found: nil),
        Lookup(testDescription: "no scope, no cache", keys: ["npm-1"], scopes: [], found: nil),
    ]

    @Test(arguments: lookups) func finds(_ lookup: Lookup) async throws {
        try await withTemporaryFolder { folder in
            let store = CacheStore(path: folder.path)
            let saved = [
                ("npm-1", "topic"), ("go-9", "topic"), ("npm-2", "topic"), ("both", "main"), ("both", "topic"), ("only-main", "main"),
                ("other-1", "x"),
            ]
            for (time, (key, scope)) in saved.enumerated() { _ = try save(key, scope, at: Double(time + 1), in: store) }
            let found = store.find(lookup.keys, version: "v", scopes: lookup.scopes)
            #expect(found.map { "\($0.scope) \($0.key)" } == lookup.found)
            #expect(store.find(lookup.keys, version: "other", scopes: lookup.scopes) == nil)
        }
    }

    @Test func whatIsSavedIsNeverChanged() async throws {
        try await withTemporaryFolder { folder in
            let store = CacheStore(path: folder.path)
            let saved = [
                try save("key", size: 1, in: store), try save("key", size: 2, in: store), try save("key", "topic", size: 3, in: store),
            ]
            #expect(saved == [true, false, true])
            #expect(store.find(["key"], version: "v", scopes: ["main"])?.blob.size == 1)
            #expect(store.entries().count == 2)
        }
    }

    @Test func theLeastRecentlyUsedMakeRoom() async throws {
        try await withTemporaryFolder { folder in
            let store = CacheStore(path: folder.path)
            for time in 1...4 { _ = try save(String(repeating: "k", count: time), size: 100, at: Double(time), in: store) }
            let oldest = try #require(store.find(["k"], version: "v", scopes: ["main"]))
            #expect(oldest.key == "k")
            store.touch(oldest)
            #expect(try save("new", size: 150, at: 9, limit: 400, in: store))
            #expect(Set(store.entries().map(\.key)) == ["k", "kkkk", "new"])
            // Larger than all room: it stays alone.
            #expect(try save("huge", size: 1000, at: 10, limit: 400, in: store))
            #expect(store.entries().map(\.key) == ["huge"])
            #expect(try blobs(store).count == 1)
        }
    }

    @Test func removedCachesLeaveNoBytesUnlessOthersHaveTheSame() async throws {
        try await withTemporaryFolder { folder in
            let store = CacheStore(path: folder.path)
            for key in ["a", "b", "cc"] { _ = try save(key, in: store) }
            #expect(try blobs(store).count == 2)
            try store.remove(store.entries().filter { $0.key == "a" })
            #expect(try blobs(store).count == 2)
            try store.remove(store.entries())
            #expect(try blobs(store) == [])
            #expect(store.entries().isEmpty)
        }
    }

    @Test func damagedEntriesAreLeftOut() async throws {
        try await withTemporaryFolder { folder in
            let store = CacheStore(path: folder.path)
            _ = try save("a", in: store)
            for (name, text) in [("x.json", "{"), ("y.json", "{}"), ("z", "{}")] {
                try Data(text.utf8).write(to: folder.appending(path: "entries/\(name)"))
            }
            #expect(store.entries().map(\.key) == ["a"])
        }
    }

    private func blobs(_ store: CacheStore) throws -> [String] {
        try listFolder(store.path + "/sha256").flatMap { try listFolder("\(store.path)/sha256/\($0)") }
    }
}
