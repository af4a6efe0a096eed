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
    /// What of the files is there; nothing: all.
    package var sparse: SparseCheckout?
    /// The URL of the copy's remote `origin`; nothing: as in this repository.
    package var origin: String?

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
            var files = try workTreeFiles(leavingOut: request.leavingOut)
            if var filter = request.sparse.map({ SparseFilter($0) }) { files = files.filter { filter.holds($0.bytes) } }
            let target = try Self.target(of: request)
            let report = try TreeCopy(source: try Folder.open(workTree), target: target).copy(files)
            if request.history != .none {
                var head = try head()
                if let commit = request.commit { head = Head(sha: commit, ref: nil) }
                try copyGitFolder(into: target, request, head: head, copiesIndex: true)
            }
            return report
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
