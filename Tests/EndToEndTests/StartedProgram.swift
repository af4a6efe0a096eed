import Foundation
import Synchronization
import TestSupport

/// A program of this package that runs while the test goes on; its outputs go to files.
final class StartedProgram: Sendable {
    let pid: Int32
    private let folder: URL
    private let status: Task<Int32, Never>

    /// - Parameter folder: Where it runs; the outputs are beside it.
    init(_ program: URL, _ arguments: [String], in folder: URL) throws {
        self.folder = folder.deletingLastPathComponent()
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        for name in ["output", "errors"] {
            _ = FileManager.default.createFile(atPath: self.folder.appending(path: name).path, contents: nil)
            let handle = try FileHandle(forWritingTo: self.folder.appending(path: name))
            if name == "output" { process.standardOutput = handle } else { process.standardError = handle }
        }
        let (ends, announce) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            announce.yield(process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus)
            announce.finish()
        }
        try process.run()
        pid = process.processIdentifier
        status = Task {
            for await status in ends { return status }
            return -1
        }
    }

    var output: String { text("output") }
    var errors: String { text("errors") }

    /// The exit status, negative for a signal's number.
    func end() async -> Int32 {
        await status.value
    }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }
}

/// Waits until a condition holds; false if it doesn't within a minute.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<6000 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}

/// The processes, by what /proc says of them.
enum ProcessTable {
    static var all: [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    }

    static func command(of pid: Int32) -> String {
        (try? Data(contentsOf: URL(filePath: "/proc/\(pid)/cmdline"))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Those that run, not those that wait to be reaped.
    static func running(_ mark: String) -> [Int32] {
        all.filter { command(of: $0).contains(mark) }
    }

    static func children(of parent: Int32) -> [Int32] {
        all.filter { pid in
            let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
            return status.split(separator: "\n").contains("PPid:\t\(parent)")
        }
    }

    /// The control groups that a runner made, as far as they are still there.
    static func controlGroups(ofRunner pid: Int32) async throws -> String {
        let find = URL(filePath: "/usr/bin/find")
        let arguments = ["/sys/fs/cgroup", "-type", "d", "-name", "runner-\(pid)-*"]
        return try await runProgram(find, arguments, in: URL(filePath: "/")).output
    }
}
