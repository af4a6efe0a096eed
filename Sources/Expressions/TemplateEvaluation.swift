import Diagnostics

extension Evaluator {
    /// The value of a template: mappings become objects, sequences arrays.
    ///
    /// `${{ insert }}` splices the members of its value in; an item of a sequence that is an expression of an array becomes the
    /// array's items. Of keys that are the same ignoring case the last wins. An error has the scalar's range.
    package func evaluate(_ template: Template) throws(ExpressionError) -> Value {
        switch template {
        case .literal(let value, _): value
        case .expression(let expression, let range): try evaluate(expression, at: range)
        case .sequence(let items, _): .array(try evaluate(items))
        case .mapping(let entries, _): .object(try evaluate(entries))
        }
    }

    private func evaluate(_ expression: Expression, at range: SourceRange) throws(ExpressionError) -> Value {
        do throws(ExpressionError) {
            return try evaluate(expression)
        } catch {
            throw error.found(at: range)
        }
    }

    private func evaluate(_ items: [Template]) throws(ExpressionError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(items.count)
        for item in items {
            let value = try evaluate(item)
            if case .expression = item, case .array(let array) = value {
                values += array.items
            } else {
                values.append(value)
            }
        }
        return values
    }

    private func evaluate(_ entries: [TemplateEntry]) throws(ExpressionError) -> [(String, Value)] {
        var members: [(String, Value)] = []
        members.reserveCapacity(entries.count)
        for entry in entries {
            if entry.isInsert {
                guard case .object(let object) = try evaluate(entry.value) else {
                    throw ExpressionError(phase: .evaluation, message: "Expected a mapping").found(at: entry.value.range)
                }
                members += object.members.map { ($0.key, $0.value) }
            } else {
                let key = try evaluate(entry.key)
                guard key.isPrimitive else {
                    throw ExpressionError(phase: .evaluation, message: "Expected a string").found(at: entry.key.range)
                }
                members.append((key.text, try evaluate(entry.value)))
            }
        }
        return members
    }
}
