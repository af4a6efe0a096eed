extension Expression.Node {
    /// The expression as one would write it, with as few parentheses as it takes.
    package var text: String { text(in: 0) }

    /// - Parameter level: How tightly what is around binds; parentheses are put where this binds less.
    private func text(in level: Int) -> String {
        let text = bareText
        return binding < level ? "(\(text))" : text
    }

    /// Tighter binding operators have higher numbers (docs.github.com, "Evaluate expressions", operators).
    private var binding: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .comparison(.equal, _, _), .comparison(.notEqual, _, _): 3
        case .comparison: 4
        case .not: 5
        case .literal, .context, .index, .wildcard, .call: 6
        }
    }

    private var bareText: String {
        switch self {
        case .literal(let value): return Self.text(of: value)
        case .context(let name): return name
        case .index(let base, .literal(.string(let name))) where Self.isName(name): return "\(base.text(in: 6)).\(name)"
        case .index(let base, let index): return "\(base.text(in: 6))[\(index.text)]"
        case .wildcard(let base): return "\(base.text(in: 6)).*"
        case .call(let name, let arguments): return "\(name)(\(arguments.map(\.text).joined(separator: ", ")))"
        case .not(let operand): return "!\(operand.text(in: 5))"
        case .and(let operands): return operands.map { $0.text(in: 3) }.joined(separator: " && ")
        case .or(let operands): return operands.map { $0.text(in: 2) }.joined(separator: " || ")
        case .comparison(let comparison, let left, let right):
            return "\(left.text(in: binding)) \(comparison.rawValue) \(right.text(in: binding + 1))"
        }
    }

    private static func text(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .string(let text): quoted(text)
        default: value.text
        }
    }

    /// A text as a literal.
    static func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first == UInt8(ascii: "_") || isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte & ~0x20)
    }
}
