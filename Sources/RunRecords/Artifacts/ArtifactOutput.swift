package import LinuxSystem

/// Writes artifacts' files below a folder.
package struct ArtifactOutput {
    private let store: ContentStore
    private let folder: ContainedFolder
    private let keepsModes: Bool
    private let keepsDamaged: Bool

    /// - Parameters:
    ///   - keepsModes: Whether programs stay programs; else all files are 0644, as on GitHub.
    ///   - keepsDamaged: Whether a file whose bytes are not those stored stays; else it is removed.
    package init(store: ContentStore, folder: ContainedFolder, keepsModes: Bool, keepsDamaged: Bool) {
        self.store = store
        self.folder = folder
        self.keepsModes = keepsModes
        self.keepsDamaged = keepsDamaged
    }

    /// Writes an artifact. Blocks.
    ///
    /// - Parameters:
    ///   - path: Relative to the folder; empty for the folder itself.
    ///   - isCancelled: Asked for each file; when true the rest is left out.
    /// - Returns: Whether bytes were damaged.
    /// - Throws: `SystemError`, `ContentError` for what is missing.
    package func write(_ artifact: StoredArtifact, to path: String, isCancelled: () -> Bool = { false }) throws -> Bool {
        let prefix = path.isEmpty ? [] : Array(path.utf8) + [UInt8(ascii: "/")]
        if !path.isEmpty { try folder.createFolder(Array(path.utf8)) }
        let manifest: ArtifactManifest
        do {
            manifest = try ArtifactManifest.read(artifact.manifest, from: store)
        } catch let error as ContentError where error.kind == .damaged {
            return true
        }
        var isDamaged = false
        for entry in manifest.entries {
            if isCancelled() { break }
            let file = prefix + Array(entry.path.utf8)
            let target = try folder.createFile(file, mode: keepsModes && entry.isExecutable ? 0o755 : 0o644)
            do {
                try store.copy(entry.blob.digest, to: target)
            } catch let error as ContentError where error.kind == .damaged {
                isDamaged = true
                if !keepsDamaged { try folder.removeFile(file) }
            }
        }
        return isDamaged
    }
}
