import Foundation
import LinuxSystem
import Planning
import TestSupport
import Testing

@testable import RunRecords

@Suite struct RunJournalTests {
    private static let key = JobKey(id: "build")

    private static let events: [RunEvent] = [
        .runPlanned(RunPlanned(workflow: "w", runName: "r", event: "push", ref: "refs/heads/main", sha: "0", jobs: [key])),
        .jobStarted(key, JobStart(name: "build", engine: "host", folder: "build")),
        .jobFinished(key, JobEnd(conclusion: .success, outcome: .success)), .runFinished(.success),
    ]

    private func withRun(_ body: (RunDirectory) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await body(StateFolder(path: folder.appending(path: "state").path).createRun())
        }
    }

    @Test func recordsAreNumberedAndInOrderOfTime() async throws {
        try await withRun { run in
            let journal = try RunJournal(directory: run)
            for event in Self.events { _ = try journal.append(event, durably: false) }
            let reading = try RunJournal.read(run)
            #expect(reading.records.map(\.sequence) == [1, 2, 3, 4])
            #expect(reading.records.map(\.time) == reading.records.map(\.time).sorted())
            #expect(reading.isHeld)
            #expect(!reading.isTorn)
            #expect(reading.damages.isEmpty)
            journal.close()
            #expect(try !RunJournal.read(run).isHeld)
        }
    }

    @Test func thereIsOneWriter() async throws {
        try await withRun { run in
            let journal = try RunJournal(directory: run)
            #expect(throws: StateError.self) { try RunJournal(directory: run) }
            journal.close()
            _ = try RunJournal(directory: run)
        }
    }

    @Test func writersFromManyTasksDoNotMix() async throws {
        try await withRun { run in
            let journal = try RunJournal(directory: run)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask { for _ in 0..<50 { _ = try? journal.append(.runCancelled(reason: "x")) } }
                }
            }
            let reading = try RunJournal.read(run)
            #expect(reading.records.map(\.sequence) == Array(1...400))
            #expect(reading.damages.isEmpty)
        }
    }

    @Test func aTornLastLineIsDroppedReportedAndOverwritten() async throws {
        try await withRun { run in
            do {
                let journal = try RunJournal(directory: run)
                for event in Self.events.prefix(2) { _ = try journal.append(event) }
                journal.close()
            }
            let file = try FileHandle(forWritingTo: URL(filePath: run.journalPath))
            try file.seekToEnd()
            try file.write(contentsOf: Data(#"{"seq":3,"at":"2026"#.utf8))
            try file.close()
            let torn = try RunJournal.read(run)
            #expect(torn.isTorn)
            #expect(torn.records.count == 2)
            #expect(try run.summary().state[Self.key]?.end?.reason == "the runner stopped")
            let journal = try RunJournal(directory: run)
            #expect(try journal.append(Self.events[2]).sequence == 3)
            let mended = try RunJournal.read(run)
            #expect(!mended.isTorn)
            #expect(mended.records.count == 3)
            #expect(mended.damages.isEmpty)
        }
    }

    @Test func aDamagedLineIsReportedWithItsNumber() {
        let line = { (sequence: Int) in #"{"seq":\#(sequence),"at":"2026-03-14T09:26:53.589793Z","kind":"x"}"# }
        let contents = JournalContents(bytes: Array("\(line(1))\nrubbish\n\(line(3))\n\(line(5))\n".utf8))
        #expect(contents.records.map(\.sequence) == [1, 3, 5])
        #expect(contents.damages.map(\.line) == [2, 4])
        #expect(contents.damages.last?.problem == "the record's number is 5, expected 4")
    }

    @Test func anyBytesAreRead() {
        var random = SeededGenerator(seed: 9)
        let line = Array(
            #"{"seq":1,"at":"2026-03-14T09:26:53.589793Z","kind":"job.started","job":"a","name":"n","engine":"e","folder":"f"}"#.utf8)
        for _ in 0..<3000 {
            var bytes = line + [0x0A] + line + [0x0A]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = RunState(replaying: JournalContents(bytes: bytes).records)
        }
    }

    @Test func aRunWithoutAJournalIsOneThatStopped() async throws {
        try await withRun { run in
            let summary = try run.summary()
            #expect(summary.state.conclusion == .failure)
            #expect(summary.state.wasStopped)
        }
    }
}
