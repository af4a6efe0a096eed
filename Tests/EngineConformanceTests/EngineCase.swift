import Engines
import Foundation
import HostEngine
import SandboxEngine
import Synchronization
import TestSupport
import Testing

/// An engine under test. Every engine passes the same suites.
struct EngineCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    private var make: @Sendable (CancellationGraces) -> any Engine

    /// Short: for processes that are expected to be killed.
    static let graces = CancellationGraces(millisecondsToTerminate: 100, millisecondsToKill: 100)
    /// For processes that end by themselves, however busy the machine is.
    static let endless: UInt32 = 600_000

    var isHost: Bool { testDescription == "host" }

    /// The engines that this host can run.
    static let all: [EngineCase] =
        [EngineCase(testDescription: "host") { HostEngine(graces: $0) }]
        + (hasNamespaces ? [EngineCase(testDescription: "sandbox") { SandboxEngine(options: SandboxOptions(graces: $0)) }] : [])

    /// Whether this user may make namespaces and mount in them; asked of a program of its own, since tests must not block on a task.
    private static let hasNamespaces: Bool = {
        let probe = Process()
        probe.executableURL = URL(filePath: "/usr/bin/unshare")
        probe.arguments = (getuid() == 0 ? ["-m"] : ["-Urm"]) + ["mount", "-t", "tmpfs", "none", "/tmp"]
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }()

    /// A sandbox with a workspace (a folder of the host) at `/runner-work`.
    func withSandbox<Result: Sendable>(
        mounts: [Mount] = [], graces: CancellationGraces = Self.graces, _ body: (TestSandbox) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let workspace = folder.appending(path: "work").path
            let scratch = folder.appending(path: "scratch").path
            for path in [workspace, scratch] { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
            let mount = Mount(source: .folder(workspace), target: "/runner-work")
            let request = SandboxRequest(name: "conformance", mounts: [mount] + mounts, scratch: scratch)
            return try await make(graces).withSandbox(request) { sandbox in
                try await body(TestSandbox(sandbox: sandbox, workspace: workspace, inside: sandbox.path(of: mount)))
            }
        }
    }
}

/// A sandbox and its workspace.
struct TestSandbox: Sendable {
    var sandbox: any Sandbox
    /// The workspace's path on the host.
    var workspace: String
    /// The workspace's path inside.
    var inside: String

    /// Runs a bash script in the workspace.
    func script(_ text: String, files: [InputFile] = [], collected: [CollectedFile] = []) async throws -> Ended {
        try await run(["bash", "-c", text], files: files, collected: collected)
    }

    func run(
        _ arguments: [String], directory: String? = nil, files: [InputFile] = [], collected: [CollectedFile] = [],
        onOutput: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Ended {
        let request = ProcessRequest(
            arguments: arguments, environment: sandbox.surroundings.environment, workingDirectory: directory ?? inside, files: files,
            collected: collected)
        let output = CollectedOutput()
        let result = try await sandbox.run(request) { stream, bytes in
            output.append(bytes, to: stream)
            onOutput(String(decoding: bytes, as: UTF8.self))
        }
        return Ended(result: result, output: output.bytes(.standardOutput), errors: output.bytes(.standardError))
    }
}

/// How a process ended, and all it wrote.
struct Ended: Sendable {
    var result: ProcessResult
    var output: [UInt8]
    var errors: [UInt8]

    var status: ProcessResult.Status { result.status }
    var outputText: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// What a process writes, by stream.
final class CollectedOutput: Sendable {
    private let streams = Mutex<[Engines.OutputStream: [UInt8]]>([:])

    func append(_ bytes: UnsafeRawBufferPointer, to stream: Engines.OutputStream) {
        streams.withLock { $0[stream, default: []].append(contentsOf: bytes) }
    }

    func bytes(_ stream: Engines.OutputStream) -> [UInt8] {
        streams.withLock { $0[stream] ?? [] }
    }
}

/// The processes of this host whose command line contains a word that only the test uses.
func processes(marked word: String) -> [Int] {
    let own = getpid()
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return entries.compactMap { Int($0) }.filter { pid in
        guard pid != Int(own), let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
        return String(decoding: line, as: UTF8.self).contains(word)
    }
}

/// A word for one test's processes.
func uniqueMark() -> String {
    "mark-\(UUID().uuidString)"
}
