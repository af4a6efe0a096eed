/// A value of the expression language, and the product's one JSON value.
///
/// Arrays and objects are equal only to themselves (GitHub's rule), so they are references to immutable contents.
package enum Value: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array(ArrayValue)
    case object(ObjectValue)

    /// The kind's name as `runner expression --batch` prints it.
    package var kind: String {
        switch self {
        case .null: "Null"
        case .bool: "Boolean"
        case .number: "Number"
        case .string: "String"
        case .array: "Array"
        case .object: "Object"
        }
    }

    /// A new array.
    package static func array(_ items: [Value]) -> Value {
        .array(ArrayValue(items))
    }

    /// A new object whose keys are looked up ignoring case; of keys that differ only in case the last value wins, at the first one's place.
    package static func object(_ members: [(String, Value)]) -> Value {
        .object(ObjectValue(members))
    }

    /// The same of members whose keys are known to differ, not only in case: quicker.
    package static func object(distinct members: [(key: String, value: Value)]) -> Value {
        .object(ObjectValue(distinct: members))
    }
}

/// The items of an array.
package final class ArrayValue: Sendable {
    /// The items in order.
    package let items: [Value]
    /// Made by `.*`: a later index is applied to each item (GitHub's filtered array).
    package let isFiltered: Bool

    /// A new array, different from all others.
    package init(_ items: [Value], isFiltered: Bool = false) {
        self.items = items
        self.isFiltered = isFiltered
    }
}
