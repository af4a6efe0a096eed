extension Value {
    /// False for null, false, 0, -0, NaN and the empty string; true for everything else.
    package var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .number(let value): !(value == 0 || value.isNaN)
        case .string(let text): !text.isEmpty
        case .array, .object: true
        }
    }

    /// The value as a string: null is empty, a number has at most 15 significant digits (`1E+15`), an array or object is
    /// the word `Array` or `Object`.
    package var text: String {
        switch self {
        case .null: ""
        case .bool(let value): value ? "true" : "false"
        case .number(let value): NumberText.general(value)
        case .string(let text): text
        case .array: "Array"
        case .object: "Object"
        }
    }

    /// The value as a number: null is 0, true 1, text what it reads as (empty is 0, no number NaN), an array or object NaN.
    package var numeric: Double {
        switch self {
        case .null: 0
        case .bool(let value): value ? 1 : 0
        case .number(let value): value
        case .string(let text): NumberReading.number(text)
        case .array, .object: .nan
        }
    }

    /// Null, a boolean, a number or a string.
    package var isPrimitive: Bool {
        switch self {
        case .null, .bool, .number, .string: true
        case .array, .object: false
        }
    }

    /// An object's members in order; nothing for other kinds.
    package var members: [(key: String, value: Value)]? {
        if case .object(let object) = self { object.members } else { nil }
    }

    /// An array's items; nothing for other kinds.
    package var items: [Value]? {
        if case .array(let array) = self { array.items } else { nil }
    }

    /// An object's member of that name; null when there is none or this is no object.
    package subscript(key: String) -> Value {
        if case .object(let object) = self { object[key] ?? .null } else { .null }
    }
}
