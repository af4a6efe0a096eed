package import Expressions

/// An artifact of a run, as the journal names it.
package struct StoredArtifact: Sendable, Hashable {
    /// Unique in its run, with case.
    package var name: String
    /// Unique in the state folder.
    package var id: Int
    /// What the artifact is known by outside: of a file that was stored as it is, its own; else the manifest's.
    package var digest: ContentDigest
    /// The manifest's blob.
    package var manifest: ContentDigest
    /// Bytes of all files together.
    package var size: Int
    package var files: Int
    /// Seconds since 1970, after which it may be removed.
    package var expires: Double

    /// Artifacts of a run, as far as ids go; more than a run can have.
    package static let mostInRun = 1_000_000

    package init(name: String, id: Int, digest: ContentDigest, manifest: ContentDigest, size: Int, files: Int, expires: Double) {
        self.name = name
        self.id = id
        self.digest = digest
        self.manifest = manifest
        self.size = size
        self.files = files
        self.expires = expires
    }

    /// For the journal and for `--json`.
    package var members: [(String, Value)] {
        [
            ("name", .string(name)), ("id", .number(Double(id))), ("digest", .string("sha256:\(digest)")),
            ("manifest", .string("sha256:\(manifest)")), ("bytes", .number(Double(size))), ("files", .number(Double(files))),
            ("expires", .string(UTCTime.text(expires))),
        ]
    }

    init(_ fields: RecordFields) throws(RecordError) {
        let expires = try fields.string("expires")
        guard let time = UTCTime.seconds(expires) else { throw RecordError("\"expires\" is \"\(expires)\", no instant") }
        self.init(
            name: try fields.string("name"), id: try fields.integer("id"), digest: try Self.digest("digest", fields),
            manifest: try Self.digest("manifest", fields), size: try fields.integer("bytes"), files: try fields.integer("files"),
            expires: time)
    }

    private static func digest(_ name: String, _ fields: RecordFields) throws(RecordError) -> ContentDigest {
        let text = try fields.string(name)
        guard text.hasPrefix("sha256:"), let digest = ContentDigest(String(text.dropFirst("sha256:".count))) else {
            throw RecordError("\"\(name)\" is \"\(text)\", no digest")
        }
        return digest
    }
}
