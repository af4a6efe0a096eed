import Testing

@testable import Diagnostics

@Suite struct SuggestionTests {
    static let guesses: [(name: String, candidates: [String], nearest: String?)] = [
        ("tset", ["build", "test"], "test"),
        ("BUILD", ["build", "test"], "build"),
        ("runs_on", ["run-name", "runs-on"], "runs-on"),
        ("step", ["steps", "strategy"], "steps"),
        ("bulid", ["guild", "build"], "build"),
        ("aa", ["ac", "ab"], "ab"),
        ("completely-else", ["build", "test"], nil),
        ("a", ["b"], nil),
        ("", ["a"], nil),
        ("x", [], nil),
    ]

    @Test(arguments: guesses) func suggests(name: String, candidates: [String], nearest: String?) {
        #expect(Suggestion.nearest(to: name, among: candidates) == nearest)
    }

    @Test func veryLongNamesAreNotCompared() {
        let name = String(repeating: "x", count: 100_000)
        #expect(Suggestion.nearest(to: name, among: [name]) == nil)
    }
}
