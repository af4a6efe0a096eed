package import Expressions

/// A cache that is kept.
package struct CacheEntry: Sendable, Hashable {
    package var key: String
    /// What was packed and how: caches of other paths are no answer, whatever their key.
    package var version: String
    /// The ref whose runs saved it: `refs/heads/main`.
    package var scope: String
    /// The archive.
    package var blob: Blob
    /// Seconds since 1970.
    package var created: Double
    /// When it was last restored or saved; seconds since 1970.
    package var used: Double

    package init(key: String, version: String, scope: String, blob: Blob, created: Double, used: Double) {
        self.key = key
        self.version = version
        self.scope = scope
        self.blob = blob
        self.created = created
        self.used = used
    }

    /// On disk and for `--json`.
    package var json: Value {
        .object([
            ("key", .string(key)), ("version", .string(version)), ("scope", .string(scope)), ("bytes", .number(Double(blob.size))),
            ("digest", .string("sha256:\(blob.digest)")), ("created", .string(UTCTime.text(created))),
            ("used", .string(UTCTime.text(used))),
        ])
    }

    init?(_ value: Value, used: Double) {
        guard let fields = try? RecordFields(value), let key = try? fields.string("key"), let version = try? fields.string("version"),
            let scope = try? fields.string("scope"), let size = try? fields.integer("bytes"), let digest = try? fields.string("digest"),
            digest.hasPrefix("sha256:"), let digest = ContentDigest(String(digest.dropFirst("sha256:".count))),
            let created = try? fields.string("created"), let created = UTCTime.seconds(created)
        else { return nil }
        self.init(key: key, version: version, scope: scope, blob: Blob(digest: digest, size: size), created: created, used: used)
    }
}
