import Testing

@testable import Expressions

@Suite struct ExpressionTraceTests {
    private static let evaluator = Evaluator(
        contexts: [
            "github": .object([("ref", .string("refs/heads/it's")), ("event", .object([("n", .number(3))]))]), "key": .string("ref"),
        ],
        functions: ["success": { _ in .bool(false) }])

    private func lines(_ text: String, mask: @escaping (String) -> String = { $0 }) throws -> [String] {
        Self.evaluator.trace(try Expression(parsing: text), mask: mask).lines()
    }

    @Test func showsEachPartWithItsValue() throws {
        #expect(
            try lines("!(github.ref == 'refs/heads/main') && github.event.n >= 3 && contains(github.event, 'x')") == [
                "!(github.ref == 'refs/heads/main') && github.event.n >= 3 && contains(github.event, 'x') is false",
                "  !(github.ref == 'refs/heads/main') is true", "    github.ref == 'refs/heads/main' is false",
                "      github.ref is 'refs/heads/it''s'", "  github.event.n >= 3 is true", "    github.event.n is 3",
                "  contains(github.event, 'x') is false", "    github.event is {\"n\":3}",
            ])
    }

    @Test func whatWasNotLookedAtIsSaidToBe() throws {
        #expect(
            try lines("success() && github.ref == 'x' || github.event.n") == [
                "success() && github.ref == 'x' || github.event.n is 3", "  success() && github.ref == 'x' is false",
                "    success() is false",
                "    github.ref == 'x' was not looked at", "  github.event.n is 3",
            ])
    }

    @Test func computedPathsShowWhatTheyAreLookedUpBy() throws {
        #expect(
            try lines("github[key] == fromJSON('{')").prefix(3) == [
                "github[key] == fromJSON('{') can't be evaluated: \(try error("fromJSON('{')"))", "  github[key] is 'refs/heads/it''s'",
                "    key is 'ref'",
            ])
    }

    private func error(_ text: String) throws -> String {
        let expression = try Expression(parsing: text)
        do {
            _ = try Self.evaluator.evaluate(expression)
            return ""
        } catch { return error.message }
    }

    @Test func longTextsAreCutAfterTheyAreMasked() throws {
        let secret = String(repeating: "s", count: 400)
        let evaluator = Evaluator(contexts: ["env": .object([("a", .string(secret))])])
        let trace = evaluator.trace(try Expression(parsing: "env.a == 'b'")) { $0 == "'\(secret)'" ? "***" : $0 }
        #expect(trace.parts[0].value == "***")
        let plain = evaluator.trace(try Expression(parsing: "env.a == 'b'"))
        #expect(plain.parts[0].value?.count == 301)
    }

    @Test(arguments: [
        "a.b[0].*.c == 'x' && !d", "(a || b) && c", "a == (b == c)", "!(a && b)", "format('{0}', a['x y'])", "a < 1 != b", "(a == b) < c",
    ])
    func textReadsAsItWasWritten(_ text: String) throws {
        #expect(try Expression(parsing: text).root.text == text)
    }

    @Test func jsonReadsBack() throws {
        var trace = Self.evaluator.trace(try Expression(parsing: "success() && github.ref"))
        trace.add([ExpressionTrace(text: "job.status", value: "'failure'")], toCallsOf: ["success"])
        #expect(trace.lines()[2] == "    job.status is 'failure'")
        #expect(ExpressionTrace(json: trace.json()) == trace)
        #expect(ExpressionTrace(json: .null) == nil)
    }
}
