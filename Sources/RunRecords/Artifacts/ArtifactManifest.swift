import Expressions
import LinuxSystem

/// What an artifact consists of: a blob of lines, one JSON object each, of which the first says what the others are.
///
/// It holds neither the artifact's name nor a time, so the same files always have the same digest.
package struct ArtifactManifest: Sendable, Hashable {
    /// A file of an artifact.
    package struct Entry: Sendable, Hashable {
        /// Relative, with `/` between names; none of them is `.`, `..` or empty.
        package var path: String
        package var blob: Blob
        package var isExecutable: Bool

        package init(path: String, blob: Blob, isExecutable: Bool) {
            self.path = path
            self.blob = blob
            self.isExecutable = isExecutable
        }
    }

    /// In byte order of their paths.
    package let entries: [Entry]

    /// - Parameter entries: In any order; with paths that `isPlain`.
    package init(_ entries: [Entry]) {
        self.entries = entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Bytes of all files together.
    package var size: Int { entries.reduce(0) { $0 + $1.blob.size } }

    /// Whether a path stays below the folder it is looked at from.
    package static func isPlain(_ path: String) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { name in
            !name.isEmpty && !name.elementsEqual(".".utf8) && !name.elementsEqual("..".utf8) && !name.contains(0)
        }
    }

    // MARK: - On disk

    private static let version = 1
    /// More than a million files with long paths.
    private static let mostBytes = 1 << 30

    /// Adds the manifest to what is being stored.
    package func add(to batch: ContentBatch) throws -> Blob {
        try batch.add { write in
            var part = Array(Value.object([("manifest", .number(Double(Self.version)))]).json().utf8) + [0x0A]
            for entry in entries {
                part += Array(entry.json.json().utf8)
                part.append(0x0A)
                guard part.count >= 1 << 16 else { continue }
                try write(part)
                part = []
            }
            try write(part)
        }
    }

    /// Reads a manifest, checked against its digest. Blocks.
    ///
    /// - Throws: `ContentError`; also for one of a newer runner, or that holds what none may hold.
    package static func read(_ digest: ContentDigest, from store: ContentStore) throws -> ArtifactManifest {
        let bytes = try store.read(digest, limit: mostBytes)
        let wrong = { (reason: String) in
            ContentError(kind: .unreadable, digest: digest, description: "the manifest \"\(store.path(of: digest))\" \(reason)")
        }
        var entries: [Entry] = []
        for (number, line) in bytes.split(separator: 0x0A).enumerated() {
            guard let value = try? Value(json: String(decoding: line, as: UTF8.self)), let fields = try? RecordFields(value) else {
                throw wrong("has a line \(number + 1) that is no JSON object")
            }
            if number == 0 {
                guard (try? fields.integer("manifest")) == version else { throw wrong("was written by another version of the runner") }
            } else {
                guard let entry = Entry(fields) else { throw wrong("has a line \(number + 1) that names no file") }
                entries.append(entry)
            }
        }
        return ArtifactManifest(entries)
    }
}

extension ArtifactManifest.Entry {
    fileprivate var json: Value {
        var members: [(String, Value)] = [
            ("path", .string(path)), ("bytes", .number(Double(blob.size))), ("sha256", .string(blob.digest.description)),
        ]
        if isExecutable { members.append(("executable", .bool(true))) }
        return .object(members)
    }

    fileprivate init?(_ fields: RecordFields) {
        guard let path = try? fields.string("path"), ArtifactManifest.isPlain(path), let size = try? fields.integer("bytes"), size >= 0,
            let text = try? fields.string("sha256"), let digest = ContentDigest(text)
        else { return nil }
        let isExecutable = if case .bool(true)? = fields.object["executable"] { true } else { false }
        self.init(path: path, blob: Blob(digest: digest, size: size), isExecutable: isExecutable)
    }
}
