import CGit2

/// What is checked out.
package struct Head: Sendable, Hashable {
    /// The commit in 40 hex digits; nothing on a branch without commits.
    package var sha: String?
    /// `refs/heads/NAME`; nothing when detached.
    package var ref: String?
    /// When detached: the tag that points here, `refs/tags/NAME`. Of several an annotated one, then the last in name order.
    package var tag: String?

    package init(sha: String?, ref: String?, tag: String? = nil) {
        self.sha = sha
        self.ref = ref
        self.tag = tag
    }
}

extension GitRepository {
    /// What is checked out in this work tree.
    package func head() throws(GitError) -> Head {
        try lock.withLock { () throws(GitError) in
            let ref = symbolicTarget(of: "HEAD")
            guard let sha = objectID(ofRef: "HEAD") else { return Head(sha: nil, ref: ref) }
            if ref != nil { return Head(sha: sha, ref: ref) }
            return Head(sha: sha, ref: nil, tag: try tags(at: sha).last)
        }
    }

    /// The tags whose commit is this one, as `refs/tags/NAME`: lightweight ones before annotated ones, each in name order.
    package func tags(at sha: String) throws(GitError) -> [String] {
        let all = try refs(matching: "refs/tags/*").filter { $0.commit == sha }
        let names = { (annotated: Bool) in all.filter { ($0.id != sha) == annotated }.map(\.name).sorted() }
        return names(false) + names(true)
    }

    /// A ref, where it points, and the commit behind tag objects (nothing when it is none).
    package struct Ref: Sendable, Hashable {
        package var name: String
        package var id: String
        package var commit: String?
    }

    /// The direct refs whose name matches a shell pattern (`*` also matches `/`).
    package func refs(matching pattern: String) throws(GitError) -> [Ref] {
        try lock.withLock { () throws(GitError) in
            var iterator: OpaquePointer?
            try check(git_reference_iterator_glob_new(&iterator, pointer, pattern), "list refs")
            defer { git_reference_iterator_free(iterator) }
            var found: [Ref] = []
            var reference: OpaquePointer?
            while git_reference_next(&reference, iterator) == 0 {
                defer { git_reference_free(reference) }
                guard let target = git_reference_target(reference), let name = git_reference_name(reference) else { continue }
                found.append(Ref(name: String(cString: name), id: target.pointee.hex, commit: commit(behind: reference)))
            }
            return found
        }
    }

    private func commit(behind reference: OpaquePointer?) -> String? {
        var object: OpaquePointer?
        guard git_reference_peel(&object, reference, GIT_OBJECT_COMMIT) == 0, let object else { return nil }
        defer { git_object_free(object) }
        return git_object_id(object)?.pointee.hex
    }

    /// The ref that a symbolic ref names, whether or not that exists.
    func symbolicTarget(of name: String) -> String? {
        var reference: OpaquePointer?
        guard git_reference_lookup(&reference, pointer, name) == 0 else { return nil }
        defer { git_reference_free(reference) }
        return git_reference_symbolic_target(reference).map { String(cString: $0) }
    }
}
