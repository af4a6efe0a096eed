extension Evaluation {
    /// Calls a general function; arguments that are not needed are not evaluated.
    mutating func call(_ function: GeneralFunction, _ arguments: [Expression.Node]) throws(ExpressionError) -> Value {
        switch function {
        case .case: try choose(arguments)
        case .contains: try contains(arguments)
        case .endsWith: try matches(arguments, OrdinalText.hasSuffix)
        case .format: try format(arguments)
        case .fromJSON: try parse(arguments)
        case .join: try join(arguments)
        case .startsWith: try matches(arguments, OrdinalText.hasPrefix)
        case .toJSON: try print(arguments)
        }
    }

    /// `case(predicate, value, …, default)`; predicates must be booleans.
    private mutating func choose(_ arguments: [Expression.Node]) throws(ExpressionError) -> Value {
        var place = 0
        while place + 1 < arguments.count {
            guard case .bool(let holds) = try value(of: arguments[place]) else {
                throw error("case predicate must evaluate to a boolean value")
            }
            if holds { return try value(of: arguments[place + 1]) }
            place += 2
        }
        return place < arguments.count ? try value(of: arguments[place]) : .null
    }

    private mutating func contains(_ arguments: [Expression.Node]) throws(ExpressionError) -> Value {
        let place = try value(of: arguments[0])
        switch place {
        case .object: return .bool(false)
        case .array(let array):
            guard !array.items.isEmpty else { return .bool(false) }
            let wanted = try value(of: arguments[1])
            return .bool(array.items.contains { Value.looselyEqual($0, wanted) })
        default:
            let part = try value(of: arguments[1])
            return .bool(part.isPrimitive && OrdinalText.contains(place.text, part.text))
        }
    }

    private mutating func matches(
        _ arguments: [Expression.Node], _ test: (String, String) -> Bool
    ) throws(ExpressionError) -> Value {
        let text = try value(of: arguments[0])
        guard text.isPrimitive else { return .bool(false) }
        let part = try value(of: arguments[1])
        return .bool(part.isPrimitive && test(text.text, part.text))
    }

    private mutating func join(_ arguments: [Expression.Node]) throws(ExpressionError) -> Value {
        let items = try value(of: arguments[0])
        guard case .array(let array) = items else { return .string(items.isPrimitive ? items.text : "") }
        var separator = ","
        if array.items.count > 1, arguments.count > 1 {
            let given = try value(of: arguments[1])
            if given.isPrimitive { separator = given.text }
        }
        var text = ""
        for (place, item) in array.items.enumerated() {
            let part = item.text
            try spend(part.utf8.count + separator.utf8.count)
            if place > 0 { text += separator }
            text += part
        }
        return .string(text)
    }

    private mutating func print(_ arguments: [Expression.Node]) throws(ExpressionError) -> Value {
        let text = try value(of: arguments[0]).expressionJSON
        try spend(text.utf8.count)
        return .string(text)
    }

    private mutating func parse(_ arguments: [Expression.Node]) throws(ExpressionError) -> Value {
        let text = try value(of: arguments[0]).text
        // The values take several times the memory of the text.
        try spend(text.utf8.count * 4)
        return try Value(lenientJSON: text)
    }

    /// Arguments are evaluated when the format string is known to be good, and only those it refers to, once each.
    private mutating func format(_ arguments: [Expression.Node]) throws(ExpressionError) -> Value {
        let pattern = try value(of: arguments[0]).text
        let pieces = try FormatString.pieces(of: pattern, argumentCount: arguments.count - 1)
        var known: [Int: Value] = [:]
        var text = ""
        for piece in pieces {
            let part: String
            switch piece {
            case .text(let literal): part = literal
            case .argument(let place, let specifiers):
                let argument = if let value = known[place] { value } else { try value(of: arguments[place + 1]) }
                known[place] = argument
                guard specifiers.isEmpty else {
                    throw error("The format specifiers '\(specifiers)' are not valid for objects of type '\(argument.kind)'")
                }
                part = argument.text
            }
            try spend(part.utf8.count)
            text += part
        }
        return .string(text)
    }
}
