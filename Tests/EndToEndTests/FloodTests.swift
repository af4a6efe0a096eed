import Foundation
import TestSupport
import Testing

/// A step that prints 64 MB: no line is lost, torn, doubled or out of its place.
@Suite struct FloodTests {
    private static let lineCount = 640_000

    @Test(arguments: Engines.usable) func everyLineOfAFloodIsInTheLogOnceAndInOrder(_ engine: String) async throws {
        try await withTemporaryFolder { folder in
            let repository = try await makeRepository(in: folder)
            let workflow = folder.appending(path: "workflow.yml")
            let fill = String(repeating: "x", count: 92)
            let script = "seq -f \"%07.0f\(fill)\" 0 \(Self.lineCount - 1)"
            let steps = "    steps:\n      - name: flood\n        run: |\n          \(script)\n"
            try Data("on: push\njobs:\n  log:\n    runs-on: ubuntu-latest\n\(steps)".utf8).write(to: workflow)
            let secrets = (1...10).flatMap { ["--secret", "S\($0)=correct-horse-battery-\($0)"] }
            let result = try await runProgram(
                try builtProgram("runner"), ["exec", workflow.path, "--engine", engine, "--quiet"] + secrets, in: repository)
            #expect(result.status == 0, "\(result.errors)")
            let log = try Data(contentsOf: repository.appending(path: ".runner/runs/000001/jobs/log/02-flood.log"), options: .alwaysMapped)
            #expect(Self.firstFault(of: log, fill: Array(fill.utf8)) == nil)
        }
    }

    /// What is wrong with the first line that is not the next number and the fill; nothing when all are right.
    private static func firstFault(of log: Data, fill: [UInt8]) -> String? {
        var expected = Array("O 0000000".utf8) + fill
        return log.withUnsafeBytes { log in
            var position = 0
            var next = 0
            while position < log.count, let base = log.baseAddress {
                guard let end = memchr(base + position, 0x0A, log.count - position) else { return "the last line has no end" }
                let line = base + position
                let length = UnsafeRawPointer(end) - line
                position += length + 1
                guard length >= 30 else { return "a line of \(length) bytes behind number \(next)" }
                if line.load(fromByteOffset: 28, as: UInt8.self) == UInt8(ascii: "C") { continue }
                guard length - 28 == expected.count, memcmp(line + 28, expected, expected.count) == 0 else {
                    return "number \(next) is \(String(decoding: UnsafeRawBufferPointer(start: line, count: length), as: UTF8.self))"
                }
                next += 1
                increment(&expected)
            }
            return next == lineCount ? nil : "\(next) lines"
        }
    }

    /// Counts up the seven digits behind the letter.
    private static func increment(_ line: inout [UInt8]) {
        var place = 8
        while place > 2, line[place] == UInt8(ascii: "9") {
            line[place] = UInt8(ascii: "0")
            place -= 1
        }
        line[place] += 1
    }
}
