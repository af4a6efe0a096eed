import Engines
import Foundation
import Testing

@testable import SandboxEngine

@Suite(.enabled(if: Sandboxes.work, Comment(rawValue: Sandboxes.reason)))
struct SandboxEngineTests {
    @Test func runsAScript() async throws {
        let result = try await withTestSandbox { sandbox, _ in try await sandbox.script("echo hello; echo $HOME; exit 7") }
        #expect(result.output.hasPrefix("hello\n"))
        #expect(result.errors == "")
        #expect(result.status == .exited(7))
    }
}
