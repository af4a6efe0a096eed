import Foundation
import Planning
import TestSupport
import Testing

@testable import RunRecords

/// Runs whose runner was killed.
@Suite struct StoppedRunTests {
    @Test func theirDurationEndsWithTheLastSignOfLife() async throws {
        try await withTemporaryFolder { folder in
            let directory = RunDirectory(id: 1, path: folder.path)
            let job = JobKey(id: "a")
            let journal = try RunJournal(directory: directory)
            let planned = RunPlanned(workflow: "ci", runName: "ci", event: "push", ref: "refs/heads/main", sha: "0", jobs: [job])
            for event: RunEvent in [
                .runPlanned(planned), .jobStarted(job, JobStart(name: "a", engine: "sandbox", folder: "a")),
                .stepStarted(job, number: 1, StepStart(name: "x", id: "", log: "01-x.log")),
            ] {
                _ = try journal.append(event)
            }
            #expect(try directory.summary().lastSignOfLife == nil)
            journal.close()
            let started = try #require(try directory.summary().state.startedAt)
            try FileManager.default.createDirectory(atPath: directory.jobPath("a"), withIntermediateDirectories: true)
            let log = directory.logPath("a", "01-x.log")
            try Data("line\n".utf8).write(to: URL(filePath: log))
            let change = Date(timeIntervalSince1970: started + 100)
            try FileManager.default.setAttributes([.modificationDate: change], ofItemAtPath: log)
            let summary = try directory.summary()
            #expect(summary.state.wasStopped)
            #expect(abs(try #require(summary.duration(now: started + 5000)) - 100) < 0.01)
        }
    }
}
