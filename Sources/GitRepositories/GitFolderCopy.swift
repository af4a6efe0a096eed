import CGit2

extension GitRepository {
    /// Writes a `.git` into a copy: objects, refs, HEAD, index and a configuration of its own. Hooks, credentials and other
    /// settings of the original stay behind.
    ///
    /// - Parameter copiesIndex: The work tree's own one; else the caller writes one.
    func copyGitFolder(into target: Folder, _ request: CopyRequest, head: Head, copiesIndex: Bool) throws(GitError) {
        let git = try target.madeChild(Array(".git".utf8))
        try copyObjects(into: try git.madeChild(Array("objects".utf8)))
        try copyRefs(into: git, request, head: head)
        let common = try Folder.open(commonFolder)
        if let info = common.child(Array("info".utf8)) {
            let copy = try git.madeChild(Array("info".utf8))
            for name in ["exclude", "attributes"] { _ = try copy.copyFile(Array(name.utf8), from: info) }
        }
        if let sparse = request.sparse { try git.madeChild(Array("info".utf8)).write(sparse.fileText, to: "sparse-checkout") }
        if copiesIndex { try IndexFile(repository: self).copy(into: git, request.sparse) }
        try git.write(configuration(request, head), to: "config")
        try git.write("Copy of a repository for a run.\n", to: "description")
        _ = try git.madeChild(Array("hooks".utf8))
    }

    /// Copies the objects folder, and those it borrows from, into one.
    private func copyObjects(into target: Folder) throws(GitError) {
        var waiting = [commonFolder + "/objects"]
        var seen: Set<String> = []
        while let path = waiting.popLast() {
            guard seen.insert(path).inserted, seen.count <= 16 else { continue }
            let source = try Folder.open(path)
            waiting += Self.alternates(of: path)
            try copyObjects(from: source, into: target)
        }
        _ = try target.madeChild(Array("info".utf8))
        _ = try target.madeChild(Array("pack".utf8))
        try copyMadeObjects(into: target)
    }

    private func copyObjects(from source: Folder, into target: Folder) throws(GitError) {
        // A repack meanwhile replaces packs: what was listed and is gone is in a pack that a new listing shows.
        for _ in 0..<5 {
            var isComplete = true
            for entry in try source.entries() where entry.kind == .folder && entry.name != Array("info".utf8) {
                guard let inner = source.child(entry.name) else { continue }
                let copy = try target.madeChild(entry.name)
                for file in try inner.entries() where file.kind == .file && !Self.isTemporary(file.name) {
                    if copy.status(file.name) != nil { continue }
                    let isCopied = try copy.copyFile(file.name, from: inner)
                    isComplete = isComplete && isCopied
                }
            }
            if isComplete { return }
        }
        throw GitError(kind: .failed, operation: "copy objects", path: source.path, reason: "the folder keeps changing; try again")
    }

    private static func isTemporary(_ name: Folder.Name) -> Bool {
        name.starts(with: Array("tmp_".utf8)) || name.starts(with: Array(".".utf8)) || name.suffix(5).elementsEqual(".lock".utf8)
    }

    private static func alternates(of objects: String) -> [String] {
        guard let info = try? Folder.open(objects + "/info"), let text = info.text(of: "alternates") else { return [] }
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.hasPrefix("/") ? String($0) : "\(objects)/\($0)" }
    }

    private func copyRefs(into git: Folder, _ request: CopyRequest, head: Head) throws(GitError) {
        let checkedOut = request.ref ?? head.ref
        var lines: [String] = []
        if case .shallow(let depth) = request.history, let sha = head.sha {
            let branch = checkedOut.map { Self.shortName($0) }
            if let checkedOut { lines.append("\(id(of: checkedOut, at: sha)) \(checkedOut)") }
            if let branch, checkedOut?.hasPrefix("refs/heads/") == true { lines.append("\(sha) refs/remotes/origin/\(branch)") }
            let ends = try boundary(of: sha, depth: max(1, depth))
            if !ends.isEmpty { try git.write(ends.map { $0 + "\n" }.joined(), to: "shallow") }
        } else {
            var all = try refs(matching: "*").filter { $0.name != "refs/stash" }
            if let checkedOut, let sha = head.sha, let place = all.firstIndex(where: { $0.name == checkedOut }) {
                all[place].id = id(of: checkedOut, at: sha)
            } else if let checkedOut, let sha = head.sha {
                all.append(Ref(name: checkedOut, id: sha, commit: sha))
            }
            if let checkedOut, let sha = head.sha, checkedOut.hasPrefix("refs/heads/") {
                // As if the branch had been fetched just now, which is what a checkout does elsewhere.
                let tracking = "refs/remotes/origin/" + Self.shortName(checkedOut)
                all.removeAll { $0.name == tracking }
                all.append(Ref(name: tracking, id: sha, commit: sha))
            }
            lines = all.sorted { $0.name < $1.name }.map { "\($0.id) \($0.name)" }
            _ = try git.copyFile(Array("shallow".utf8), from: try Folder.open(commonFolder))
        }
        try git.write(lines.map { $0 + "\n" }.joined(), to: "packed-refs")
        let refs = try git.madeChild(Array("refs".utf8))
        _ = try refs.madeChild(Array("heads".utf8))
        _ = try refs.madeChild(Array("tags".utf8))
        let isBranch = checkedOut?.hasPrefix("refs/heads/") == true
        let content = isBranch ? "ref: \(checkedOut ?? "")" : head.sha ?? "ref: refs/heads/\(defaultBranch())"
        try git.write(content + "\n", to: "HEAD")
    }

    /// What a ref that is checked out points at: its tag object, where it has one.
    private func id(of ref: String, at sha: String) -> String {
        guard ref.hasPrefix("refs/tags/"), let id = objectID(ofRef: ref), (try? resolve(ref)) == sha else { return sha }
        return id
    }

    /// The commits that a history of that depth ends at, those that have parents beyond it.
    private func boundary(of sha: String, depth: Int) throws(GitError) -> [String] {
        var level = [sha]
        var seen: Set<String> = [sha]
        for _ in 1..<max(1, depth) {
            var next: [String] = []
            for id in level {
                for parent in try commit(id).parents where hasCommit(parent) && seen.insert(parent).inserted { next.append(parent) }
            }
            if next.isEmpty { break }
            level = next
        }
        var ends: [String] = []
        for id in seen.sorted() where try !commit(id).parents.allSatisfy(seen.contains) { ends.append(id) }
        return ends
    }

    private func configuration(_ request: CopyRequest, _ head: Head) -> String {
        var text = """
            [core]
            \trepositoryformatversion = 0
            \tfilemode = true
            \tbare = false
            \tlogallrefupdates = true
            \tcheckStat = minimal
            \ttrustctime = false

            """
        // The index of a work tree comes along as it was: only sizes and times of change still agree with its entries.
        if let sparse = request.sparse { text += "\tsparseCheckout = true\n\tsparseCheckoutCone = \(sparse.usesCones)\n" }
        if let url = request.origin ?? remoteURL("origin") {
            let escaped = Self.withoutCredentials(url).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            text += "[remote \"origin\"]\n\turl = \"\(escaped)\"\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n"
            if let filter = setting("remote.origin.partialclonefilter"), !filter.contains("\n"), !filter.contains("\"") {
                text += "\tpromisor = true\n\tpartialclonefilter = \"\(filter)\"\n"
            }
            text += tracking(request, head)
        }
        return text
    }

    /// The checked-out branch follows the remote's, as after a clone.
    private func tracking(_ request: CopyRequest, _ head: Head) -> String {
        guard let ref = request.ref ?? head.ref, ref.hasPrefix("refs/heads/") else { return "" }
        return "[branch \(Self.quoted(Self.shortName(ref)))]\n\tremote = origin\n\tmerge = \(Self.quoted(ref))\n"
    }

    /// A URL without `user:password@`; git's `git@host:path` keeps its user, which is no secret.
    package static func withoutCredentials(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://"), let at = url[scheme.upperBound...].prefix(while: { $0 != "/" }).lastIndex(of: "@")
        else { return url }
        let user = url[scheme.upperBound..<at]
        if url.hasPrefix("ssh://"), !user.contains(":") { return url }
        return String(url[..<scheme.upperBound] + url[url.index(after: at)...])
    }

    static func shortName(_ ref: String) -> String {
        for prefix in ["refs/heads/", "refs/tags/", "refs/"] where ref.hasPrefix(prefix) { return String(ref.dropFirst(prefix.count)) }
        return ref
    }
}
