import Diagnostics
import Testing

@testable import Expressions

@Suite struct TemplateEvaluationTests {
    static let range = SourceRange(start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 2))
    static let contexts = #"{"list": [1, 2], "map": {"x": 1, "Y": 2}, "name": "n", "none": null}"#

    /// Templates are written as JSON whose strings are scalars of a workflow file.
    static let templates: [(String, String)] = [
        (#""plain""#, #""plain""#),
        ("1.5", "1.5"),
        (#""${{ list }}""#, "[1,2]"),
        (#""a ${{ name }}-${{ list[1] }} {x} it's""#, #""a n-2 {x} it's""#),
        (#""${{ name }}${{ none }}""#, #""n""#),
        (#"["a", "${{ name }}", "${{ map }}"]"#, #"["a","n",{"x":1,"Y":2}]"#),
        (#"["a", "${{ list }}", [1]]"#, #"["a",1,2,[1]]"#),
        (#"[["${{ list }}"]]"#, "[[1,2]]"),
        (#"{"a": {"b": "${{ list }}"}}"#, #"{"a":{"b":[1,2]}}"#),
        (#"{"${{ name }}-k": 1, "${{ list[0] }}": 2}"#, #"{"n-k":1,"1":2}"#),
        (#"{"a": 1, "${{ insert }}": "${{ map }}", "z": 2}"#, #"{"a":1,"x":1,"Y":2,"z":2}"#),
        (#"{"${{ insert }}": {"q": "${{ name }}"}}"#, #"{"q":"n"}"#),
        (#"{"y": 0, "${{ insert }}": "${{ map }}"}"#, #"{"y":2,"x":1}"#),
        (#"{"${{ insert }}": "${{ list }}"}"#, "error: Expected a mapping"),
        (#"{"${{ insert }}": "${{ none }}"}"#, "error: Expected a mapping"),
        (#"{"${{ map }}": 1}"#, "error: Expected a string"),
        (#"["${{ fromJSON('') }}"]"#, "error: Error parsing fromJson: Error reading JToken from JsonReader. Path '', line 0, position 0."),
    ]

    @Test(arguments: templates) func `evaluates a template`(_ template: String, _ expected: String) throws {
        let contexts = try Value(json: Self.contexts).members ?? []
        let evaluator = Evaluator(contexts: Dictionary(contexts.map { ($0.key, $0.value) }) { $1 })
        let template = try Self.template(Value(json: template))
        #expect(Self.show { () throws(ExpressionError) in try evaluator.evaluate(template) } == expected)
    }

    @Test func `an error has the place of its scalar`() throws {
        let bad = try Template(parsing: "${{ fromJSON('[') }}", range: Self.range, scope: .any)
        let error = #expect(throws: ExpressionError.self) { try Evaluator(contexts: [:]).evaluate(.sequence([bad], Self.range)) }
        #expect(error?.range == Self.range)
        let malformed = #expect(throws: ExpressionError.self) { try Template(parsing: "${{ a b }}", range: Self.range, scope: .any) }
        #expect(malformed?.range == Self.range)
    }

    @Test func `a template knows what it calls`() throws {
        let template = try Self.template(Value(json: #"{"a": [{"${{ hashFiles('x') }}": 1}], "b": "${{ always() }}"}"#))
        #expect(template.calls(anyOf: ["HASHFILES"]))
        #expect(template.calls(anyOf: ["success", "always"]))
        #expect(!template.calls(anyOf: ["success"]))
        #expect(!template.isLiteral)
        #expect(template.literalString == nil)
        #expect(Template.literal(.string("x"), Self.range).literalString == "x")
    }

    static func show(_ body: () throws(ExpressionError) -> Value) -> String {
        do throws(ExpressionError) {
            return try body().json()
        } catch {
            return "error: \(error.message)"
        }
    }

    static func template(_ value: Value) throws(ExpressionError) -> Template {
        switch value {
        case .null, .bool, .number: return .literal(value, range)
        case .string(let text): return try Template(parsing: text, range: range, scope: .any)
        case .array(let array):
            var items: [Template] = []
            for item in array.items { items.append(try template(item)) }
            return .sequence(items, range)
        case .object(let object):
            var entries: [TemplateEntry] = []
            for member in object.members {
                let key = try Template(parsing: member.key, range: range, scope: .any)
                entries.append(TemplateEntry(key: key, value: try template(member.value), isInsert: key.isInsert))
            }
            return .mapping(entries, range)
        }
    }
}
