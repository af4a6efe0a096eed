import Diagnostics
import Expressions

// `strategy`, and what of a matrix can be checked before expressions are evaluated (GitHub's MatrixBuilder).
extension WorkflowConverter {
    mutating func strategy(_ template: Template) -> Strategy {
        var strategy = Strategy(range: template.range)
        guard case .mapping(let entries, _) = template else {
            strategy.whole = template
            return strategy
        }
        for entry in entries {
            switch entry.name {
            case "fail-fast": strategy.failFast = entry.value
            case "max-parallel": strategy.maxParallel = entry.value
            case "matrix":
                strategy.matrix = entry.value
                checkMatrix(entry.value)
            default: break
            }
        }
        return strategy
    }

    private mutating func checkMatrix(_ matrix: Template) {
        guard case .mapping(let entries, _) = matrix else { return }
        var rows: Set<String> = []
        var hasRow = false
        var hasInclude = false
        for entry in entries {
            switch entry.name {
            case nil: hasRow = true
            case "include": hasInclude = !entry.value.isEmptySequence
            case "exclude": break
            case .some(let name):
                hasRow = true
                rows.insert(name.ordinalUppercase)
                warnOfRepetition(entry.value.items)
                if case .sequence(let items, _) = entry.value, items.isEmpty {
                    report(
                        .matrix, entry.value.mark, "matrix vector \"\(name)\" does not contain any values",
                        remedy: "add a value, or remove it")
                }
            }
        }
        if !hasRow, !hasInclude {
            report(
                .matrix, matrix.mark, "matrix must define at least one vector",
                remedy: "add a row such as \"os: [ubuntu-latest]\", or items below \"include\"")
        }
        if !matrix.hasExpressions { checkItems(of: matrix, rows: rows) }
    }

    /// Of scalars; whole mappings are seldom repeated by mistake.
    private mutating func warnOfRepetition(_ items: [Template]) {
        var seen: Set<String> = []
        for item in items {
            guard case .literal(let value, let range) = item, !seen.insert("\(value.kind) \(value.text)").inserted else { continue }
            warn(.matrix, range, "value \"\(value.text.shortened)\" stands twice in a row of the matrix", remedy: "remove one of the two")
        }
    }

    private mutating func checkItems(of matrix: Template, rows: Set<String>) {
        for item in matrix.member("include")?.items ?? [] where item.isEmptyMapping {
            report(.matrix, item.mark, "matrix include mapping does not contain any values", remedy: "remove it")
        }
        for item in matrix.member("exclude")?.items ?? [] {
            if item.isEmptyMapping {
                report(.matrix, item.mark, "matrix exclude filter must not be empty", remedy: "remove it")
            }
            for entry in item.entries {
                guard let name = entry.name, !rows.contains(name.ordinalUppercase) else { continue }
                let nearest = Suggestion.nearest(to: name, among: rows.map { $0.lowercased() })
                report(
                    .matrix, entry.key.range, "matrix exclude key \"\(name)\" does not match any key within the matrix",
                    remedy: nearest.map { "did you mean \"\($0)\"?" } ?? "exclude can only name rows of the matrix")
            }
        }
    }
}
