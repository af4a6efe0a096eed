import Diagnostics
import Expressions

// Functions: what they give, and what they are given.
extension ExpressionTyper {
    mutating func call(_ name: String, _ arguments: [Expression.Node]) -> ExpressionType {
        word += 1
        var types: [ExpressionType] = []
        var words: [ClosedRange<Int>] = []
        for argument in arguments {
            let first = word
            types.append(type(of: argument))
            words.append(first...max(first, word - 1))
        }
        switch name.lowercased() {
        case "contains":
            checkContains(types, words)
            return .bool
        case "startswith", "endswith":
            for (type, words) in zip(types, words) { wantText(type, words, of: name, outcome: "the result is always false") }
            return .bool
        case "format":
            checkFormat(arguments, types, words)
            return .string
        case "join":
            if case .object? = types.first {
                report(.warning, words[0], "join needs an array, not an object", remedy: "write \".*\" behind it")
            }
            return .string
        case "tojson": return .string
        case "fromjson": return parsed(arguments, types, words)
        case "hashfiles":
            for (type, words) in zip(types, words) { wantText(type, words, of: name, outcome: "it is no file name") }
            return .string
        case "case": return chosen(types, words)
        case "always": return .literals([.bool(true)])
        case "success", "failure", "cancelled": return .bool
        default: return .any
        }
    }

    private mutating func wantText(_ type: ExpressionType, _ words: ClosedRange<Int>, of function: String, outcome: String) {
        guard type.isCollection else { return }
        report(.warning, words, "\(function) needs text, not \(type.noun): \(outcome)", remedy: "name one of its members, or use toJSON(…)")
    }

    private mutating func checkContains(_ types: [ExpressionType], _ words: [ClosedRange<Int>]) {
        guard types.count == 2 else { return }
        if case .object = types[0] {
            report(
                .warning, words[0], "contains needs text or an array, not an object: the result is always false",
                remedy: "write \".*\" behind it to look at its values")
        }
        if types[1].isCollection {
            report(
                .warning, words[1], "contains looks for a scalar, not \(types[1].noun): the result is always false",
                remedy: "give the text to look for")
        }
    }

    /// The format string is tried where it is a literal, as is done when it is evaluated.
    private mutating func checkFormat(_ arguments: [Expression.Node], _ types: [ExpressionType], _ words: [ClosedRange<Int>]) {
        guard case .literal(.string(let format))? = arguments.first else { return }
        // All mixed text is such a call: only what is wrong is looked at twice.
        guard !Self.isWhole(format, count: arguments.count - 1) else {
            for index in types.indices.dropFirst() { checkText(types[index], words[index]) }
            return
        }
        let blanks = [Expression.Node](repeating: .literal(.string("")), count: arguments.count - 1)
        let trial = Expression(source: "format", root: .call("format", [.literal(.string(format))] + blanks))
        do {
            _ = try Evaluator(contexts: [:]).evaluate(trial)
        } catch {
            report(.error, words[0], error.message.lowercasingFirst, remedy: Self.formatRemedy(error, count: blanks.count))
            return
        }
        for index in types.indices.dropFirst() {
            if !format.contains("{\(index - 1)}") {
                report(
                    .warning, words[index], "the format string does not use this argument",
                    remedy: "write \"{\(index - 1)}\" in it, or remove the argument")
            }
            checkText(types[index], words[index])
        }
    }

    /// The format string uses each argument from the first to the last in this order, and has no brace beside.
    private static func isWhole(_ format: String, count: Int) -> Bool {
        var format = format
        return format.withUTF8 { text in
            let (open, close) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
            var next = 0
            var place = 0
            while place < text.count {
                let byte = text[place]
                guard byte == open || byte == close else {
                    place += 1
                    continue
                }
                guard place + 1 < text.count else { return false }
                if text[place + 1] == byte {
                    place += 2
                    continue
                }
                var number = 0
                var digits = 0
                while byte == open, place + 1 + digits < text.count, digits < 4, case let digit = text[place + 1 + digits],
                    (48...57).contains(digit)
                {
                    number = number * 10 + Int(digit - 48)
                    digits += 1
                }
                guard digits > 0, number == next, place + 1 + digits < text.count, text[place + 1 + digits] == close else { return false }
                next += 1
                place += digits + 2
            }
            return next == count
        }
    }

    private static func formatRemedy(_ error: ExpressionError, count: Int) -> String {
        error.message.contains("more arguments")
            ? "there are \(count), counted from {0}" : "a brace that is text is written twice: {{ or }}"
    }

    /// A collection in text is the word `Array` or `Object`.
    mutating func checkText(_ type: ExpressionType, _ words: ClosedRange<Int>) {
        guard type.isCollection else { return }
        let word = if case .array = type { "Array" } else { "Object" }
        report(
            .warning, words, "\(type.noun) becomes the word \"\(word)\" in text", remedy: "name one of its members, or write toJSON(…)")
    }

    private mutating func parsed(
        _ arguments: [Expression.Node], _ types: [ExpressionType], _ words: [ClosedRange<Int>]
    ) -> ExpressionType {
        if let type = types.first, type.isCollection {
            report(.error, words[0], "fromJSON needs text, not \(type.noun)", remedy: "it is \(type.noun) already; leave fromJSON away")
            return .any
        }
        guard case .literal(.string(let text))? = arguments.first else { return .any }
        let trial = Expression(source: "fromJSON", root: .call("fromJSON", [.literal(.string(text))]))
        do {
            return .literal(try Evaluator(contexts: [:]).evaluate(trial))
        } catch {
            report(
                .error, words[0], "the text is not JSON: \(error.message.afterColon)",
                remedy: "strings and names of JSON are in double quotes")
            return .any
        }
    }

    private mutating func chosen(_ types: [ExpressionType], _ words: [ClosedRange<Int>]) -> ExpressionType {
        var values: [ExpressionType] = []
        for index in types.indices {
            guard index % 2 == 0, index + 1 < types.count else {
                values.append(types[index])
                continue
            }
            switch types[index] {
            case .any, .bool: continue
            case .literals(let possible) where possible.contains { $0.kind == "Boolean" }: continue
            default:
                report(
                    .error, words[index], "a predicate of case must be a boolean, not \(types[index].noun)",
                    remedy: "write a comparison")
            }
        }
        return .union(values)
    }
}

extension String {
    /// Without GitHub's words in front of the reason.
    fileprivate var afterColon: String {
        split(separator: ": ", maxSplits: 1).last.map(String.init) ?? self
    }
}
