import Glibc
import LinuxSystem

/// The files of an action store (docs/state-on-disk.md): `OWNER/NAME/COMMIT` holds the files of a commit, `OWNER/NAME/refs` what names
/// came to, `OWNER/NAME/lock` is held by who changes them.
struct StoreLayout: Sendable {
    let root: String

    /// A name that was resolved.
    struct KnownRef: Sendable, Hashable {
        var ref: String
        var commit: String
        /// When, in seconds since 1970.
        var time: Int64
        /// Its full name: `refs/tags/v1`; nothing where it was noted without.
        var fullName: String?
    }

    /// Names of owners and repositories are the same in any case.
    func folder(of name: String) -> String {
        "\(root)/\(name.lowercased())"
    }

    func tree(of name: String, commit: String) -> String {
        "\(folder(of: name))/\(commit)"
    }

    func hasTree(of name: String, commit: String) -> Bool {
        isFolder(tree(of: name, commit: commit))
    }

    /// Notes that a tree is in use, for those who prune; a store that can't be written to is used nevertheless.
    func touch(_ name: String, commit: String) {
        utimensat(AT_FDCWD, tree(of: name, commit: commit), nil, 0)
    }

    // MARK: Names

    func refs(of name: String) -> [KnownRef] {
        guard let text = try? readText("\(folder(of: name))/refs", limit: 1 << 20) else { return [] }
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 3)
            guard words.count >= 3, let time = Int64(words[1]), Commit.isID(words[0]) else { return nil }
            let fullName = words.count > 3 ? String(words[3]) : nil
            return KnownRef(ref: String(words[2]), commit: String(words[0]), time: time, fullName: fullName)
        }
    }

    /// Notes what a name came to; the caller holds the lock.
    func remember(_ known: KnownRef, of name: String) throws(SystemError) {
        var all = refs(of: name)
        if let place = all.firstIndex(where: { $0.ref == known.ref }) {
            if all[place].commit == known.commit, all[place].fullName == known.fullName { return }
            all[place] = known
        } else {
            all.append(known)
        }
        try write(all, of: name)
    }

    func write(_ refs: [KnownRef], of name: String) throws(SystemError) {
        let lines = refs.map { "\($0.commit) \($0.time) \($0.ref)\($0.fullName.map { " " + $0 } ?? "")\n" }.joined()
        try AtomicFile.write(Array(lines.utf8), to: "\(folder(of: name))/refs", isDurable: false)
    }

    // MARK: Locks

    /// Waits until nobody else changes the repository's part of the store. Makes its folder.
    ///
    /// - Throws: `ActionError`, also when the task is cancelled.
    func lock(_ name: String) async throws(ActionError) -> FileLock {
        let folder = folder(of: name)
        do throws(SystemError) {
            try makeFolders(folder)
            while true {
                if let lock = try FileLock.tryAcquire("\(folder)/lock") { return lock }
                // The system wakes those who wait only when they block a thread.
                guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { throw SystemError(operation: "wait", errno: ECANCELED) }
            }
        } catch {
            if error.errno == ECANCELED { throw ActionError("the fetch was cancelled") }
            throw ActionError(
                "cannot write to the action store: \(error)",
                remedy: "check the folder's permissions, or name another one with RUNNER_STATE")
        }
    }

    /// Removes what a fetch that was killed left; the caller holds the lock.
    func removeLeftovers(of name: String) {
        let folder = folder(of: name)
        for entry in (try? listFolder(folder)) ?? [] where entry.hasSuffix(".tmp") { try? removeTree("\(folder)/\(entry)") }
    }

    /// A new empty folder beside the trees, for the one who holds the lock.
    func makeTemporary(_ name: String) throws(SystemError) -> String {
        let path = "\(folder(of: name))/fetch.\(getpid()).tmp"
        try makeFolders(path, mode: 0o700)
        return path
    }
}

/// Ids of commits.
enum Commit {
    /// 40 lower-case hexadecimal digits: SHA-1, the only kind that is fetched.
    static func isID(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 40 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
