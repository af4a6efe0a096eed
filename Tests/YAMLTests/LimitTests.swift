import Diagnostics
import Testing

@testable import YAML

@Suite struct LimitTests {
    private func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test func theFiftyFirstNestedCollectionIsTheError() {
        #expect(dump(nested(50)) == nested(50))
        #expect(dump(nested(51)) == "nothing\n1:51: more than 50 mappings and lists inside each other [limit]")
        let blocks = (0..<60).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(dump(blocks).hasSuffix("more than 50 mappings and lists inside each other [limit]"))
    }

    @Test func anAliasCountsWithTheDepthOfItsNode() {
        let document = "a: &x \(nested(30))\nb: " + String(repeating: "[", count: 20) + "*x" + String(repeating: "]", count: 20)
        #expect(dump(document) == "nothing\n2:24: more than 50 mappings and lists inside each other [limit]")
    }

    @Test func aThousandBracketsEndAtTheLimit() {
        let brackets = String(repeating: "[", count: 500_000)
        #expect(dump(brackets) == "nothing\n1:51: more than 50 mappings and lists inside each other [limit]")
        let braces = String(repeating: "{a: ", count: 250_000)
        #expect(dump(braces).hasSuffix("[limit]"))
    }

    @Test func aliasesThatGrowExponentiallyEndAtTheNodeLimit() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let aliases = (0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(dump(text) == "nothing\n5:35: the file has more than 50000 nodes, those repeated by aliases counted [limit]")
    }

    @Test func nodesWithoutAliasesAreCountedToo() {
        var limits = YAMLLimits()
        limits.nodes = 4
        #expect(dump("[a, b, c]", limits: limits) == #"["a", "b", "c"]"#)
        #expect(dump("[a, b, c, d]", limits: limits).hasPrefix("nothing\n1:11: the file has more than 4 nodes"))
    }

    @Test func theFileSizeCountsUTF16Units() {
        var limits = YAMLLimits()
        limits.fileSize = 6
        #expect(dump("ééééé\n", limits: limits) == "\"ééééé\"")
        #expect(dump("😀😀\n", limits: limits) == "\"😀😀\"")
        #expect(dump("ééééé \n", limits: limits) == "nothing\nthe file is longer than 6 characters [limit]")
        #expect(dump("😀😀😀\n", limits: limits) == "nothing\nthe file is longer than 6 characters [limit]")
    }
}
