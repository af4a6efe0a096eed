package import Foundation
import Synchronization

/// How a program ended and what it wrote.
package struct ProgramResult: Sendable {
    package var status: Int32
    package var output: String
    package var errors: String
}

/// A program of this package, as `swift test` has built it beside the tests.
package func builtProgram(_ name: String) throws -> URL {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let program = URL(filePath: tests).deletingLastPathComponent().appending(path: name)
    guard FileManager.default.isExecutableFile(atPath: program.path) else { throw ProgramMissing(path: program.path) }
    return program
}

package struct ProgramMissing: Error {
    package var path: String
}

/// A program lies in a folder of PATH, as sandboxes have it too.
package func isInstalled(_ program: String) -> Bool {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
}

/// Runs a program to its end; kills it after `deadline` seconds (the status is then negative).
///
/// - Parameter environment: Added to the tests' own.
package func runProgram(
    _ program: URL, _ arguments: [String], in folder: URL, environment: [String: String] = [:], deadline: Double = 120
) async throws -> ProgramResult {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    let ended = Mutex(false)
    return try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
            do { try process.run() } catch { return continuation.resume(throwing: error) }
            DispatchQueue.global().asyncAfter(deadline: .now() + deadline) {
                if !ended.withLock({ $0 }) { kill(process.processIdentifier, SIGKILL) }
            }
            let collected = Mutex(Data())
            let reading = DispatchGroup()
            DispatchQueue.global().async(group: reading) {
                let data = errors.fileHandleForReading.readDataToEndOfFile()
                collected.withLock { $0 = data }
            }
            let text = output.fileHandleForReading.readDataToEndOfFile()
            reading.wait()
            process.waitUntilExit()
            ended.withLock { $0 = true }
            let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
            continuation.resume(
                returning: ProgramResult(
                    status: status, output: String(decoding: text, as: UTF8.self),
                    errors: String(decoding: collected.withLock { $0 }, as: UTF8.self)))
        }
    }
}

/// A git repository in a new folder below `parent`: one commit on `main` with `tracked.txt`.
package func makeRepository(in parent: URL, setup: String = "true") async throws -> URL {
    let folder = parent.appending(path: "project")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let script = """
        set -e
        export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
        git init -q -b main . && git config user.name Ada && git config user.email ada@example.org
        git remote add origin https://github.com/ada/project.git
        echo tracked > tracked.txt && git add . && GIT_COMMITTER_DATE='2026-03-14T09:26:53Z' git commit -q -m 'First commit' --date '2026-03-14T09:26:53Z'
        \(setup)
        """
    let result = try await runProgram(URL(filePath: "/bin/bash"), ["-c", script], in: folder)
    guard result.status == 0 else { throw ProgramMissing(path: "git: \(result.errors)") }
    return folder
}
