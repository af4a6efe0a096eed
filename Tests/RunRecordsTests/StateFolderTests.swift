import Expressions
import Foundation
import Planning
import TestSupport
import Testing

@testable import RunRecords

@Suite struct StateFolderTests {
    private func withFolder(_ body: (StateFolder) async throws -> Void) async throws {
        try await withTemporaryFolder { try await body(StateFolder(path: $0.appending(path: "a/.runner").path)) }
    }

    @Test func runsAreNumberedFromOne() async throws {
        try await withFolder { state in
            #expect(try state.runs().isEmpty)
            let first = try state.createRun()
            #expect(first.path == "\(state.path)/runs/000001")
            #expect(try state.createRun().id == 2)
            #expect(try state.runs().map(\.id) == [1, 2])
            #expect(try state.run(2)?.id == 2)
            #expect(try state.run(3) == nil)
            #expect(try state.run(-1) == nil)
            #expect(try String(contentsOfFile: "\(state.path)/.gitignore", encoding: .utf8) == "*\n")
            #expect(try String(contentsOfFile: "\(state.path)/layout-version", encoding: .utf8) == "1\n")
        }
    }

    @Test func idsAreClaimedOnce() async throws {
        try await withFolder { state in
            let ids = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try state.createRun().id } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(ids.count == 20)
        }
    }

    @Test func anotherLayoutIsRefused() async throws {
        try await withFolder { state in
            _ = try state.createRun()
            try "2\n".write(toFile: "\(state.path)/layout-version", atomically: true, encoding: .utf8)
            #expect(throws: StateError.self) { try state.createRun() }
            #expect(throws: StateError.self) { try state.runs() }
        }
    }

    @Test func namesOfJobFoldersAreSafeAndUnique() async throws {
        try await withFolder { state in
            let run = try state.createRun()
            let names = [
                try run.createJobFolder(for: JobKey(id: "test", combination: "linux, 6.3")),
                try run.createJobFolder(for: JobKey(id: "test", combination: "linux/6.3")),
                try run.createJobFolder(for: JobKey(id: "test", combination: "../..")),
                try run.createJobFolder(for: JobKey(id: "t", combination: String(repeating: "x", count: 500))),
            ]
            #expect(names[0] == "test-linux-6.3")
            #expect(names[1] == "test-linux-6.3-2")
            #expect(names[2] == "test")
            #expect(names[3].utf8.count <= 80)
            #expect(Set(names).count == 4)
        }
    }

    @Test(arguments: [
        (1, "Run make test", "01-run-make-test.log"), (12, "../../etc", "12-etc.log"), (100, "é", "100-step.log"), (3, "", "03-step.log"),
    ])
    func namesOfLogsAreSafe(number: Int, name: String, log: String) {
        #expect(RunDirectory.logName(number: number, name: name) == log)
    }

    @Test func whatCameInIsKeptByteForByte() async throws {
        try await withFolder { state in
            let run = try state.createRun()
            try run.writeEvent([0x7B, 0xFF, 0x7D])
            try run.writeWorkflow(Array("on: push\r\n".utf8))
            try run.writePlan(.object([("jobs", .array([]))]))
            #expect(try Data(contentsOf: URL(filePath: run.eventPath)) == Data([0x7B, 0xFF, 0x7D]))
            #expect(try Data(contentsOf: URL(filePath: run.workflowPath)) == Data("on: push\r\n".utf8))
            #expect(try run.plan().json() == #"{"jobs":[]}"#)
        }
    }

    @Test func logsAreFoundByJobAndStepAndStayInTheRun() throws {
        let run = RunDirectory(id: 1, path: "/s/runs/000001")
        let key = JobKey(id: "a")
        let state = RunState(replaying: [
            .jobStarted(key, JobStart(name: "a", engine: "host", folder: "a")),
            .stepStarted(key, number: 1, StepStart(name: "one", id: "", log: "01-one.log")),
            .stepStarted(key, number: 2, StepStart(name: "two", id: "", log: "../../../etc/passwd")),
        ])
        #expect(run.logs(of: state).map(\.path) == ["/s/runs/000001/jobs/a/01-one.log"])
    }
}
