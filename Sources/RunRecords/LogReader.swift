import Glibc
import LinuxSystem

/// How log lines are handed out.
package enum LogForm: Sendable, Hashable {
    /// The text alone.
    case text
    /// Instant and text: `2026-03-14T09:26:53.589793Z text`.
    case timestamps
    /// The file's own lines, with the letter of the stream.
    case raw
}

/// Reads a step's log file, also while it is written.
package struct LogReader: Sendable {
    private static let chunkSize = 256 * 1024

    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// Hands out the whole lines there are from an offset on, in chunks that end with a line's end; bytes are as the step wrote them.
    ///
    /// - Parameters:
    ///   - offset: A place at which a line begins; 0, or what an earlier call returned.
    ///   - form: How the lines look.
    /// - Returns: The offset behind the last whole line.
    /// - Throws: `SystemError`; a missing file has no lines. What `body` throws.
    package func read(from offset: Int = 0, form: LogForm = .text, _ body: ([UInt8]) throws -> Void) throws -> Int {
        let file: FileDescriptor
        do throws(SystemError) {
            file = try FileDescriptor.open(path, O_RDONLY)
        } catch {
            if error.errno == ENOENT { return offset }
            throw error
        }
        guard lseek(file.rawValue, offset, SEEK_SET) >= 0 else { throw SystemError.last("seek", path) }
        var pending: [UInt8] = []
        var position = offset
        while true {
            let part = try readPart(of: file)
            if part.isEmpty { return position }
            pending += part
            guard let last = pending.lastIndex(of: 0x0A) else { continue }
            try body(Self.formed(pending[...last], form))
            position += last + 1
            pending.removeSubrange(...last)
        }
    }

    /// Hands out lines as they come, until the step has ended and all lines are out.
    ///
    /// - Parameters:
    ///   - form: How the lines look.
    ///   - isEnded: Whether no more lines will come; asked before each look at the file.
    ///   - pause: Waits until it is worth looking again; throws to end.
    package func follow(
        form: LogForm = .text, isEnded: () async throws -> Bool, pause: () async throws -> Void, _ body: ([UInt8]) throws -> Void
    ) async throws {
        var offset = 0
        while true {
            let isLast = try await isEnded()
            offset = try read(from: offset, form: form, body)
            if isLast { return }
            try await pause()
        }
    }

    /// All whole lines; lines without the form of a log are left out.
    package func lines() throws -> [LogLine] {
        var lines: [LogLine] = []
        _ = try read(form: .raw) { chunk in
            lines += chunk.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().compactMap { LogLine(fileLine: $0) }
        }
        return lines
    }

    private func readPart(of file: FileDescriptor) throws -> [UInt8] {
        var failure: SystemError?
        let part = [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, count in
            do throws(SystemError) {
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = SystemError(operation: "read", path: path, errno: error.errno)
            }
        }
        if let failure { throw failure }
        return part
    }

    private static func formed(_ lines: ArraySlice<UInt8>, _ form: LogForm) -> [UInt8] {
        guard form != .raw else { return Array(lines) }
        var out: [UInt8] = []
        out.reserveCapacity(lines.count)
        var position = lines.startIndex
        while position < lines.endIndex {
            let end = lines[position...].firstIndex(of: 0x0A) ?? lines.endIndex - 1
            let line = lines[position...end]
            if line.count <= LogBatch.prefixLength {
                out += line
            } else {
                if form == .timestamps { out += line.prefix(UTCTime.length + 1) }
                out += line.dropFirst(LogBatch.prefixLength)
            }
            position = end + 1
        }
        return out
    }
}
