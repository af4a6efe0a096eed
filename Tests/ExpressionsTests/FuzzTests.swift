import Diagnostics
import TestSupport
import Testing

@testable import Expressions

/// Mutated texts: nothing may crash or hang, and what is accepted must hold together.
@Suite struct FuzzTests {
    static let expressions = [
        "github.event.pull_request.head.sha != 'abc' && contains(github.ref, 'refs/tags/v') || !cancelled()",
        "format('{0}-{1}-{{x}}', a.b[0].c, list.*.name, 1.5e3)", "case(a == 1, 'x', b > 0x1F, fromJSON('[1,{\"k\":null}]')[0], toJSON(a))",
        "join(fromJSON('[1,2,3]'), ', ') == '1, 2, 3' && startsWith(a, 'é😀')", "((a || b) && (c[d.e['f']] <= -Infinity)).*.*[*][0]",
    ]
    static let jsons = [
        #"{"a": [1, -2.5e10, true, false, null], "b": {"c": "d\u00e9\ud83d\ude00\n", "é": []}}"#,
        "{'a': [1,2,], b: NaN, /* c */ \"d\": 0x1F, // e\n f: undefined, g: [-Infinity, 010]}",
    ]
    static let pieces = [
        "'", "\"", "(", ")", "[", "]", "{", "}", "${{", "}}", ".", "*", ",", "!", "&&", "||", "==", "<", ">=", " ", "\n", "\u{A0}", "é",
        "😀", "-", "+", "0",
        "1e999", "0x", "\\", "\\u", "/*", "//", ":", "a", "null", "NaN", "format(", "fromJSON(", "\0", "\u{2028}",
    ]

    @Test func `no expression crashes`() async throws {
        var generator = SeededGenerator(seed: 42)
        let contexts =
            try Value(json: #"{"a": {"b": [{"c": 1}]}, "list": [{"name": "x"}], "github": {"ref": "refs/tags/v1"}}"#).members ?? []
        let evaluator = Evaluator(contexts: Dictionary(contexts.map { ($0.key, $0.value) }) { $1 })
        for round in 0..<10_000 {
            // Others have their turn: this takes long, and some of them watch real programs.
            if round % 50 == 0 { await Task.yield() }
            let text = Self.mutated(Self.expressions.randomElement(using: &generator) ?? "", &generator)
            do throws(ExpressionError) {
                let expression = try Expression(parsing: text)
                let value = try evaluator.evaluate(expression)
                _ = try Value(json: value.json())
            } catch {
                #expect((1...text.utf16.count + 1).contains(error.column ?? 1))
                #expect(!error.message.isEmpty)
            }
        }
    }

    @Test func `no scalar crashes`() {
        var generator = SeededGenerator(seed: 43)
        let range = SourceRange(start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 1))
        for _ in 0..<5000 {
            let text = Self.mutated("a ${{ github.ref }} {b} '${{ format('{0}', c) }}' ${{ insert }}", &generator)
            do throws(ExpressionError) {
                let template = try Template(parsing: text, range: range, scope: .any)
                if case .expression(let expression, _) = template, !template.isInsert {
                    // The text that mixed text becomes means the same as its tree.
                    let again = try Expression(parsing: expression.source)
                    #expect(ParserTests.show(again.root) == ParserTests.show(expression.root))
                }
            } catch {
                #expect((0...text.utf16.count).contains(error.start))
            }
        }
    }

    @Test func `no JSON crashes`() async {
        var generator = SeededGenerator(seed: 44)
        for round in 0..<10_000 {
            // Others have their turn: this takes long, and some of them watch real programs.
            if round % 50 == 0 { await Task.yield() }
            let text = Self.mutated(Self.jsons.randomElement(using: &generator) ?? "", &generator)
            if let value = try? Value(json: text) {
                // What the strict reader takes, the lenient one reads the same, and what is written reads back.
                #expect((try? Value(lenientJSON: text))?.json() == value.json())
                #expect((try? Value(json: value.json(pretty: true)))?.json() == value.json())
            }
            if let value = try? Value(lenientJSON: text) {
                #expect((try? Value(json: value.json()))?.json() == value.json())
                _ = value.expressionJSON
            }
            _ = ExpressionBatch.answer(line: text)
        }
    }

    private static func mutated(_ text: String, _ generator: inout SeededGenerator) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...scalars.count, using: &generator)
            let end = Int.random(in: place...min(scalars.count, place + 6), using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: scalars.removeSubrange(place..<end)
            case 1: scalars.insert(contentsOf: (pieces.randomElement(using: &generator) ?? "").unicodeScalars, at: place)
            case 2: scalars.replaceSubrange(place..<end, with: (pieces.randomElement(using: &generator) ?? "").unicodeScalars)
            default: scalars.insert(contentsOf: Array(scalars[place..<end]), at: Int.random(in: 0...scalars.count, using: &generator))
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
