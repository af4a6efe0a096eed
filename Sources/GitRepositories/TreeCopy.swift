import Dispatch
import Glibc
import Synchronization

/// Copies files from one folder tree to another, several at once: making files is what a copy takes its time for.
struct TreeCopy {
    let source: Folder
    let target: Folder

    /// Files for one thread at a time: enough to make handing them out cheap, few enough that all threads end together.
    private static let portion = 128

    /// - Parameter files: In the order of a walk. One that is gone meanwhile is passed over.
    func copy(_ files: [WorkTreeFile]) throws(GitError) -> CopyReport {
        // Folders first, so that no two threads make the same one.
        var folders = TreeCursor(source: source, target: target)
        for file in files {
            _ = try folders.enter(file.kind == .submodule ? file.bytes[...] : file.folder)
        }
        let results = Mutex((report: CopyReport(), error: GitError?.none))
        let (source, target) = (source, target)
        DispatchQueue.concurrentPerform(iterations: (files.count + Self.portion - 1) / Self.portion) { number in
            guard results.withLock({ $0.error == nil }) else { return }
            let portion = files[(number * Self.portion)..<min(files.count, (number + 1) * Self.portion)]
            do throws(GitError) {
                let report = try Self.copy(portion, TreeCursor(source: source, target: target))
                results.withLock { results in
                    results.report.files += report.files
                    results.report.bytes += report.bytes
                }
            } catch {
                results.withLock { $0.error = $0.error ?? error }
            }
        }
        let (report, error) = results.withLock { $0 }
        if let error { throw error }
        return report
    }

    private static func copy(_ files: ArraySlice<WorkTreeFile>, _ cursor: TreeCursor) throws(GitError) -> CopyReport {
        var cursor = cursor
        var report = CopyReport()
        for file in files where file.kind != .submodule {
            guard let (from, into) = try cursor.enter(file.folder) else { continue }
            let isDone = file.kind == .symlink ? try into.copyLink(file.name, from: from) : try into.copyFile(file.name, from: from)
            if isDone {
                report.files += 1
                report.bytes += file.size
            }
        }
        return report
    }
}

extension WorkTreeFile {
    /// The path of the folder that it is in.
    fileprivate var folder: ArraySlice<UInt8> {
        bytes[..<(bytes.lastIndex(of: 0x2F) ?? 0)]
    }

    fileprivate var name: Folder.Name {
        Array(bytes[((bytes.lastIndex(of: 0x2F) ?? -1) + 1)...])
    }
}

/// The same place in two trees, with the folders on the way to it kept open; those of the target are made if need be.
private struct TreeCursor {
    let source: Folder
    let target: Folder
    private var open: [(name: Folder.Name, source: Folder, target: Folder)] = []
    /// The path of the innermost open folder.
    private var place: ArraySlice<UInt8> = []

    init(source: Folder, target: Folder) {
        self.source = source
        self.target = target
    }

    /// Goes to a folder; nothing when the source has it no more.
    mutating func enter(_ path: ArraySlice<UInt8>) throws(GitError) -> (source: Folder, target: Folder)? {
        // Nearly always that of the file before.
        if path != place {
            guard try change(to: path.split(separator: 0x2F).map { Array($0) }) else {
                (open, place) = ([], [])
                return nil
            }
            place = path
        }
        return open.last.map { ($0.source, $0.target) } ?? (source, target)
    }

    /// - Returns: False when the source has the folder no more; some of those on the way may be open then.
    private mutating func change(to parts: [Folder.Name]) throws(GitError) -> Bool {
        let shared = zip(open, parts).prefix { $0.name == $1 }.count
        open.removeLast(open.count - shared)
        for part in parts[shared...] {
            let (from, into) = open.last.map { ($0.source, $0.target) } ?? (source, target)
            guard let next = from.child(part) else { return false }
            open.append((part, next, try into.madeChild(part)))
        }
        return true
    }
}
