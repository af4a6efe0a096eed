import Expressions
import Glibc
import LinuxSystem

/// Caches by key, version and scope, as GitHub keeps them: never changed once saved, the least recently used removed when they get too many.
///
/// `entries/DIGEST.json` names a blob under `sha256/`. Several processes may save and read at once. All of it blocks.
package struct CacheStore: Sendable, Hashable {
    /// GitHub's for a repository: 10 GB.
    package static let mostBytes = 10_000_000_000

    package let path: String

    /// - Parameter path: `caches` of the state folder.
    package init(path: String) {
        self.path = path
    }

    package var contents: ContentStore { ContentStore(path: path) }

    private var entriesPath: String { "\(path)/entries" }
    private var lockPath: String { "\(path)/lock" }

    /// All caches, the newest first; files that are none of ours are left out.
    package func entries() -> [CacheEntry] {
        let names = (try? listFolder(entriesPath)) ?? []
        return names.compactMap { entry(named: $0) }.sorted { ($0.created, $0.key) > ($1.created, $1.key) }
    }

    private func entry(named name: String) -> CacheEntry? {
        let file = "\(entriesPath)/\(name)"
        var information = stat()
        guard name.hasSuffix(".json"), stat(file, &information) == 0, let text = try? readText(file, limit: 1 << 16),
            let value = try? Value(json: text)
        else { return nil }
        return CacheEntry(value, used: Double(information.st_mtim.tv_sec))
    }

    /// The cache for a list of keys: in each scope first the one with exactly the first key, then for each key the newest that begins with it.
    ///
    /// - Parameter scopes: In the order in which they are searched: the run's own, then those it may read besides.
    package func find(_ keys: [String], version: String, scopes: [String]) -> CacheEntry? {
        let all = entries().filter { $0.version == version }
        for scope in scopes {
            let here = all.filter { $0.scope == scope }
            if let exact = here.first(where: { $0.key == keys.first }) { return exact }
            for key in keys {
                if let found = here.first(where: { $0.key.hasPrefix(key) }) { return found }
            }
        }
        return nil
    }

    /// Whether there is a cache with exactly that key.
    package func holds(_ key: String, version: String, scope: String) -> Bool {
        access(file(key, version, scope), F_OK) == 0
    }

    /// Notes that a cache is used now.
    package func touch(_ entry: CacheEntry) {
        _ = utimes(file(entry.key, entry.version, entry.scope), nil)
    }

    /// Keeps an archive as a cache, and makes room: the least recently used go.
    ///
    /// - Parameters:
    ///   - batch: Of `contents`; it is committed here.
    ///   - limit: Bytes of all caches together.
    /// - Returns: False when there is one with that key, version and scope already, which stays as it is.
    package func save(_ entry: CacheEntry, from batch: ContentBatch, limit: Int = CacheStore.mostBytes) throws -> Bool {
        try makeFolders(entriesPath)
        // Else the blob could be removed, as nobody's, before its entry is there.
        let lock = try FileLock.acquire(lockPath)
        defer { lock.release() }
        if holds(entry.key, version: entry.version, scope: entry.scope) { return false }
        try batch.commit()
        try AtomicFile.write(Array(entry.json.json().utf8) + [0x0A], to: file(entry.key, entry.version, entry.scope))
        makeRoom(limit, sparing: entry)
        return true
    }

    /// Removes caches.
    package func remove(_ entries: [CacheEntry]) throws {
        guard !entries.isEmpty else { return }
        let lock = try FileLock.acquire(lockPath)
        defer { lock.release() }
        drop(entries)
    }

    private func makeRoom(_ limit: Int, sparing saved: CacheEntry) {
        let all = entries()
        var size = all.reduce(0) { $0 + $1.blob.size }
        var old: [CacheEntry] = []
        for entry in all.sorted(by: { ($0.used, $0.created) < ($1.used, $1.created) }) where size > limit {
            if (entry.key, entry.version, entry.scope) == (saved.key, saved.version, saved.scope) { continue }
            old.append(entry)
            size -= entry.blob.size
        }
        drop(old)
    }

    /// The lock is held. Whoever reads a removed blob has it open.
    private func drop(_ entries: [CacheEntry]) {
        for entry in entries { unlink(file(entry.key, entry.version, entry.scope)) }
        let needed = Set(self.entries().map(\.blob.digest))
        for digest in Set(entries.map(\.blob.digest)) where !needed.contains(digest) { unlink(contents.path(of: digest)) }
    }

    private func file(_ key: String, _ version: String, _ scope: String) -> String {
        let name = (try? ContentBatch.digest(of: Array("\(scope)\0\(version)\0\(key)".utf8)))?.description ?? "none"
        return "\(entriesPath)/\(name).json"
    }
}
