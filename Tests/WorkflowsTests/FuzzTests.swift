import Diagnostics
import Expressions
import Foundation
import TestSupport
import Testing
import Workflows

@Suite struct FuzzTests {
    private static let words = [
        "${{ ", " }}", "${{ github.ref }}", "${{ insert }}: x", "<<: *a", "&a ", "*a", "- ", "[", "]", "{", "}", ": ", "\n", "  ", "\t",
        "'",
        "\"", "|", "null", "~", "!!int ", "0x1", ".inf", "needs: [a]", "uses: ./x", "matrix: {}", "if: ", "steps:", "parallel:", "wait: x",
        "on: ", "'!'", "\u{feff}", "ä", "\0", "\u{2028}",
    ]

    @Test func `no mutation of a workflow makes the reader or the checks crash`() async throws {
        let folder = fixture("WorkflowsTests", "")
        let seeds = FixtureTests.cases.flatMap { name in
            ["workflow.yml", "action.yml"].compactMap { file -> [UInt8]? in
                guard let data = try? Data(contentsOf: folder.appending(path: "\(name)/\(file)")) else { return nil }
                return data.count < 4_000 ? Array(data) : nil
            }
        }
        var generator = SeededGenerator(seed: 0x5EED)
        for round in 0..<2_000 {
            // Others have their turn: this takes long, and some of them watch real programs.
            if round % 5 == 0 { await Task.yield() }
            var bytes = try #require(seeds.randomElement(using: &generator))
            for _ in 0..<Int.random(in: 1...6, using: &generator) { mutate(&bytes, others: seeds, using: &generator) }
            let document = WorkflowChecker().check(bytes, path: "fuzz.yml")
            #expect((document.workflow == nil) == document.diagnostics.contains { $0.severity == .error })
            _ = document.templateJSON()?.json()
            let action = ActionReader().read(bytes, path: "fuzz.yml")
            #expect((action.metadata == nil) == action.diagnostics.contains { $0.severity == .error })
        }
    }

    private func mutate(_ bytes: inout [UInt8], others: [[UInt8]], using generator: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 0...20, using: &generator))
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.insert(contentsOf: Array((Self.words.randomElement(using: &generator) ?? "").utf8), at: place)
        case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
        case 3: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
        default:
            let other = others.randomElement(using: &generator) ?? []
            let start = Int.random(in: 0...other.count, using: &generator)
            bytes.insert(contentsOf: other[start..<min(other.count, start + 60)], at: place)
        }
    }
}
