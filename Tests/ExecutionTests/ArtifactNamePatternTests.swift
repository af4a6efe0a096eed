import Testing

@testable import Execution

@Suite struct ArtifactNamePatternTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var matching: [String]
        var others: [String] = []
    }

    static let cases = [
        Case(testDescription: "out", matching: ["out"], others: ["Out", "out2", ""]),
        Case(testDescription: "*", matching: ["a", "a b"], others: [".a"]),
        Case(testDescription: ".*", matching: [".a"], others: ["a"]),
        Case(testDescription: "**", matching: ["a"], others: [".a"]),
        Case(testDescription: "bin-*-x?4", matching: ["bin-linux-x64", "bin--xé4"], others: ["bin-x64", "bin-linux-x4"]),
        Case(testDescription: "v[0-9]*", matching: ["v1", "v1.2"], others: ["vx", "v"]),
        Case(testDescription: "v[!0-9]", matching: ["vx"], others: ["v1"]),
        Case(testDescription: "!debug-*", matching: ["release", ".x"], others: ["debug-1"]),
        Case(testDescription: "!!a", matching: ["a"], others: ["b"]),
        Case(testDescription: "{a,b}-{1,2}", matching: ["a-1", "a-2", "b-1", "b-2"], others: ["a", "c-1", "{a,b}-1"]),
        Case(testDescription: "{a,b{c,d}}", matching: ["a", "bc", "bd"], others: ["b", "c"]),
        Case(testDescription: "n{9..11}", matching: ["n9", "n10", "n11"], others: ["n8", "n12", "n{9..11}"]),
        Case(testDescription: "{a}", matching: ["{a}"], others: ["a"]),
        Case(testDescription: "{a", matching: ["{a"], others: ["a"]),
        Case(testDescription: "#all", matching: [], others: ["#all", "all"]),
    ]

    @Test(arguments: cases) func matches(_ c: Case) throws {
        let pattern = try ArtifactNamePattern(c.testDescription)
        for name in c.matching { #expect(pattern.matches(name), "\(name)") }
        for name in c.others { #expect(!pattern.matches(name), "\(name)") }
    }

    @Test(arguments: ["@(a|b)", "!(a)", "x+(a)", "{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}"])
    func refuses(_ text: String) {
        #expect(throws: InputProblem.self) { try ArtifactNamePattern(text) }
    }

    @Test(arguments: ["", ".", "..", "a/b", "a\\b", "a:b", "a\"b", "a\nb", "a\r\nb", "a*", "a?", "<a", "a>", "a|b", "a\0b"])
    func namesAreRefusedAsOnGitHub(_ name: String) {
        #expect(ArtifactName.problem(of: name) != nil)
    }

    @Test(arguments: ["a", "...", "a b", "ä", "a.b-c_d(e)", "'"]) func namesAreTaken(_ name: String) {
        #expect(ArtifactName.problem(of: name) == nil)
        #expect(ArtifactName.problem(ofPath: "x/\(name)/y\\z") == nil)
    }
}
