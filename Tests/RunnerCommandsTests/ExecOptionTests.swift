import Testing

@testable import RunnerCommands

@Suite struct ExecOptionTests {
    @Test(arguments: [
        ("1024", 1024), ("512k", 524_288), ("512m", 536_870_912), ("512MB", 536_870_912), ("4g", 4_294_967_296), ("1.5GiB", 1_610_612_736),
    ])
    func sizesAreReadAsPeopleWriteThem(_ text: String, _ expected: Int) {
        #expect(ByteCount.parse(text) == expected)
    }

    @Test(arguments: ["", "m", "-1m", "0", "ten", "1e400g", "5x", "nan"]) func otherSizesAreNone(_ text: String) {
        #expect(ByteCount.parse(text) == nil)
    }

    @Test(arguments: [
        ("ubuntu-latest=host", LabelRule(label: "ubuntu-latest", engine: .host)),
        (
            "gpu=sandbox:registry.example:5000/image:tag",
            LabelRule(label: "gpu", engine: .sandbox, image: "registry.example:5000/image:tag")
        ),
        ("a=b=sandbox", LabelRule(label: "a=b", engine: .sandbox)),
    ])
    func labelRulesNameAnEngineAndMaybeAnImage(_ text: String, _ expected: LabelRule) {
        #expect(LabelRule(text) == expected)
    }

    @Test(arguments: ["", "label", "=host", "label=", "label=moon", "label=host:"]) func otherLabelRulesAreNone(_ text: String) {
        #expect(LabelRule(text) == nil)
    }
}
