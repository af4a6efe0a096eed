import Foundation
import RunRecords
import TestSupport
import Testing

@Suite struct RunNumbersTests {
    @Test func eachWorkflowIsCountedByItself() async throws {
        try await withTemporaryFolder { folder in
            let state = StateFolder(path: folder.path + "/state")
            let numbers = try ["a.yml", "b.yml", "a.yml", "A.yml", "a.yml"].map { try state.nextNumber(of: $0) }
            #expect(numbers == [1, 1, 2, 1, 3])
        }
    }

    @Test func aLostCountBeginsAnew() async throws {
        try await withTemporaryFolder { folder in
            let state = StateFolder(path: folder.path)
            _ = try state.nextNumber(of: "a.yml")
            try Data("{\"a.yml\": ".utf8).write(to: folder.appending(path: "run-numbers.json"))
            #expect(try state.nextNumber(of: "a.yml") == 1)
        }
    }

    @Test func noNumberIsGivenTwice() async throws {
        try await withTemporaryFolder { folder in
            let state = StateFolder(path: folder.path)
            let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try state.nextNumber(of: "a.yml") } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(numbers == Set(1...20))
        }
    }
}
