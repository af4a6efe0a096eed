package import Expressions

/// What is known of an expression's value before anything runs.
package enum ExpressionType: Sendable {
    /// Nothing is known.
    case any
    case null, bool, number, string
    /// One of these scalars; never empty.
    case literals([Value])
    /// Items of one type; a filtered array is what `.*` makes: an index is applied to each item.
    indirect case array(ExpressionType, isFiltered: Bool = false)
    case object(ObjectShape)

    /// More literals than these are no longer told apart.
    private static let mostLiterals = 64

    /// One literal value.
    package static func literal(_ value: Value) -> ExpressionType {
        switch value {
        case .null: .null
        case .array(let array): .array(union(array.items.map(literal)))
        case .object(let object): .object(ObjectShape(object.members.map { ($0.key, literal($0.value)) }))
        default: .literals([value])
        }
    }

    /// The texts as literals.
    package static func words(_ words: String...) -> ExpressionType {
        .literals(words.map { .string($0) })
    }

    /// An object with other members than these.
    package static func open(_ members: KeyValuePairs<String, ExpressionType> = [:], of rest: ExpressionType = .any) -> ExpressionType {
        .object(ObjectShape(members.map { ($0.key, $0.value) }, rest: rest))
    }

    /// An object of these members and no others.
    package static func strict(_ members: KeyValuePairs<String, ExpressionType>) -> ExpressionType {
        .object(ObjectShape(members.map { ($0.key, $0.value) }))
    }

    /// A value that has one of the types; null for none.
    package static func union(_ types: [ExpressionType]) -> ExpressionType {
        guard var result = types.first else { return .null }
        for type in types.dropFirst() { result = result.union(type) }
        return result
    }

    /// A value that has either type.
    package func union(_ other: ExpressionType) -> ExpressionType {
        switch (self, other) {
        case (.any, _), (_, .any): .any
        case (.null, .null): .null
        case (.object(let left), .object(let right)): .object(left.union(right))
        case (.array(let left, let isFiltered), .array(let right, let other)): .array(left.union(right), isFiltered: isFiltered && other)
        case (.string, .string): .string
        case (.number, .number): .number
        default: scalarUnion(other)
        }
    }

    private func scalarUnion(_ other: ExpressionType) -> ExpressionType {
        guard let left = possibleValues, let right = other.possibleValues else {
            if case .string = self, other.isText { return .string }
            if case .string = other, isText { return .string }
            return .any
        }
        let both = left + right.filter { value in !left.contains { $0.isSame(as: value) } }
        return both.count > Self.mostLiterals ? .any : .literals(both)
    }

    /// All values that there are, where they can be listed.
    package var possibleValues: [Value]? {
        switch self {
        case .null: [.null]
        case .bool: [.bool(false), .bool(true)]
        case .literals(let values): values
        default: nil
        }
    }

    /// Only strings.
    var isText: Bool {
        switch self {
        case .string: true
        case .literals(let values): values.allSatisfy { $0.kind == "String" }
        default: false
        }
    }

    /// An array or an object for sure.
    package var isCollection: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }

    /// A boolean, a number or a string for sure, and perhaps null: nothing that has members.
    package var isScalar: Bool {
        switch self {
        case .bool, .number, .string: true
        case .literals(let values): values.contains { $0.kind != "Null" }
        default: false
        }
    }

    /// The type in words, with its article.
    package var noun: String {
        switch self {
        case .any: "any value"
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        case .literals(let values): Self.noun(of: values)
        }
    }

    private static func noun(of values: [Value]) -> String {
        switch Set(values.map(\.kind)) {
        case ["Boolean"]: "a boolean"
        case ["Number"]: "a number"
        case ["String"]: "a string"
        default: "a scalar"
        }
    }
}

/// The members that an object can have.
package final class ObjectShape: Sendable {
    /// By lower-case name.
    let members: [String: ExpressionType]
    /// As they are written, in order.
    package let names: [String]
    /// What other members are; nothing where there are no others.
    package let rest: ExpressionType?

    package init(_ members: [(String, ExpressionType)], rest: ExpressionType? = nil) {
        self.members = Dictionary(members.map { ($0.0.lowercased(), $0.1) }, uniquingKeysWith: { $0.union($1) })
        var seen: Set<String> = []
        names = members.map(\.0).filter { seen.insert($0.lowercased()).inserted }
        self.rest = rest
    }

    private init(members: [String: ExpressionType], names: [String], rest: ExpressionType?) {
        self.members = members
        self.names = names
        self.rest = rest
    }

    /// The same with other types of members that it has.
    func with(_ types: KeyValuePairs<String, ExpressionType>) -> ObjectShape {
        var members = members
        for (name, type) in types { members[name] = type }
        return ObjectShape(members: members, names: names, rest: rest)
    }

    /// The type of a member, in any case; nothing where the object can't have it.
    package subscript(name: String) -> ExpressionType? {
        members[name] ?? members[name.lowercased()] ?? rest
    }

    /// Every value of the object.
    var values: ExpressionType {
        if rest != nil { return .any }
        return members.isEmpty ? .any : ExpressionType.union(Array(members.values))
    }

    /// Members of either object; one that only one of them has may be null.
    func union(_ other: ObjectShape) -> ObjectShape {
        if self === other { return self }
        let rest: ExpressionType? =
            switch (rest, other.rest) {
            case (nil, nil): nil
            case (let one?, nil), (nil, let one?): one
            case (let one?, let two?): one.union(two)
            }
        var merged = members
        for (name, type) in other.members { merged[name] = type.union(members[name] ?? .null) }
        for (name, type) in members where other.members[name] == nil { merged[name] = type.union(.null) }
        return ObjectShape(members: merged, names: names + other.names.filter { members[$0.lowercased()] == nil }, rest: rest)
    }
}

extension Value {
    /// The same kind and text; arrays and objects never are.
    fileprivate func isSame(as other: Value) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        default: false
        }
    }
}
