import Digests
import Dispatch
import LinuxSystem

/// Reads a file to its end, hashes it, and writes it elsewhere on the way. Blocks; used by one thread.
final class ContentCopy {
    private static let room = 1 << 20
    private static let queue = DispatchQueue(label: "runner.hashing", attributes: .concurrent)

    private let hash: SHA256
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: ContentCopy.room, alignment: 4096)

    init() throws(DigestError) {
        hash = try SHA256()
    }

    deinit { buffer.deallocate() }

    /// - Parameter target: Nothing to hash alone.
    /// - Returns: What was read: when the file grows meanwhile, that is what was written, too.
    func run(from source: FileDescriptor, to target: FileDescriptor?) throws -> Blob {
        var size = 0
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { break }
            size += count
            let part = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            if let target { try pass(part, to: target) } else { try hash.update(part) }
        }
        return Blob(digest: try Self.digest(hash), size: size)
    }

    static func digest(_ hash: SHA256) throws -> ContentDigest {
        guard let digest = ContentDigest(bytes: try hash.finish()) else { throw DigestError(description: "libcrypto failed to hash") }
        return digest
    }

    /// Hashing takes as long as writing: a large part is hashed by a second processor meanwhile.
    private func pass(_ part: UnsafeRawBufferPointer, to target: FileDescriptor) throws {
        guard part.count == Self.room else {
            try hash.update(part)
            return try target.write(part)
        }
        let outcome = Outcome()
        let group = DispatchGroup()
        // Both only read the memory, and nobody else touches the hash until the group is done.
        nonisolated(unsafe) let memory = part
        nonisolated(unsafe) let hash = hash
        Self.queue.async(group: group) {
            do throws(DigestError) { try hash.update(memory) } catch { outcome.failure = error }
        }
        let written = Result { try target.write(part) }
        group.wait()
        if let failure = outcome.failure { throw failure }
        try written.get()
    }

    /// Written before the group is done, read after.
    private final class Outcome: @unchecked Sendable {
        var failure: DigestError?
    }
}
