extension Value {
    /// The language's `==`: kinds that differ are compared as numbers, strings ignore case, arrays and objects are equal
    /// only when they are the same instance, NaN equals nothing.
    package static func looselyEqual(_ left: Value, _ right: Value) -> Bool {
        switch coerced(left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): OrdinalText.areEqual(left, right)
        case (.array(let left), .array(let right)): left === right
        case (.object(let left), .object(let right)): left === right
        default: false
        }
    }

    /// The language's `>`; only booleans, numbers and strings have an order.
    static func isGreater(_ left: Value, _ right: Value) -> Bool {
        switch coerced(left, right) {
        case (.bool(let left), .bool(let right)): left && !right
        case (.number(let left), .number(let right)): left > right
        case (.string(let left), .string(let right)): OrdinalText.compare(left, right) > 0
        default: false
        }
    }

    static func compare(_ comparison: Expression.Comparison, _ left: Value, _ right: Value) -> Bool {
        switch comparison {
        case .equal: looselyEqual(left, right)
        case .notEqual: !looselyEqual(left, right)
        case .greater: isGreater(left, right)
        case .greaterOrEqual: looselyEqual(left, right) || isGreater(left, right)
        case .less: isGreater(right, left)
        case .lessOrEqual: looselyEqual(left, right) || isGreater(right, left)
        }
    }

    /// Both as numbers where their kinds differ and both can be: a boolean or null always, a string against a number.
    private static func coerced(_ left: Value, _ right: Value) -> (Value, Value) {
        switch (left, right) {
        case (.null, .null), (.bool, .bool): (left, right)
        case (.number, .string), (.string, .number): (.number(left.numeric), .number(right.numeric))
        case (.null, _), (.bool, _): coerced(.number(left.numeric), right)
        case (_, .null), (_, .bool): coerced(left, .number(right.numeric))
        default: (left, right)
        }
    }
}
