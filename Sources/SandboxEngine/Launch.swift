import CLinux
import Engines
import Glibc
import LinuxSystem

/// A started `runner-init launch`: the process that made a sandbox, keeps it and will clear it away.
struct Launch {
    /// What it said it could not do, as Launcher/Report.swift words it.
    struct Failure: Error, Hashable {
        var operation: String
        var errno: Int32
        var detail: String
    }

    let process: ChildProcess
    /// Our end of the channel to the sandbox's first process.
    let channel: FileDescriptor
    /// Limits and the like that could not be had.
    let warnings: [Failure]
    private let report: FileDescriptor

    /// Starts a launcher and returns when the sandbox is there.
    ///
    /// - Parameter program: The path of runner-init.
    /// - Throws: `Failure` when the launcher could not make the sandbox, having removed what it began; `SystemError`.
    static func start(_ specification: LaunchSpecification, program: String) async throws -> Launch {
        let (ours, theirs) = try FileDescriptor.socketPair()
        let (reading, writing) = try FileDescriptor.pipe()
        let text = specification.encoded
        let number = text.withUnsafeBytes { linux_memory_file($0.baseAddress, $0.count) }
        guard number >= 0 else { throw SystemError.last("memfd_create") }
        let records = FileDescriptor(owning: number)
        let process = try ChildProcess(
            .init(arguments: [program, "launch"], environment: [:], descriptors: [theirs, nil, nil, records, writing]))
        for descriptor in [theirs, records, writing] { descriptor.close() }
        var reader = ReportReader()
        do {
            while !reader.isDecided {
                try await Readiness.shared.readable(reading)
                guard try reader.take(from: reading) else { break }
            }
        } catch {
            ours.close()
            _ = await process.wait()
            throw error
        }
        guard reader.isReady else {
            ours.close()
            let status = await process.wait()
            throw reader.failure ?? Failure(operation: "run runner-init (\(status))", errno: 0, detail: program)
        }
        return Launch(process: process, channel: ours, warnings: reader.warnings, report: reading)
    }

    /// Why the launcher ended the sandbox by itself, if it did; asked after its end.
    func reasonOfEnd() -> String? {
        var reader = ReportReader()
        while (try? reader.take(from: report)) == true {}
        return reader.reason
    }
}

/// Takes the launcher's report apart: NUL-terminated words.
struct ReportReader {
    private var pending: [UInt8] = []
    private(set) var warnings: [Launch.Failure] = []
    private(set) var failure: Launch.Failure?
    private(set) var isReady = false
    private(set) var reason: String?

    var isDecided: Bool { isReady || failure != nil }

    /// Reads what is there; false at the end.
    mutating func take(from descriptor: FileDescriptor) throws(SystemError) -> Bool {
        var part = [UInt8](repeating: 0, count: 4096)
        var count = 0
        var failure: SystemError?
        part.withUnsafeMutableBytes { bytes in
            do throws(SystemError) {
                count = try descriptor.read(into: bytes)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        take(part.prefix(count))
        return count > 0
    }

    mutating func take(_ bytes: some Sequence<UInt8>) {
        pending.append(contentsOf: bytes)
        while let (record, length) = firstRecord() {
            pending.removeFirst(length)
            switch record[0] {
            case "ready": isReady = true
            case "ended": reason = record[1]
            default:
                let failure = Launch.Failure(operation: record[1], errno: Int32(record[2]) ?? 0, detail: record[3])
                // The first is the cause, later ones follow from it.
                if record[0] == "warning" { warnings.append(failure) } else if self.failure == nil { self.failure = failure }
            }
        }
    }

    private func firstRecord() -> (words: [String], length: Int)? {
        var words: [String] = []
        var start = pending.startIndex
        while let end = pending[start...].firstIndex(of: 0) {
            words.append(String(decoding: pending[start..<end], as: UTF8.self))
            start = end + 1
            let wanted = words[0] == "ready" ? 1 : words[0] == "ended" ? 2 : 4
            if words.count == wanted { return (words, start) }
        }
        return nil
    }
}
