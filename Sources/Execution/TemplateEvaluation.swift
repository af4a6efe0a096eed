import Diagnostics
import Expressions

/// A piece of the workflow that can't be evaluated, or has the wrong type once it is.
struct EvaluationFailure: Error, Sendable, Hashable, CustomStringConvertible {
    var place: String
    var message: String
    /// How to mend it, where that is no part of the message.
    var remedy: String?

    var description: String {
        "\(place): \(message)"
    }
}

/// Evaluates pieces of one workflow file and converts what comes out.
struct TemplateEvaluation: Sendable {
    var evaluator: Evaluator
    /// The workflow's path, for messages.
    var file: String

    func value(_ template: Template) throws(EvaluationFailure) -> Value {
        if case .literal(let value, _) = template { return value }
        do {
            return try evaluator.evaluate(template)
        } catch {
            throw failure(template, error.message)
        }
    }

    func text(_ template: Template) throws(EvaluationFailure) -> String {
        let value = try value(template)
        switch value {
        case .array, .object: throw failure(template, "expected text, found \(value.kind.lowercased())")
        default: return value.text
        }
    }

    /// A boolean; texts are not converted (docs/compatibility.md, "Steps").
    func flag(_ template: Template) throws(EvaluationFailure) -> Bool {
        let value = try value(template)
        guard case .bool(let flag) = value else {
            throw failure(template, "expected true or false, found \(value.kind.lowercased()) \"\(value.text)\"; fromJSON() converts text")
        }
        return flag
    }

    /// A number; texts are not converted. Null is nothing.
    func number(_ template: Template) throws(EvaluationFailure) -> Double? {
        let value = try value(template)
        switch value {
        case .null: return nil
        case .number(let number) where !number.isNaN: return number
        default: throw failure(template, "expected a number, found \(value.kind.lowercased()) \"\(value.text)\"; fromJSON() converts text")
        }
    }

    /// The members of a mapping as texts, in order; null has none.
    func texts(_ template: Template) throws(EvaluationFailure) -> [(String, String)] {
        let value = try value(template)
        guard let members = value.members else {
            if case .null = value { return [] }
            throw failure(template, "expected a mapping, found \(value.kind.lowercased())")
        }
        var texts: [(String, String)] = []
        for (key, value) in members {
            if value.members != nil || value.items != nil {
                throw failure(template, "expected text for \"\(key)\", found \(value.kind.lowercased())")
            }
            texts.append((key, value.text))
        }
        return texts
    }

    func failure(_ template: Template, _ message: String) -> EvaluationFailure {
        EvaluationFailure(place: Place(file, template.range).description, message: message)
    }
}
