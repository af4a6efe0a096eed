import CLinux

/// A file to read once its process has ended.
///
/// The process may have put anything in its place: symbolic links are not followed, pipes not waited for, devices not read.
struct CollectedFile {
    private let path: [CChar]
    private let limit: UInt64
    private let removes: Bool
    private var file: Int32 = -1
    private var readSoFar: UInt64 = 0

    init(path: UnsafePointer<CChar>, limit: UInt64, removes: Bool) {
        self.path = Array(UnsafeBufferPointer(start: path, count: strlen(path) + 1))
        self.limit = limit
        self.removes = removes
    }

    /// Queues the next part; true once the file's last frame is queued.
    mutating func sendNext(index: UInt32, process: UInt16, to writer: FrameWriter) -> Bool {
        if file < 0, let finding = open() {
            writer.send(WIRE_FILE, process: process, wire_file(index: index, state: finding.state.rawValue, detail: finding.detail))
            return true
        }
        let file = self.file
        let room = min(limit - readSoFar, UInt64(WIRE_LARGEST_REPORT) - UInt64(MemoryLayout<wire_file>.size))
        let part = wire_file(index: index, state: WIRE_FILE_PART.rawValue, detail: 0)
        let count = writer.fill(WIRE_FILE, process: process, part, upTo: Int(room)) { read(file, $0, Int(room)) }
        if count > 0 {
            readSoFar += UInt64(count)
            return false
        }
        if count < 0, linux_errno() == EINTR { return false }
        let end = count < 0 ? (WIRE_FILE_UNREADABLE, UInt32(linux_errno())) : (isLonger() ? WIRE_FILE_TRUNCATED : WIRE_FILE_WHOLE, 0)
        finish()
        writer.send(WIRE_FILE, process: process, wire_file(index: index, state: end.0.rawValue, detail: end.1))
        return true
    }

    /// Opens the file for reading; what stands there instead, if it can't be.
    private mutating func open() -> (state: wire_file_state, detail: UInt32)? {
        file = linux_open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0)
        let error = linux_errno()
        var information = stat()
        let isKnown = (file >= 0 ? fstat(file, &information) : lstat(path, &information)) == 0
        let type = information.st_mode & UInt32(S_IFMT)
        if file >= 0, isKnown, type == UInt32(S_IFREG) { return nil }
        let wasOpen = file >= 0
        finish()
        if !wasOpen, error == ENOENT || error == ENOTDIR { return (WIRE_FILE_MISSING, 0) }
        if isKnown, type != UInt32(S_IFREG) { return (WIRE_FILE_NOT_REGULAR, type) }
        return (WIRE_FILE_UNREADABLE, UInt32(error))
    }

    private func isLonger() -> Bool {
        var byte: UInt8 = 0
        return readSoFar == limit && read(file, &byte, 1) == 1
    }

    private mutating func finish() {
        if file >= 0 { close(file) }
        file = -1
        if removes { _ = unlink(path) }
    }
}
