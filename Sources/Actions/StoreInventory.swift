import Glibc
import LinuxSystem

extension ActionStore {
    /// The files of one commit in a store.
    package struct Entry: Sendable, Hashable {
        /// `owner/name`, in lower case.
        package var name: String
        package var commit: String
        /// The tags and branches that were this commit when they were last looked up.
        package var refs: [String]
        /// When a run used it last, in seconds since 1970.
        package var lastUse: Int64
    }

    /// All that a store holds, by name; nothing where there is no store.
    package static func entries(in folder: String) -> [Entry] {
        let layout = StoreLayout(root: folder)
        var entries: [Entry] = []
        for owner in (try? listFolder(folder)) ?? [] {
            for repository in (try? listFolder("\(folder)/\(owner)")) ?? [] {
                let name = "\(owner)/\(repository)"
                let refs = layout.refs(of: name)
                for commit in (try? listFolder(layout.folder(of: name))) ?? [] where Commit.isID(commit) {
                    var information = stat()
                    guard stat(layout.tree(of: name, commit: commit), &information) == 0 else { continue }
                    entries.append(
                        Entry(
                            name: name, commit: commit, refs: refs.filter { $0.commit == commit }.map(\.ref),
                            lastUse: Int64(information.st_mtim.tv_sec)))
                }
            }
        }
        return entries
    }

    /// Removes a commit's files, and the names that stood for it. A run that is just copying them fails.
    ///
    /// - Throws: `ActionError` where the files can't be removed; those that could not be are under another name then.
    package static func remove(_ entry: Entry, from folder: String) async throws(ActionError) {
        let layout = StoreLayout(root: folder)
        let lock = try await layout.lock(entry.name)
        defer { lock.release() }
        layout.removeLeftovers(of: entry.name)
        do throws(SystemError) {
            try layout.write(layout.refs(of: entry.name).filter { $0.commit != entry.commit }, of: entry.name)
            let path = layout.tree(of: entry.name, commit: entry.commit)
            // Away in one step: a tree that is there is whole.
            guard rename(path, "\(path).tmp") == 0 else { throw SystemError.last("rename", path) }
            try await BlockingWork.run { () throws(SystemError) in try removeTree("\(path).tmp") }
        } catch {
            throw ActionError("cannot remove \"\(entry.name)\" at \(entry.commit): \(error)")
        }
    }
}
