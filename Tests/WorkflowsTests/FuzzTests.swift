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

    /// The workflows of the fixtures, and the examples of docs/checks, which have something for each check.
    private static let seeds: [[UInt8]] = {
        let folder = fixture("WorkflowsTests", "")
        let fixtures = FixtureTests.cases.flatMap { name in
            ["workflow.yml", "action.yml"].compactMap { file in
                (try? Data(contentsOf: folder.appending(path: "\(name)/\(file)"))).map(Array.init)
            }
        }
        let pages = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/checks").standardized
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: pages.path)) ?? []).sorted()
        let examples = names.flatMap { name -> [[UInt8]] in
            let text = (try? String(contentsOf: pages.appending(path: name), encoding: .utf8)) ?? ""
            return text.components(separatedBy: "```yaml").dropFirst().compactMap { part in
                part.components(separatedBy: "```").first.map { Array($0.drop { $0 != "\n" }.utf8) }
            }
        }
        return (fixtures + examples).filter { $0.count < 4_000 }
    }()

    /// Ten thousand inputs, in parts that run beside each other.
    @Test(arguments: 0..<10) func `no mutation of a workflow makes the checks crash or think for long`(_ part: UInt64) async throws {
        var generator = SeededGenerator(seed: 0x5EED + part)
        for round in 0..<1_000 {
            // Others have their turn: this takes long, and some of them watch real programs.
            if round % 5 == 0 { await Task.yield() }
            var bytes = try #require(Self.seeds.randomElement(using: &generator))
            for _ in 0..<Int.random(in: 1...6, using: &generator) { mutate(&bytes, others: Self.seeds, using: &generator) }
            try check(bytes, isPedantic: round % 2 == 0)
        }
    }

    private func check(_ bytes: [UInt8], isPedantic: Bool) throws {
        let start = Self.processorTime
        let document = WorkflowChecker(isPedantic: isPedantic).check(bytes, path: "fuzz.yml")
        #expect((document.workflow == nil) == document.diagnostics.contains { $0.severity == .error })
        #expect(document.diagnostics.allSatisfy { $0.range.map { $0.start <= $0.end } ?? true })
        _ = document.templateJSON()?.json()
        if let workflow = document.workflow { _ = EmbeddedScripts.scripts(of: workflow, bytes: bytes) }
        let action = ActionChecker(isPedantic: isPedantic).check(bytes, path: "fuzz.yml")
        #expect((action.metadata == nil) == action.diagnostics.contains { $0.severity == .error })
        #expect(Self.processorTime - start < 1, "\(String(decoding: bytes, as: UTF8.self))")
    }

    /// Seconds that this thread was at work: a busy machine does not count.
    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
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
