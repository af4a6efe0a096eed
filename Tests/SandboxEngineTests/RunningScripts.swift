import Engines
import Foundation
import LinuxSystem
import Synchronization
import Testing

@testable import SandboxEngine

/// What a script printed, and how it ended.
struct ScriptResult {
    var status: ProcessResult.Status
    var output: String
    var errors: String
    var ranOutOfMemory: Bool
    var files: [String: ProcessResult.Collected]
}

/// A script's output, collected from the channel's thread.
private final class Collector: Sendable {
    let texts = Mutex<(output: [UInt8], errors: [UInt8])>(([], []))

    func take(_ stream: Engines.OutputStream, _ bytes: UnsafeRawBufferPointer) {
        texts.withLock { texts in
            if stream == .standardOutput { texts.output.append(contentsOf: bytes) } else { texts.errors.append(contentsOf: bytes) }
        }
    }
}

extension Sandbox {
    /// Runs a bash script in the sandbox.
    func script(_ text: String, in folder: String = "/", environment: [String: String] = [:], files: [InputFile] = []) async throws
        -> ScriptResult
    {
        let collector = Collector()
        let request = ProcessRequest(
            arguments: ["/bin/bash", "--noprofile", "--norc", "-c", text],
            environment: surroundings.environment.merging(environment) { $1 }, workingDirectory: folder, files: files)
        let result = try await run(request) { collector.take($0, $1) }
        let texts = collector.texts.withLock { $0 }
        return ScriptResult(
            status: result.status, output: String(decoding: texts.output, as: UTF8.self),
            errors: String(decoding: texts.errors, as: UTF8.self), ranOutOfMemory: result.ranOutOfMemory, files: result.files)
    }
}

/// Whether this machine lets the tests make sandboxes, found out once.
enum Sandboxes {
    private static let probe = Task { await SandboxEngine().missingRequirements().first }

    static func work() async -> Bool {
        guard let obstacle = await probe.value else { return true }
        print("no sandboxes here: \(obstacle.problem); \(obstacle.remedy)")
        return false
    }

    static let reason: Comment = "this machine makes no sandboxes: it grants neither root nor user namespaces"
}

/// A sandbox with an empty workspace at /work-space, for one test.
func withTestSandbox<Result: Sendable>(
    limits: ResourceLimits = ResourceLimits(memory: 256 << 20, processes: 128), network: SandboxRequest.Network = .host,
    exposed: [String] = [], engine: SandboxEngine = SandboxEngine(),
    _ body: (any Sandbox, _ workspace: String) async throws -> Result
) async throws -> Result {
    let base = FileManager.default.temporaryDirectory.path + "/sandbox-test-\(UUID().uuidString)"
    let workspace = base + "/workspace"
    let scratch = base + "/scratch"
    for folder in [workspace, scratch] { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    defer { try? FileManager.default.removeItem(atPath: base) }
    let request = SandboxRequest(
        name: "test",
        mounts: [Mount(source: .folder(workspace), target: "/work-space"), Mount(source: .memory, target: "/in/memory")],
        limits: limits, network: network,
        scratch: scratch,
        exposedPaths: exposed)
    return try await engine.withSandbox(request) { try await body($0, workspace) }
}

/// The suites that make sandboxes; one test at a time, since each may use all memory and processes that it is allowed.
@Suite(.serialized, .enabled(Sandboxes.reason) { await Sandboxes.work() })
enum RealSandboxes {}

/// What a process with a mark in its command line tells of its sandbox, as the host sees it.
struct MarkedProcess {
    var pid: Int32
    /// The name of its control group, if it has one of its own.
    var group: String?
    /// The launcher that it descends from.
    var launcher: Int32?

    static func all(_ mark: String) -> [MarkedProcess] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { command($0).contains(mark) && $0 != getpid() }.map { pid in
            let groups = (try? readText("/proc/\(pid)/cgroup", limit: 1 << 16)) ?? ""
            let group = groups.split { $0 == "/" || $0 == "\n" }.first { $0.hasPrefix("runner-") }.map(String.init)
            var ancestor: Int32? = pid
            while let next = ancestor, !command(next).contains("runner-init\0launch") { ancestor = parent(next) }
            return MarkedProcess(pid: pid, group: group, launcher: ancestor)
        }
    }

    private static func command(_ pid: Int32) -> String {
        (try? readFile("/proc/\(pid)/cmdline", limit: 4096)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static func parent(_ pid: Int32) -> Int32? {
        guard let status = try? readText("/proc/\(pid)/stat", limit: 4096), let end = status.lastIndex(of: ")") else { return nil }
        return status[end...].split(separator: " ").dropFirst(2).first.flatMap { Int32($0) }.flatMap { $0 > 1 ? $0 : nil }
    }

    /// The folders of control groups with this name.
    static func folders(ofGroup name: String?) -> [String] {
        guard let name else { return [] }
        return HostFacts.probe().controlGroups.folders.map { "\($0)/\(name)" }.filter { FileManager.default.fileExists(atPath: $0) }
    }
}

/// A word that only one test's processes have: a number of seconds, so that `sleep` takes it.
func freshMark() -> String {
    "\(Int.random(in: 100_000_000...900_000_000))"
}

/// Waits until a condition holds; false if it doesn't within some seconds.
func eventually(_ condition: () throws -> Bool) async throws -> Bool {
    for _ in 0..<1000 {
        if try condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}
