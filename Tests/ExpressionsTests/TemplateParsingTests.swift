import Diagnostics
import Testing

@testable import Expressions

@Suite struct TemplateParsingTests {
    static let range = SourceRange(start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 2))

    static let texts: [(String, String)] = [
        ("plain", "literal plain"),
        ("", "literal "),
        ("${ x }", "literal ${ x }"),
        ("${{ a }}", "a"),
        ("${{a.b}}", "a.b"),
        ("${{ '}}' }}", "literal }}"),
        ("${{ 'it''s' }}", "literal it's"),
        ("${{ '{{ x }}' }}", "literal {{ x }}"),
        ("${{ a }} ", "format('{0} ', a)"),
        ("x ${{ a }}-${{ b }}", "format('x {0}-{1}', a, b)"),
        ("it's {${{ a }}}", "format('it''s {{{0}}}', a)"),
        ("${{ a }}${{ 'x' }}", "format('{0}{1}', a, 'x')"),
        ("${{ insert }}", "insert"),
        ("${{ inserted }}", "inserted"),
        ("${{ a", "error 3: The expression is not closed. An unescaped ${{ sequence was found, but the closing }} sequence was not found."),
        (
            "x ${{ 'a }}",
            "error 5: The expression is not closed. An unescaped ${{ sequence was found, but the closing }} sequence was not found."
        ),
        ("${{ }}", "error 3: An expression was expected"),
        ("${{}}", "error 3: An expression was expected"),
        ("é ${{  a b }}", "error 7: Unexpected symbol: 'b'. Located at position 3 within expression: a b"),
    ]

    @Test(arguments: texts) func `reads a scalar's text`(_ text: String, _ expected: String) {
        #expect(Self.read(text) == expected)
    }

    @Test func `a directive is not allowed within text or with parameters`() {
        #expect(Self.read("x ${{ insert }}").hasPrefix("error 6: The directive 'insert' is not allowed in this context."))
        #expect(Self.read("${{ insert a b }}").hasSuffix("Actual parameter count: 2"))
    }

    @Test func `the limits hold for the expression that mixed text becomes`() {
        let long = String(repeating: "x", count: 20_984)
        #expect(Self.read("${{ a }}" + long).hasPrefix("format("))
        #expect(Self.read("${{ a }}x" + long) == "error 0: Exceeded max expression length 21000")
        let deep = String(repeating: "!", count: 49) + "a"
        #expect(Self.read("${{ \(deep) }}") == deep)
        #expect(Self.read("${{ \(deep) }}x") == "error 0: Exceeded max expression depth 50")
        #expect(Self.read(String(repeating: "${{ a }}", count: 254)).hasPrefix("format("))
        #expect(Self.read(String(repeating: "${{ a }}", count: 255)).contains("Too many parameters supplied: 'format'"))
    }

    static func read(_ text: String) -> String {
        do {
            switch try Template(parsing: text, range: range, scope: .any) {
            case .literal(.string(let text), _): return "literal \(text)"
            case .expression(let expression, _): return expression.source
            default: return "?"
            }
        } catch {
            return "error \(error.start): \(error.message)"
        }
    }
}
