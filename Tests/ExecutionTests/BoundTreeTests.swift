import Foundation
import GitRepositories
import TestSupport
import Testing

@testable import Execution

/// Jobs that work in the work tree itself.
@Suite struct BoundTreeTests {
    @Test(.enabled(if: geteuid() == 0, "only root can give a work tree away")) func gitWorksInATreeOfSomebodyElse() async throws {
        try await withTemporaryFolder { folder in
            let repository = try await HostRunTests.repository(in: folder)
            let given = try await runProgram(URL(filePath: "/bin/chown"), ["-R", "1234", folder.path], in: folder)
            #expect(given.status == 0)
            let text = """
                on: push
                jobs:
                  a:
                    runs-on: ubuntu-latest
                    steps:
                      - run: git log --oneline | wc -l
                """
            let story = try await Story.run(text, engine: HostRunTests.engine, workTree: folder.path) { request in
                request.repository = repository
                request.bindsWorkTree = true
            }
            #expect(story.printed.first == "2")
        }
    }
}
