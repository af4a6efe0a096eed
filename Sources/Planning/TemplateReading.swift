import Diagnostics
package import Expressions

extension Template {
    /// Whether an expression in it reads a context, named in lower case.
    package func mentions(_ context: String) -> Bool {
        switch self {
        case .literal: false
        case .expression(let expression, _): expression.mentions(context)
        case .sequence(let items, _): items.contains { $0.mentions(context) }
        case .mapping(let entries, _): entries.contains { $0.key.mentions(context) || $0.value.mentions(context) }
        }
    }

    /// The value of a literal key of a mapping.
    func member(_ key: String) -> Template? {
        guard case .mapping(let entries, _) = self else { return nil }
        return entries.first { $0.key.literalString == key }?.value
    }

    /// As written, for people: text with its expressions.
    var sourceText: String {
        switch self {
        case .literal(let value, _): value.text
        case .expression(let expression, _): "${{ \(expression.source) }}"
        case .sequence(let items, _): "[" + items.map(\.sourceText).joined(separator: ", ") + "]"
        case .mapping(let entries, _): "{" + entries.map { "\($0.key.sourceText): \($0.value.sourceText)" }.joined(separator: ", ") + "}"
        }
    }

    /// The place for a message: the first character of what spans lines.
    var mark: SourceRange {
        let start = range.start
        return range.end.line == start.line
            ? range : SourceRange(start: start, end: SourcePosition(line: start.line, column: start.column + 1))
    }
}
