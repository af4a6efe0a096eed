import Testing

@testable import Workflows

struct MappingKeysTests {
    /// Pairs of keys, and whether they are the same.
    private static let pairs: [(name: String, one: String, other: String, areSame: Bool)] = [
        ("the same", "runs-on", "runs-on", true),
        ("in another case", "RUNS-on", "runs-ON", true),
        ("one is longer", "run", "runs", false),
        ("signs that differ as cases do", "a@b", "a`b", false),
        ("empty", "", "", true),
        ("letters outside of ASCII", "größe", "GRÖßE", true),
        ("a letter that has two in upper case", "groß", "GROSS", false),
        ("the dotless i", "\u{131}d", "id", false),
        ("the same characters composed in two ways", "\u{E9}t\u{E9}", "e\u{301}te\u{301}", true),
        ("ASCII, then a mark", "key", "key\u{301}", false),
        ("the sign for kelvin", "\u{212A}ey", "Key", true),
    ]

    @Test("keys are compared by their upper case", arguments: pairs.indices) func comparison(_ index: Int) {
        let pair = Self.pairs[index]
        #expect(pair.one.isSameKey(as: pair.other) == pair.areSame, "\(pair.name)")
        #expect((pair.one.ordinalUppercase == pair.other.ordinalUppercase) == pair.areSame, "\(pair.name)")
    }

    @Test("a key is found again with the line of the one before", arguments: [3, 300]) func lines(capacity: Int) {
        var keys = MappingKeys(capacity: capacity)
        #expect(keys.add("name", line: 1) == nil)
        #expect(keys.add("on", line: 2) == nil)
        #expect(keys.add("NAME", line: 3) == 1)
        #expect(keys.add("Name", line: 4) == 3)
        #expect(keys.contains("oN"))
        #expect(!keys.contains("jobs"))
    }
}
