import Foundation
import TestSupport
import Testing

@testable import Execution

@Suite struct SecretMaskTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var secrets: [String]
        var text: String
        var masked: String
    }

    static let cases = [
        Case(testDescription: "no secrets, no change", secrets: [], text: "hello", masked: "hello"),
        Case(testDescription: "a secret in the middle", secrets: ["swordfish"], text: "a swordfish b", masked: "a *** b"),
        Case(testDescription: "a secret alone", secrets: ["swordfish"], text: "swordfish", masked: "***"),
        Case(testDescription: "case matters", secrets: ["swordfish"], text: "Swordfish", masked: "Swordfish"),
        Case(testDescription: "one letter is a secret too", secrets: ["1"], text: "10 of 21", masked: "***0 of 2***"),
        Case(testDescription: "three letters", secrets: ["abc"], text: "xabcx", masked: "x***x"),
        Case(testDescription: "white space alone is no secret", secrets: [" \n"], text: "a b", masked: "a b"),
        Case(testDescription: "the ends are trimmed", secrets: ["  key7 \n"], text: "key7!", masked: "***!"),
        Case(testDescription: "overlapping ones merge", secrets: ["abcdef", "defghi"], text: "xabcdefghix", masked: "x***x"),
        Case(testDescription: "touching ones merge", secrets: ["abcdef", "ghijkl"], text: "xabcdefghijklx", masked: "x***x"),
        Case(testDescription: "one within another", secrets: ["bcde", "abcdefgh"], text: "abcdefgh", masked: "***"),
        Case(testDescription: "short and long touch", secrets: ["x", "abcdefgh"], text: "xabcdefghx", masked: "***"),
        Case(testDescription: "repeated", secrets: ["aaaa"], text: "aaaaaaaaab", masked: "***b"),
        Case(testDescription: "each line of many", secrets: ["first line\nsecond"], text: "second, first line", masked: "***, ***"),
        Case(
            testDescription: "trivial lines stay", secrets: ["{\n  \"key\": \"v123\"\n},\ntrue"], text: "{ }, true \"key\": \"v123\"",
            masked: "{ }, true ***"),
        Case(testDescription: "base64", secrets: ["swordfish!"], text: "c3dvcmRmaXNoIQ==", masked: "***"),
        Case(testDescription: "base64 of a printed line", secrets: ["swordfish!"], text: "c3dvcmRmaXNoIQo=", masked: "***"),
        Case(
            testDescription: "base64 within more", secrets: ["swordfish"], text: Data("user:swordfish".utf8).base64EncodedString(),
            masked: "dXNlcjp***"),
        Case(testDescription: "a backslash before a quote", secrets: ["a\"bcd"], text: #"a\"bcd"#, masked: "***"),
        Case(testDescription: "JSON", secrets: ["tab\there\nand \u{e9}"], text: #"{"k":"tab\there\nand \u00e9"}"#, masked: #"{"k":"***"}"#),
        Case(testDescription: "URI", secrets: ["p&ss w/rd"], text: "?k=p%26ss%20w%2Frd&x", masked: "?k=***&x"),
        Case(testDescription: "form", secrets: ["p&ss w/rd"], text: "k=p%26ss+w%2Frd", masked: "k=***"),
        Case(testDescription: "XML", secrets: ["p&ss<w>rd"], text: "<k>p&amp;ss&lt;w&gt;rd</k>", masked: "<k>***</k>"),
        Case(testDescription: "doubled apostrophes", secrets: ["it's it"], text: "'it''s it'", masked: "'***'"),
        Case(testDescription: "without quotes around", secrets: ["\"swordfish\""], text: "= swordfish", masked: "= ***"),
        Case(testDescription: "parts around &", secrets: ["abcdef&ghijkl&m"], text: "abcdef ghijkl m", masked: "*** *** m"),
        Case(testDescription: "hexadecimal", secrets: ["swordfish"], text: "73776f726466697368", masked: "***"),
        Case(testDescription: "beyond ASCII", secrets: ["zażółć"], text: "a zażółć", masked: "a ***"),
    ]

    @Test(arguments: cases) func masks(_ c: Case) {
        var mask = SecretMask()
        for secret in c.secrets { mask.add(secret: secret) }
        #expect(mask.mask(c.text) == c.masked)
    }

    @Test func addMaskKeepsWhiteSpaceAtTheEnds() {
        var mask = SecretMask()
        mask.add(maskCommandValue: "  ")
        #expect(mask.isEmpty)
        mask.add(maskCommandValue: " ab ")
        #expect(mask.mask("x ab x ab") == "x***x ab")
    }

    @Test func wrappedBase64OfAKeyIsMasked() {
        let key = (0..<20).map { "line \($0) of a private key, long enough to wrap" }.joined(separator: "\n")
        var mask = SecretMask()
        mask.add(secret: key)
        for (options, separator) in [(Data.Base64EncodingOptions.lineLength76Characters, "76"), (.lineLength64Characters, "64")] {
            let text = Data((key + "\n").utf8).base64EncodedString(options: [options, .endLineWithLineFeed])
            for line in text.split(separator: "\n") { #expect(mask.mask(String(line)) == "***", "wrapped at \(separator)") }
        }
    }

    /// Every form of a random secret disappears, wherever it stands, and nothing else does.
    @Test func findsWhatASlowSearchFinds() {
        var random = SeededGenerator(seed: 7)
        for round in 0..<400 {
            let alphabet: [UInt8] = round % 3 == 0 ? Array("ab".utf8) : Array("abcdefghijklmnop \"&'<%\u{e9}".utf8)
            var patterns = SecretMaskPatterns()
            let strings = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                (0..<Int.random(in: 1...9, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            }
            for string in strings { patterns.insert(string) }
            let text = (0..<Int.random(in: 0...80, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            var found: [Range<Int>] = []
            text.withUnsafeBytes { patterns.find(in: $0, &found) }
            #expect(found == Self.slowSearch(text, strings), "round \(round)")
        }
    }

    private static func slowSearch(_ text: [UInt8], _ strings: [[UInt8]]) -> [Range<Int>] {
        var covered = [Bool](repeating: false, count: text.count)
        for string in strings where string.count <= text.count {
            for start in 0...(text.count - string.count) where text[start..<start + string.count].elementsEqual(string) {
                for place in start..<start + string.count { covered[place] = true }
            }
        }
        var ranges: [Range<Int>] = []
        for (place, isCovered) in covered.enumerated() where isCovered {
            if let last = ranges.last, last.upperBound == place {
                ranges[ranges.count - 1] = last.lowerBound..<place + 1
            } else {
                ranges.append(place..<place + 1)
            }
        }
        return ranges
    }
}
