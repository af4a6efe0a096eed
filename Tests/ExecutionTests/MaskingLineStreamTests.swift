import Foundation
import RunRecords
import TestSupport
import Testing

@testable import Execution

@Suite struct MaskingLineStreamTests {
    /// Feeds chunks and returns the texts that come out.
    private func lines(_ chunks: [[UInt8]], secrets: [String] = [], bound: Int = MaskingLineStream.defaultBound) -> [String] {
        var mask = SecretMask()
        for secret in secrets { mask.add(secret: secret) }
        return lines(chunks, mask: SharedSecretMask(mask), bound: bound) { _ in .keep }
    }

    private func lines(
        _ chunks: [[UInt8]], mask: SharedSecretMask, bound: Int = MaskingLineStream.defaultBound, inspect: MaskingLineStream.Inspect
    ) -> [String] {
        var stream = MaskingLineStream(stream: .standardOutput, mask: mask, bound: bound)
        var batch = LogBatch(microseconds: 0)
        for chunk in chunks { stream.feed(chunk, into: &batch, inspect: inspect) }
        stream.finish(into: &batch, inspect: inspect)
        return batch.lines().map(\.text)
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var chunks: [String]
        var expected: [String]
    }

    static let cases = [
        Case(testDescription: "nothing", chunks: [], expected: []),
        Case(testDescription: "a line", chunks: ["one\n"], expected: ["one"]),
        Case(testDescription: "a tail without a line's end", chunks: ["one\ntwo"], expected: ["one", "two"]),
        Case(testDescription: "empty lines", chunks: ["\n\n", "\n"], expected: ["", "", ""]),
        Case(testDescription: "a line over three chunks", chunks: ["o", "n", "e\nt", "wo\n"], expected: ["one", "two"]),
        Case(testDescription: "CR LF", chunks: ["one\r", "\ntwo\r\n"], expected: ["one", "two"]),
        Case(testDescription: "a progress bar", chunks: ["1%\r2%\r3%\n"], expected: ["1%\r2%\r3%"]),
        Case(testDescription: "a secret over chunks", chunks: ["a sword", "fish\nsw", "ordfish"], expected: ["a ***", "***"]),
    ]

    @Test(arguments: cases) func splits(_ c: Case) {
        #expect(lines(c.chunks.map { Array($0.utf8) }, secrets: ["swordfish"]) == c.expected)
    }

    @Test func bytesThatAreNotUTF8StayInTheLog() {
        var stream = MaskingLineStream(stream: .standardError, mask: SharedSecretMask())
        var batch = LogBatch(microseconds: 0)
        stream.feed([0xFF, 0x00, 0xC3, 0x0A], into: &batch) { _ in .keep }
        #expect(Array(batch.bytes) == Array("1970-01-01T00:00:00.000000Z E ".utf8) + [0xFF, 0x00, 0xC3, 0x0A])
        #expect(batch.lines().map(\.text) == ["\u{FFFD}\0\u{FFFD}"])
    }

    @Test func aMaskAddedByALineHidesThatLineAndTheRestOfTheChunk() {
        let mask = SharedSecretMask()
        let chunk = Array("before swordfish\n::add-mask::swordfish\nafter swordfish\n".utf8)
        let texts = lines([chunk], mask: mask) { line in
            if let command = WorkflowCommand(line: String(decoding: line, as: UTF8.self)), command.name == "add-mask" {
                mask.add(maskCommandValue: command.data)
            }
            return .keep
        }
        #expect(texts == ["before swordfish", "::add-mask::***", "after ***"])
    }

    @Test func verdictsDropAndReplaceLines() {
        let mask = SharedSecretMask()
        mask.add(secret: "swordfish")
        let chunk = Array("::debug::x\n::error::swordfish\nplain\n".utf8)
        let texts = lines([chunk], mask: mask) { line in
            line.elementsEqual("::debug::x".utf8) ? .drop : .replace("##[error]swordfish\nsecond")
        }
        #expect(texts == ["##[error]***", "second", "plain"])
    }

    @Test func aLineWithoutEndComesInPartsOfBoundedSize() {
        let part = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000)
        let texts = lines(Array(repeating: part, count: 50), bound: 4096)
        #expect(texts.joined().utf8.count == 500_000)
        #expect(texts.allSatisfy { $0.utf8.count <= 4096 })
    }

    @Test func cutsDoNotPartLetters() {
        let texts = lines([Array(String(repeating: "zażółć€", count: 100).utf8)], bound: 31)
        #expect(texts.joined() == String(repeating: "zażółć€", count: 100))
        #expect(texts.count > 10)
    }

    @Test func aSecretLongerThanTheBoundIsMasked() {
        let secret = String(repeating: "0123456789", count: 50)
        let texts = lines([Array("\(secret)\(String(repeating: "z", count: 5000))".utf8)], secrets: [secret], bound: 64)
        #expect(texts.joined() == "***" + String(repeating: "z", count: 5000))
    }

    /// Whatever the chunks, the same lines come out, and no secret with them.
    @Test func splittingAtEveryByteChangesNothing() {
        let secrets = ["swordfish", "p&ss \"w/rd\" é", "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEFAASC\n-----END KEY-----"]
        for secret in secrets {
            let lastLine = String(secret.split(separator: "\n").last ?? "")
            let texts = SecretMaskForms.all(of: Array(lastLine.utf8)).map { "go " + String(decoding: $0, as: UTF8.self) + " on\r\n" }
            let bytes = Array(texts.joined().utf8)
            let whole = lines([bytes], secrets: [secret])
            #expect(whole.allSatisfy { $0 == "go *** on" }, "\(whole)")
            for place in 0...bytes.count {
                #expect(lines([Array(bytes[..<place]), Array(bytes[place...])], secrets: [secret]) == whole, "split at \(place)")
            }
        }
    }

    /// With a tiny bound, every cut is tried: parts joined hold no secret and all of the benign text.
    @Test func noSecretSlipsThroughACut() {
        var random = SeededGenerator(seed: 11)
        for round in 0..<300 {
            let secret = String((0..<Int.random(in: 1...20, using: &random)).map { _ in "ABCab".randomElement(using: &random) ?? "A" })
            let benign = { (count: Int) in String(repeating: ".", count: count) }
            let before = Int.random(in: 0...90, using: &random)
            let after = Int.random(in: 0...90, using: &random)
            let times = Int.random(in: 1...4, using: &random)
            let text = benign(before) + String(repeating: secret, count: times) + benign(after)
            let joined = lines([Array(text.utf8)], secrets: [secret], bound: Int.random(in: 16...64, using: &random)).joined()
            #expect(joined.allSatisfy { $0 == "." || $0 == "*" }, "round \(round): \(joined)")
            #expect(joined.filter { $0 == "." }.count == before + after, "round \(round): \(joined)")
        }
    }

    /// Secrets, commands, CRs, invalid bytes and empty lines, in chunks of any size: the same as one line after the other.
    @Test func anyChunksComeOutAsTheirLinesWould() {
        var random = SeededGenerator(seed: 23)
        let parts: [[UInt8]] = [
            Array("swordfish".utf8), Array("x".utf8), Array("plain text, and more of it".utf8), [0x0A], [0x0A, 0x0A], [0x0D, 0x0A],
            [0xFF, 0x00, 0xC3], Array("::debug::x".utf8), Array(" ::debug::y".utf8), Array("##[debug]z".utf8), Array("####".utf8),
            Array("##[".utf8), Array("::".utf8), Array(":".utf8), Array("é".utf8),
        ]
        for round in 0..<500 {
            let text = (0..<Int.random(in: 0...60, using: &random)).flatMap { _ in parts.randomElement(using: &random) ?? [] }
            var chunks: [[UInt8]] = []
            var rest = text[...]
            while !rest.isEmpty {
                chunks.append(Array(rest.prefix(Int.random(in: 1...80, using: &random))))
                rest = rest.dropFirst(chunks[chunks.count - 1].count)
            }
            var seen: [[UInt8]] = []
            let mask = SharedSecretMask()
            mask.add(secret: "swordfish")
            let texts = lines(chunks, mask: mask) { line in
                seen.append(Array(line))
                return .keep
            }
            let all = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { $0.last == 0x0D ? $0.dropLast() : $0 }
            let expected = all.last?.isEmpty == true ? Array(all.dropLast()) : all
            // A line that is only what a CR and the end of all left is shown, too.
            let masked = expected.map { mask.mask(String(decoding: $0, as: UTF8.self)) }
            #expect(texts.prefix(masked.count) == masked[...], "round \(round)")
            #expect(texts.dropFirst(masked.count).allSatisfy { $0.isEmpty }, "round \(round)")
            let commands = expected.filter { line in
                WorkflowCommand(line: String(decoding: line, as: UTF8.self)) != nil
            }
            #expect(commands.allSatisfy { seen.contains(Array($0)) }, "round \(round)")
        }
    }

    @Test func aMaskAddedInTheMiddleOfAChunkCountsForAllLinesBehindIt() {
        let mask = SharedSecretMask()
        mask.add(secret: "swordfish")
        let many = String(repeating: "swordfish herring\nplain\n", count: 3)
        let texts = lines([Array("\(many)::add-mask::herring\n\(many)".utf8)], mask: mask) { line in
            if let command = WorkflowCommand(line: String(decoding: line, as: UTF8.self)) { mask.add(maskCommandValue: command.data) }
            return .drop
        }
        let before = Array(repeating: ["*** herring", "plain"], count: 3).flatMap { $0 }
        #expect(texts == before + Array(repeating: ["*** ***", "plain"], count: 3).flatMap { $0 })
    }

    @Test func everyLineIsLookedAtOnceAWatchBegan() {
        var seen: [String] = []
        let texts = lines([Array("one\n::add-matcher::x\ntwo\nthree\n".utf8)], mask: SharedSecretMask()) { line in
            seen.append(String(decoding: line, as: UTF8.self))
            return line.elementsEqual("::add-matcher::x".utf8) ? .watch : .keep
        }
        #expect(texts == ["one", "two", "three"])
        #expect(seen == ["::add-matcher::x", "two", "three"])
    }
}
