import Diagnostics
import Testing

@testable import YAML

@Suite struct RangeTests {
    /// All nodes of a document in file order with their ranges, keys left out.
    private func ranges(_ text: String) -> [String] {
        func walk(_ node: YAMLNode) -> [String] {
            let own = [dump(range: node.range)]
            switch node.content {
            case .sequence(let items): return own + items.flatMap(walk)
            case .mapping(let entries): return own + entries.flatMap { walk($0.value) }
            default: return own
            }
        }
        return YAMLReader().read(Array(text.utf8), file: "f").root.map(walk) ?? []
    }

    static let documents: [(text: String, ranges: [String])] = [
        ("a: bcd", ["1:1-1:7", "1:4-1:7"]),
        ("a:\n  - 'x'\n  - y\n\n# end\n", ["1:1-3:6", "2:3-3:6", "2:5-2:8", "3:5-3:6"]),
        ("a: {b: [1]}  ", ["1:1-1:12", "1:4-1:12", "1:8-1:11", "1:9-1:10"]),
        ("a:", ["1:1-1:3", "1:3-1:3"]),
        ("日本: é😀x", ["1:1-1:8", "1:5-1:8"]),
        ("a: &x 12\nb: !!str 3", ["1:1-2:11", "1:4-1:9", "2:4-2:11"]),
        ("a: &x\n  b: 1", ["1:1-2:7", "1:4-2:7", "2:6-2:7"]),
        ("a: b\n  c", ["1:1-2:4", "1:4-2:4"]),
        ("\u{FEFF}a: b", ["1:1-1:5", "1:4-1:5"]),
        ("a: b\r\nc: d", ["1:1-2:5", "1:4-1:5", "2:4-2:5"]),
    ]

    @Test(arguments: documents) func everyNodeKnowsItsPlace(text: String, ranges: [String]) {
        #expect(self.ranges(text) == ranges)
    }
}
