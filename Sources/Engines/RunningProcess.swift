import CLinux
import LinuxSystem

/// A process of a channel between its `exec` and its `exit` frame.
///
/// Used by the channel under its lock, and for the output by its one reading thread.
final class RunningProcess: @unchecked Sendable {
    let output: @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
    private let collected: [CollectedFile]
    private let killedBefore: Int
    // Only the reading thread touches these two.
    private var parts: [Int: [UInt8]] = [:]
    private var files: [String: ProcessResult.Collected] = [:]

    // The rest is guarded by the channel's lock.
    var continuation: CheckedContinuation<ProcessResult, any Error>?
    var isSent = false
    var isCancelled = false

    init(
        _ request: ProcessRequest, killedBefore: Int, output: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
    ) {
        collected = request.collected
        self.killedBefore = killedBefore
        self.output = output
    }

    /// Takes a part of a collected file, or learns what became of it.
    func takeFile(_ payload: UnsafeRawBufferPointer) {
        let size = MemoryLayout<wire_file>.size
        guard payload.count >= size else { return }
        let report = payload.loadUnaligned(as: wire_file.self)
        let index = Int(report.index)
        guard index < collected.count else { return }
        let path = collected[index].path
        switch report.state {
        case WIRE_FILE_PART.rawValue: parts[index, default: []] += payload[size...]
        case WIRE_FILE_WHOLE.rawValue: files[path] = .contents(parts.removeValue(forKey: index) ?? [])
        case WIRE_FILE_TRUNCATED.rawValue: files[path] = .truncated(parts.removeValue(forKey: index) ?? [])
        case WIRE_FILE_MISSING.rawValue: files[path] = .missing
        case WIRE_FILE_NOT_REGULAR.rawValue: files[path] = .unreadable(RunningProcess.name(ofType: report.detail))
        default: files[path] = .unreadable(SystemError.text(of: Int32(clamping: report.detail)))
        }
    }

    func result(_ status: ProcessResult.Status, killed: Int) -> ProcessResult {
        ProcessResult(status: status, files: files, ranOutOfMemory: killed > killedBefore)
    }

    /// What stands where a file should, by the type bits of its mode.
    private static func name(ofType type: UInt32) -> String {
        switch type {
        case 0o040000: "a folder"
        case 0o120000: "a symbolic link"
        case 0o010000: "a named pipe"
        case 0o140000: "a socket"
        default: "a device"
        }
    }
}
