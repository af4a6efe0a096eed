import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

@Suite struct PlanTemplateTests {
    @Test func theTemplateIsOneObjectWithItsJobs() async throws {
        try await withTemporaryFolder { folder in
            let text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.ref }}\n"
            try folder.write(text, to: "x.yml")
            let run = try await CommandRun(["plan", "--template", "--format", "json", "x.yml"], folder: folder)
            #expect(run.status == .success)
            let template = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            let jobs = try #require(template["jobs"] as? [[String: Any]])
            #expect(jobs.first?["id"] as? String == "a")
            #expect(jobs.first?["type"] as? String == "job")
            #expect(run.output.contains("\"expr\": \"format('echo {0}', github.ref)\""))
        }
    }

    @Test func anInvalidWorkflowShowsItsErrors() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("on: push\njobs: [a]\n", to: "x.yml")
            let run = try await CommandRun(["plan", "--template", "x.yml"], folder: folder)
            #expect(run.status == .invalid)
            #expect(run.output.isEmpty)
            #expect(run.errors.hasPrefix("x.yml:2:7: error: "))
        }
    }
}
