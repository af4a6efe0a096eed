import Engines
import Foundation
import Synchronization

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
    func script(_ text: String, in folder: String = "/", environment: [String: String] = [:]) async throws -> ScriptResult {
        let collector = Collector()
        let request = ProcessRequest(
            arguments: ["/bin/bash", "--noprofile", "--norc", "-c", text],
            environment: surroundings.environment.merging(environment) { $1 }, workingDirectory: folder)
        let result = try await run(request) { collector.take($0, $1) }
        let texts = collector.texts.withLock { $0 }
        return ScriptResult(
            status: result.status, output: String(decoding: texts.output, as: UTF8.self),
            errors: String(decoding: texts.errors, as: UTF8.self), ranOutOfMemory: result.ranOutOfMemory, files: result.files)
    }
}

/// Whether this machine lets the tests make sandboxes, found out once.
enum Sandboxes {
    static let obstacle: String? = {
        let found = Mutex<String?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let missing = await SandboxEngine().missingRequirements().first
            found.withLock { $0 = missing.map { "\($0.problem); \($0.remedy)" } }
            done.signal()
        }
        done.wait()
        return found.withLock { $0 }
    }()

    static var work: Bool { obstacle == nil }
    static var workAsRoot: Bool { work && getuid() == 0 }
    static let reason = "this machine makes no sandboxes: \(obstacle ?? "as it is now")"
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
        name: "test", mounts: [Mount(source: .folder(workspace), target: "/work-space")], limits: limits, network: network,
        scratch: scratch,
        exposedPaths: exposed)
    return try await engine.withSandbox(request) { try await body($0, workspace) }
}
