import Diagnostics
import Testing

@testable import YAML

@Suite struct AnchorTests {
    static let documents: [(text: String, expected: String)] = [
        ("a: &x [1, 2]\nb: *x", #"{"a": [1, 2], "b": [1, 2]}"#),
        ("a: &x 1\nb: *x\nc: &x 2\nd: *x", #"{"a": 1, "b": 1, "c": 2, "d": 2}"#),
        ("a: &x {k: &y v}\nb: [*x, *y]", #"{"a": {"k": "v"}, "b": [{"k": "v"}, "v"]}"#),
        ("a: &x\nb: *x", #"{"a": null, "b": null}"#),
        ("a: &x k\n*x : 1", #"{"a": "k", "k": 1}"#),
        ("base: &b {x: 1}\nc:\n  <<: *b\n  y: 2", #"{"base": {"x": 1}, "c": {"<<": {"x": 1}, "y": 2}}"#),
        ("a: &x !!str 1\nb: !!str &y 2\nc: [*x, *y]", #"{"a": "1", "b": "2", "c": ["1", "2"]}"#),
        ("a: *no", "{\"a\": null}\n1:4: alias \"*no\" has no anchor before it [yaml]"),
        ("a: *x\nb: &x 1", "{\"a\": null, \"b\": 1}\n1:4: alias \"*x\" has no anchor before it [yaml]"),
        ("a: &x [*x]", "{\"a\": [null]}\n1:8: alias \"*x\" stands inside the node that it repeats [yaml]"),
        ("a: &x 1\nb: &x {c: *x}", "{\"a\": 1, \"b\": {\"c\": null}}\n2:11: alias \"*x\" stands inside the node that it repeats [yaml]"),
    ]

    @Test(arguments: documents) func replaysAnchors(text: String, expected: String) {
        #expect(dump(text) == expected)
    }

    @Test func aMisspeltAliasGetsAGuess() {
        let document = YAMLReader().read(Array("a: &steps 1\nb: *step\n".utf8), file: "f")
        #expect(document.diagnostics.first?.remedy?.contains("did you mean \"*steps\"?") == true)
    }

    @Test func anAliasKeepsBothPlaces() throws {
        let root = try #require(YAMLReader().read(Array("a: &x val\nb: *x\n".utf8), file: "f").root)
        guard case .mapping(let entries) = root.content else { return }
        #expect(dump(range: entries[1].value.range) == "1:4-1:10")
        #expect(entries[1].value.aliasRange.map(dump(range:)) == "2:4-2:6")
        #expect(entries[0].value.aliasRange == nil)
        #expect(dump(range: root.range) == "1:1-2:6")
    }

    @Test func unusedAnchorsAreListed() {
        let document = YAMLReader().read(Array("a: &x 1\nb: &y 2\nc: &x 3\nd: *x\n".utf8), file: "f")
        #expect(document.unusedAnchors.map(\.name) == ["x", "y"])
        #expect(document.unusedAnchors.map { $0.range.start.line } == [1, 2])
    }

    @Test func anchorsCanBeRefused() {
        var limits = YAMLLimits()
        limits.allowsAnchors = false
        let lines = dump("a: &x 1\nb: *x\n", limits: limits).split(separator: "\n")
        #expect(
            lines == [
                "{\"a\": 1, \"b\": null}", "1:4: anchor \"&x\": anchors and aliases are not supported in this file [yaml]",
                "2:4: alias \"*x\": anchors and aliases are not supported in this file [yaml]",
            ])
    }
}
