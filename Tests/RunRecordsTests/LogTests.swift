import Foundation
import TestSupport
import Testing

@testable import RunRecords

@Suite struct LogTests {
    private static let time: Int64 = 1_773_480_413_589_793

    private func batch(_ lines: [(LogStream, String)]) -> LogBatch {
        var batch = LogBatch(microseconds: Self.time)
        for (stream, text) in lines { batch.append(text, stream: stream) }
        return batch
    }

    private func text(_ reader: LogReader, _ form: LogForm) throws -> String {
        var bytes: [UInt8] = []
        _ = try reader.read(form: form) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func linesAreReadInTheirForms() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "01.log").path
            let writer = try LogWriter(path: path)
            try writer.write(batch([(.standardOutput, "one"), (.standardError, "two\r3"), (.runner, "")]))
            let reader = LogReader(path: path)
            #expect(try text(reader, .text) == "one\ntwo\r3\n\n")
            let stamp = "2026-03-14T09:26:53.589793Z"
            #expect(try text(reader, .timestamps) == "\(stamp) one\n\(stamp) two\r3\n\(stamp) \n")
            #expect(try text(reader, .raw) == "\(stamp) O one\n\(stamp) E two\r3\n\(stamp) C \n")
            #expect(try reader.lines().map(\.stream) == [.standardOutput, .standardError, .runner])
            #expect(try reader.lines().allSatisfy { $0.time == Self.time })
        }
    }

    @Test func aBatchTellsItsLastLinesAndHowManyTheStepPrinted() {
        let all = batch([(.runner, "zero"), (.standardOutput, ""), (.standardError, "two"), (.standardOutput, "three")])
        #expect(all.lines().map(\.text) == ["zero", "", "two", "three"])
        #expect(all.lines().map(\.stream) == [.runner, .standardOutput, .standardError, .standardOutput])
        #expect(all.lines(last: 2).map(\.text) == ["two", "three"])
        #expect(all.lines(last: 9).count == 4)
        #expect(LogBatch(microseconds: 0).lines().isEmpty)
        #expect((all.lineCount, all.printedLineCount) == (4, 3))
    }

    @Test func aTornLineIsLeftForLater() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "01.log").path
            let whole = batch([(.standardOutput, "one"), (.standardOutput, "two")])
            try Data(whole.bytes.dropLast(2)).write(to: URL(filePath: path))
            let reader = LogReader(path: path)
            let offset = try reader.read { #expect($0 == Array("one\n".utf8)) }
            try Data(whole.bytes).write(to: URL(filePath: path))
            _ = try reader.read(from: offset) { #expect($0 == Array("two\n".utf8)) }
        }
    }

    @Test func followingEndsWithTheStepAndLosesNothing() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "01.log").path
            var round = 0
            var seen = ""
            try await LogReader(path: path).follow(
                isEnded: { round == 3 },
                pause: {
                    round += 1
                    try LogWriter(path: path).write(batch([(.standardOutput, "line \(round)")]))
                }
            ) { seen += String(decoding: $0, as: UTF8.self) }
            #expect(seen == "line 1\nline 2\nline 3\n")
        }
    }

    @Test func aMissingLogHasNoLines() throws {
        #expect(try LogReader(path: "/nonexistent/x.log").lines().isEmpty)
    }

    @Test func aLogThatCannotBeWrittenIsAnError() throws {
        let writer = try LogWriter(path: "/dev/full")
        #expect(throws: (any Error).self) { try writer.write(batch([(.standardOutput, "x")])) }
        #expect(throws: (any Error).self) { try LogWriter(path: "/nonexistent/x.log") }
    }

    @Test func longLogsComeInWholeLines() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "01.log").path
            let writer = try LogWriter(path: path)
            for part in 0..<20 {
                try writer.write(batch((0..<1000).map { (.standardOutput, "line \(part * 1000 + $0)") }))
            }
            var chunks = 0
            var count = 0
            _ = try LogReader(path: path).read { chunk in
                chunks += 1
                #expect(chunk.last == 0x0A)
                count += chunk.count { $0 == 0x0A }
            }
            #expect(count == 20_000)
            #expect(chunks > 1)
        }
    }

    @Test func linesAreAddedAsTheyAreUpToTheFirstThatIsNotPlain() {
        var batch = LogBatch(microseconds: 0)
        let text = Array("one\n\ntwo\r\n!three\nfour\nfive".utf8)
        text.withUnsafeBytes { text in
            let taken = batch.appendLines(of: text, .standardError) { $0.first != UInt8(ascii: "!") }
            #expect(taken == "one\n\ntwo\r\n".utf8.count)
            let rest = UnsafeRawBufferPointer(rebasing: text[taken...])
            #expect(batch.appendLines(of: rest, .standardError) { _ in false } == 0)
            #expect(batch.appendLines(of: rest, .standardOutput) { _ in true } == "!three\nfour\n".utf8.count)
        }
        #expect(batch.lines().map(\.text) == ["one", "", "two", "!three", "four"])
        #expect(batch.lines().map(\.stream) == [.standardError, .standardError, .standardError, .standardOutput, .standardOutput])
        #expect((batch.lineCount, batch.printedLineCount) == (5, 5))
    }

    @Test func manyLinesOfAnyLengthFit() {
        var random = SeededGenerator(seed: 5)
        var batch = LogBatch(microseconds: 0)
        var expected: [String] = []
        for round in 0..<50 {
            let texts = (0..<Int.random(in: 0...300, using: &random)).map { number in
                "\(round).\(number)" + String(repeating: "x", count: Int.random(in: 0...200, using: &random))
            }
            let bytes = Array(texts.map { $0 + "\n" }.joined().utf8)
            #expect(bytes.withUnsafeBytes { batch.appendLines(of: $0, .standardOutput) { _ in true } } == bytes.count)
            batch.append("between", stream: .runner)
            expected += texts + ["between"]
        }
        #expect(batch.lines().map(\.text) == expected)
        batch.removeAll()
        #expect(batch.isEmpty)
        #expect(batch.bytes.isEmpty)
    }
}
