/// How much of the history goes along with a copy.
package enum CopiedHistory: Sendable, Hashable {
    /// No `.git` at all.
    case none
    /// All objects and refs.
    case full
    /// As `git clone --depth` leaves it: at least 1 commit deep, without other branches and tags.
    case shallow(depth: Int)
}

/// Where a copy goes and what it holds.
package struct CopyRequest: Sendable {
    /// A folder that exists and that the caller vouches for.
    package var root: String
    /// The place below `root`, made if need be; no symbolic link in it is followed. Empty: `root` itself.
    package var subfolder = ""
    package var history = CopiedHistory.full
    /// Removes what is there before.
    package var isClean = false
    /// Paths from the work tree's root that stay behind.
    package var leavingOut: Set<String> = []
    /// The full ref that is checked out in the copy; nothing: as in this repository, or detached for another commit.
    package var ref: String?
    /// Of a copied work tree: the commit that the copy is at, instead of the one checked out.
    package var commit: String?

    package init(root: String) {
        self.root = root
    }
}

/// What a copy amounts to.
package struct CopyReport: Sendable, Hashable {
    package var files = 0
    /// Of the files, without `.git`.
    package var bytes = 0
}

extension GitRepository {
    /// Copies the work tree as it is on disk (`workTreeFiles`), uncommitted changes included, and a `.git` with which git works in
    /// the copy at the same commit.
    ///
    /// File contents are shared with the original where the file system can (reflinks), but no inode is: the copy may be
    /// written freely. Permissions, times of change and symbolic links are kept; submodules become empty folders.
    package func copyWorkTree(_ request: CopyRequest) throws(GitError) -> CopyReport {
        try lock.withLock { () throws(GitError) in
            guard let workTree else {
                throw GitError(
                    kind: .unsupported, operation: "copy the work tree", path: gitFolder, reason: "a bare repository has no work tree")
            }
            let files = try workTreeFiles(leavingOut: request.leavingOut)
            let target = try Self.target(of: request)
            var copier = TreeCopier(source: try Folder.open(workTree), target: target)
            for file in files { try copier.copy(file) }
            if request.history != .none {
                var head = try head()
                if let commit = request.commit { head = Head(sha: commit, ref: nil) }
                try copyGitFolder(into: target, request, head: head)
            }
            return copier.report
        }
    }

    /// The folder that a copy goes to, without an earlier copy's `.git`.
    static func target(of request: CopyRequest) throws(GitError) -> Folder {
        let target = try Folder.open(request.root).madeDescendant(request.subfolder)
        if request.isClean {
            try target.removeContents()
        } else if request.history != .none {
            try target.remove(Array(".git".utf8))
        }
        return target
    }
}

/// Copies files in the order of a walk, keeping the folders on the way to the current one open.
private struct TreeCopier {
    let source: Folder
    let target: Folder
    var report = CopyReport()
    private var open: [(name: Folder.Name, source: Folder, target: Folder)] = []

    init(source: Folder, target: Folder) {
        self.source = source
        self.target = target
    }

    /// Copies one file; one that is gone meanwhile is passed over.
    mutating func copy(_ file: WorkTreeFile) throws(GitError) {
        var parts = file.bytes.split(separator: 0x2F).map { Array($0) }
        guard let name = parts.popLast(), let (from, into) = try enter(parts) else { return }
        let isDone: Bool
        switch file.kind {
        case .file: isDone = try into.copyFile(name, from: from)
        case .symlink: isDone = try into.copyLink(name, from: from)
        case .submodule:
            _ = try into.madeChild(name)
            isDone = false
        }
        if isDone {
            report.files += 1
            report.bytes += file.size
        }
    }

    private mutating func enter(_ parts: [Folder.Name]) throws(GitError) -> (Folder, Folder)? {
        let shared = zip(open, parts).prefix { $0.name == $1 }.count
        open.removeLast(open.count - shared)
        for part in parts[shared...] {
            let (from, into) = open.last.map { ($0.source, $0.target) } ?? (source, target)
            guard let next = from.child(part) else { return nil }
            open.append((part, next, try into.madeChild(part)))
        }
        return open.last.map { ($0.source, $0.target) } ?? (source, target)
    }
}
