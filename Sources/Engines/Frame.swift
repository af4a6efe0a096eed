import CLinux

/// The frames to runner-init, as bytes (`wire.h`).
enum Frame {
    static func hello() -> [UInt8] {
        frame(WIRE_HELLO, process: 0) { $0.append(value: UInt32(WIRE_VERSION)) }
    }

    /// - Throws: `EngineError` when the input files are too large.
    static func exec(_ request: ProcessRequest, process: UInt16) throws(EngineError) -> [UInt8] {
        let texts = request.arguments.reduce(0) { $0 + $1.utf8.count } + request.environment.reduce(0) { $0 + $1.value.utf8.count }
        let total = request.files.reduce(texts) { $0 + $1.contents.count }
        guard total <= Int(WIRE_LARGEST_REQUEST) / 2 else {
            throw EngineError(
                problem: "a process's arguments and input files have \(total) bytes, at most \(WIRE_LARGEST_REQUEST / 2) are possible")
        }
        return frame(WIRE_EXEC, process: process) { bytes in
            bytes.append(
                value: wire_exec(
                    arguments: UInt32(request.arguments.count), environment: UInt32(request.environment.count),
                    inputs: UInt32(request.files.count), collected: UInt32(request.collected.count)))
            bytes.append(text: request.workingDirectory)
            for argument in request.arguments { bytes.append(text: argument) }
            for (name, value) in request.environment { bytes.append(text: "\(name)=\(value)") }
            for file in request.files {
                bytes.append(text: file.path)
                bytes.append(value: file.mode)
                bytes.append(value: UInt32(file.contents.count))
                bytes += file.contents
            }
            for file in request.collected {
                bytes.append(text: file.path)
                bytes.append(value: UInt64(max(0, file.limit)))
                bytes.append(value: UInt32(file.removes ? 1 : 0))
            }
        }
    }

    static func cancel(process: UInt16, graces: CancellationGraces) -> [UInt8] {
        frame(WIRE_CANCEL, process: process) { bytes in
            bytes.append(value: wire_cancel(until_terminate: graces.millisecondsToTerminate, until_kill: graces.millisecondsToKill))
        }
    }

    private static func frame(_ kind: wire_kind, process: UInt16, _ fill: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(value: wire_header(length: 0, kind: UInt16(kind.rawValue), process: process))
        fill(&bytes)
        let length = UInt32(clamping: bytes.count - MemoryLayout<wire_header>.size)
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: length, as: UInt32.self) }
        return bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append<Value: BitwiseCopyable>(value: Value) {
        Swift.withUnsafeBytes(of: value) { append(contentsOf: $0) }
    }

    /// A C text with its length in front.
    fileprivate mutating func append(text: String) {
        append(value: UInt32(text.utf8.count + 1))
        append(contentsOf: text.utf8)
        append(0)
    }
}

/// How long a cancelled process may take to end.
///
/// The defaults are those of GitHub's runner (7.5 s after SIGINT, 2.5 s after SIGTERM).
package struct CancellationGraces: Sendable, Hashable {
    /// From SIGINT to SIGTERM.
    package var millisecondsToTerminate: UInt32
    /// From SIGTERM to SIGKILL.
    package var millisecondsToKill: UInt32

    package init(millisecondsToTerminate: UInt32 = 7500, millisecondsToKill: UInt32 = 2500) {
        self.millisecondsToTerminate = millisecondsToTerminate
        self.millisecondsToKill = millisecondsToKill
    }
}
