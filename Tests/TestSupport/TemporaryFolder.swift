package import Foundation

/// A folder for one test, removed when the body returns or throws; `RUNNER_KEEP=1` keeps it and prints its path.
package func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "runner-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
        if ProcessInfo.processInfo.environment["RUNNER_KEEP"] == nil {
            try? FileManager.default.removeItem(at: folder)
        } else {
            print("kept \(folder.path)")
        }
    }
    return try await body(folder)
}

/// The folder of the package's checkout.
package let packageRoot: URL = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A file or folder of a test target's `Fixtures`, by the target's name.
package func fixture(_ target: String, _ path: String) -> URL {
    packageRoot.appending(path: "Tests/\(target)/Fixtures/\(path)")
}
