import Digests
import Glibc
package import LinuxSystem

/// Bytes on their way into the store: they are there when `commit` has returned, all of them.
///
/// Until then they lie in a folder of their own under `incoming/`, which is removed with the batch; one whose process was killed by the next
/// batch. Blocks; used by one thread.
package final class ContentBatch {
    /// Up to so many blobs are synced one by one; more are by a sync of the file system, which other programs' writes may make slow.
    private static let fewBlobs = 64

    private let store: ContentStore
    private let folder: String
    private let lock: FileLock
    private let copy: ContentCopy
    /// By digest, the file's number.
    private var pending: [ContentDigest: Int] = [:]
    private var count = 0

    /// - Throws: `SystemError`, `DigestError`
    package init(_ store: ContentStore) throws {
        self.store = store
        copy = try ContentCopy()
        let incoming = "\(store.path)/incoming"
        try makeFolders(incoming)
        // Held until ours is locked: else another batch takes it for abandoned.
        let door = try FileLock.acquire("\(incoming)/lock")
        defer { door.release() }
        Self.removeAbandoned(in: incoming)
        folder = "\(incoming)/\(getpid())-\(UInt64.random(in: 0 ... .max))"
        let file = "\(folder).lock"
        guard let lock = try FileLock.tryAcquire(file) else { throw SystemError(operation: "lock", path: file, errno: EAGAIN) }
        self.lock = lock
        try makeFolders(folder)
    }

    deinit {
        try? removeTree(folder)
        _ = unlink("\(folder).lock")
        lock.release()
    }

    /// Takes the bytes of a file, from where it stands to its end.
    package func add(_ source: FileDescriptor) throws -> Blob {
        let (number, file) = try next()
        let blob = try copy.run(from: source, to: file)
        try keep(blob, number, file)
        return blob
    }

    /// Takes bytes as `body` hands them over.
    package func add(_ body: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws -> Blob {
        let (number, file) = try next()
        let hash = try SHA256()
        var size = 0
        try body { bytes in
            try hash.update(bytes)
            try file.write(bytes)
            size += bytes.count
        }
        let blob = Blob(digest: try ContentCopy.digest(hash), size: size)
        try keep(blob, number, file)
        return blob
    }

    /// Puts all that was added into the store; the disk has it then.
    ///
    /// Where the same bytes are stored already, they are replaced by themselves: that mends a damaged blob.
    package func commit() throws {
        if pending.count > Self.fewBlobs { try AtomicFile.synchronizeFileSystem(of: folder) }
        var folders: Set<String> = []
        for (digest, number) in pending {
            let target = store.path(of: digest)
            let parent = String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)])
            if folders.insert(parent).inserted { try makeFolders(parent) }
            guard rename("\(folder)/\(number)", target) == 0 else { throw SystemError.last("rename", target) }
        }
        if pending.count > Self.fewBlobs {
            try AtomicFile.synchronizeFileSystem(of: store.path)
        } else {
            for parent in folders { try AtomicFile.synchronizeFolder(of: "\(parent)/") }
            if !folders.isEmpty { try AtomicFile.synchronizeFolder(of: "\(store.path)/sha256/") }
        }
        pending = [:]
    }

    static func digest(of bytes: [UInt8]) throws -> ContentDigest {
        let hash = try SHA256()
        try hash.update(bytes)
        return try ContentCopy.digest(hash)
    }

    private func next() throws -> (Int, FileDescriptor) {
        count += 1
        let path = "\(folder)/\(count)"
        let file = try FileDescriptor.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o444)
        guard fchmod(file.rawValue, 0o444) == 0 else { throw SystemError.last("chmod", path) }
        return (count, file)
    }

    private func keep(_ blob: Blob, _ number: Int, _ file: FileDescriptor) throws {
        if pending[blob.digest] != nil {
            _ = unlink("\(folder)/\(number)")
            return
        }
        pending[blob.digest] = number
        // Later ones are many: then all are synced at once.
        if pending.count <= Self.fewBlobs { try file.synchronize() }
    }

    private static func removeAbandoned(in incoming: String) {
        for name in (try? listFolder(incoming)) ?? [] where name.hasSuffix(".lock") {
            let file = "\(incoming)/\(name)"
            guard let lock = try? FileLock.tryAcquire(file) else { continue }
            try? removeTree(String(file.dropLast(".lock".count)))
            _ = unlink(file)
            lock.release()
        }
    }
}
