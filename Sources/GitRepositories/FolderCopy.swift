/// Copies folders.
package enum FolderCopy {
    /// Levels of folders; a deeper one is refused.
    private static let deepest = 128

    /// Copies a folder with all files and symbolic links below it.
    ///
    /// Contents are shared where the file system can (reflinks), but no inode is: the copy may be written freely. No link is followed.
    ///
    /// - Parameters:
    ///   - source: A folder that the caller vouches for.
    ///   - root: Likewise.
    ///   - subfolder: The place of the copy below the root, made if need be.
    package static func copy(_ source: String, to root: String, subfolder: String) throws(GitError) -> CopyReport {
        var report = CopyReport()
        let target = try Folder.open(root).madeDescendant(subfolder)
        try copy(try Folder.open(source), target, levels: deepest, &report)
        return report
    }

    private static func copy(_ source: Folder, _ target: Folder, levels: Int, _ report: inout CopyReport) throws(GitError) {
        guard levels > 0 else {
            throw GitError(kind: .failed, operation: "copy folder", path: source.path, reason: "its folders are nested too deep")
        }
        for entry in try source.entries() {
            switch entry.kind {
            case .file: if try target.copyFile(entry.name, from: source) { report.files += 1 }
            case .link: if try target.copyLink(entry.name, from: source) { report.files += 1 }
            case .folder:
                guard let inner = source.child(entry.name) else { continue }
                try copy(inner, try target.madeChild(entry.name), levels: levels - 1, &report)
            case .other: continue
            }
        }
    }
}
