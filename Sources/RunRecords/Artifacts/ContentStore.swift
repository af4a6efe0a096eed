import Glibc
package import LinuxSystem

/// Stored bytes that can't be had.
package struct ContentError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    package enum Kind: Sendable, Hashable {
        case missing
        /// Other bytes stand there than those stored.
        case damaged
        case unreadable
    }

    package var kind: Kind
    package var digest: ContentDigest
    /// Lower case, without a full stop, with the blob's path.
    package var description: String
}

/// Bytes by their digest, the same ones kept once: `sha256/ab/abcd…`, mode 0444, in a folder that is made when it is needed.
///
/// A blob is there whole or not at all, and the disk has it. Several processes may store and read at once.
package struct ContentStore: Sendable, Hashable {
    package let path: String

    /// - Parameter path: `artifacts` of the state folder.
    package init(path: String) {
        self.path = path
    }

    /// Where a blob lies, if it does.
    package func path(of digest: ContentDigest) -> String {
        let text = digest.description
        return "\(path)/sha256/\(text.prefix(2))/\(text)"
    }

    /// Opens a blob; its bytes are not looked at.
    package func open(_ digest: ContentDigest) throws(ContentError) -> FileDescriptor {
        let file = path(of: digest)
        do throws(SystemError) {
            return try FileDescriptor.open(file, O_RDONLY | O_NOFOLLOW)
        } catch {
            let kind: ContentError.Kind = error.errno == ENOENT ? .missing : .unreadable
            let text = kind == .missing ? "the blob \"\(file)\" is missing" : "\(error)"
            throw ContentError(kind: kind, digest: digest, description: text)
        }
    }

    /// Writes a blob's bytes to a file, and checks them on the way. Blocks.
    ///
    /// - Parameter target: Nothing to check alone.
    /// - Throws: `ContentError`; for a damaged one when all has been written. `SystemError` of the target.
    package func copy(_ digest: ContentDigest, to target: FileDescriptor?) throws {
        let source = try open(digest)
        let found: Blob
        do {
            found = try ContentCopy().run(from: source, to: target)
        } catch let error as SystemError where error.operation == "read" {
            throw ContentError(
                kind: .unreadable, digest: digest, description: "read \"\(path(of: digest))\": \(SystemError.text(of: error.errno))")
        }
        guard found.digest == digest else {
            throw ContentError(
                kind: .damaged, digest: digest,
                description: "the blob \"\(path(of: digest))\" is damaged: its bytes have the digest \(found.digest)")
        }
    }

    /// Reads a blob whole, checked. Blocks.
    ///
    /// - Parameter limit: The most bytes; a longer one is unreadable.
    package func read(_ digest: ContentDigest, limit: Int) throws -> [UInt8] {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try readFile(path(of: digest), limit: limit)
        } catch {
            _ = try open(digest)
            throw ContentError(kind: .unreadable, digest: digest, description: "\(error)")
        }
        guard try ContentBatch.digest(of: bytes) == digest else {
            throw ContentError(kind: .damaged, digest: digest, description: "the blob \"\(path(of: digest))\" is damaged")
        }
        return bytes
    }
}
