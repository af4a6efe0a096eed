import Diagnostics
import Expressions

/// Where the contexts' types at a place come from.
protocol ContextTypes {
    /// The type of a context by its name in any case; `any` for one that is not known.
    func type(ofContext name: String) -> ExpressionType
    /// Why an object lacks a member, and what to do, where the place knows better than the typer.
    func explanation(missing name: String, in path: [String], names: [String]) -> TypeFinding.Text?
}

/// Something wrong in an expression, before its place in the file is looked for.
struct TypeFinding {
    struct Text {
        var message: String
        var remedy: String?
    }

    var severity: Severity
    var kind = DiagnosticKind.expression
    var text: Text
    /// The words of the expression at fault, counted from 0 (`ExpressionWords`).
    var words: ClosedRange<Int>
}

/// Finds the type of an expression and what is wrong with it, without evaluating it.
struct ExpressionTyper {
    let contexts: any ContextTypes
    var findings: [TypeFinding] = []
    /// The number of the next leaf or call, which is that of its word in the text.
    var word = 0
    /// Inside of an operand of `||`: what is missing there is made up for by another operand.
    private(set) var isAlternative = false

    init(contexts: any ContextTypes) {
        self.contexts = contexts
    }

    /// The type of a tree, whose words follow those of the trees before it.
    mutating func type(of node: Expression.Node) -> ExpressionType {
        switch node {
        case .literal(let value):
            word += 1
            return .literal(value)
        case .context(let name):
            word += 1
            return contexts.type(ofContext: name)
        case .index(let base, let index): return self.index(base, index)
        case .wildcard(let base): return wildcard(type(of: base), from: word)
        case .call(let name, let arguments): return call(name, arguments)
        case .not(let operand):
            _ = type(of: operand)
            return .bool
        case .and(let operands): return chain(operands, isAnd: true)
        case .or(let operands): return chain(operands, isAnd: false)
        case .comparison(let comparison, let left, let right): return compare(comparison, left, right)
        }
    }

    mutating func report(_ severity: Severity, _ words: ClosedRange<Int>, _ message: String, remedy: String?) {
        findings.append(TypeFinding(severity: severity, text: .init(message: message, remedy: remedy), words: words))
    }

    /// `&&` and `||` give one of their operands: of those before the last one that is falsy, or truthy.
    private mutating func chain(_ operands: [Expression.Node], isAnd: Bool) -> ExpressionType {
        var result: ExpressionType?
        let isInside = isAlternative
        isAlternative = isInside || !isAnd
        defer { isAlternative = isInside }
        for (index, operand) in operands.enumerated() {
            let type = type(of: operand)
            guard let part = index == operands.count - 1 ? type : type.part(thatIs: !isAnd) else { continue }
            result = result.map { $0.union(part) } ?? part
        }
        return result ?? .any
    }
}

extension ExpressionType {
    /// What the value can be when it is truthy, or when it is not; nothing where it can't be that.
    fileprivate func part(thatIs truthy: Bool) -> ExpressionType? {
        switch self {
        case .any: return .any
        case .null: return truthy ? nil : .null
        case .bool: return .literals([.bool(truthy)])
        case .number: return truthy ? .number : .literals([.number(0)])
        case .string: return truthy ? .string : .literals([.string("")])
        case .array, .object: return truthy ? self : .null
        case .literals(let values):
            let part = values.filter { $0.isTruthy == truthy }
            // Contexts are not there at all times, so nothing is thought to be truthy for sure.
            if part.isEmpty { return truthy ? nil : .null }
            return .literals(part)
        }
    }
}

// MARK: - Members

extension ExpressionTyper {
    private mutating func index(_ base: Expression.Node, _ index: Expression.Node) -> ExpressionType {
        let first = word
        let collection = type(of: base)
        guard case .literal(.string(let name)) = index else {
            let start = word
            let key = type(of: index)
            return item(of: collection, key, from: start)
        }
        word += 1
        return member(name, of: collection, base: base, from: first)
    }

    private mutating func member(_ name: String, of type: ExpressionType, base: Expression.Node, from first: Int) -> ExpressionType {
        switch type {
        case .any: return .any
        case .object(let shape):
            if let member = shape[name] { return member }
            reportMissing(name, in: base, names: shape.names)
            return .any
        case .array(let item, isFiltered: true):
            guard case .object(let shape) = item else { return .array(.any, isFiltered: true) }
            if let member = shape[name] { return .array(member, isFiltered: true) }
            reportMissing(name, in: base, names: shape.names)
            return .array(.any, isFiltered: true)
        case .array(let item, isFiltered: false):
            if !Value.string(name).numeric.isNaN { return item }
            report(
                .warning, word - 1...word - 1, "an array has no member \"\(name)\"",
                remedy: "write a number in brackets, or \".*.\(name)\" for that member of all items")
            return .any
        case .null: return .null
        case .bool, .number, .string, .literals:
            guard type.isScalar else { return .null }
            report(
                .warning, word - 1...word - 1, "\(Self.text(of: base)) is \(type.noun), which has no member \"\(name)\"",
                remedy: "the value is always null; JSON text becomes an object by fromJSON(…)")
            return .null
        }
    }

    private mutating func item(of collection: ExpressionType, _ key: ExpressionType, from start: Int) -> ExpressionType {
        switch collection {
        case .any, .null: return .any
        case .object(let shape): return shape.values
        case .array(_, isFiltered: true): return .array(.any, isFiltered: true)
        case .array(let item, isFiltered: false):
            if let keys = key.possibleValues, keys.allSatisfy({ $0.numeric.isNaN }) {
                report(
                    .warning, start...max(start, word - 1), "an array is indexed by a number, not by \(key.noun)",
                    remedy: "write a number from 0")
            }
            return item
        case .bool, .number, .string, .literals: return .any
        }
    }

    private mutating func wildcard(_ type: ExpressionType, from end: Int) -> ExpressionType {
        switch type {
        case .any, .null: return .array(.any, isFiltered: true)
        case .object(let shape): return .array(shape.values, isFiltered: true)
        case .array(let item, isFiltered: false): return .array(item, isFiltered: true)
        case .array(let item, isFiltered: true):
            switch item {
            case .array(let inner, _): return .array(inner, isFiltered: true)
            case .object(let shape): return .array(shape.values, isFiltered: true)
            default: return .array(.any, isFiltered: true)
            }
        case .bool, .number, .string, .literals:
            if type.isScalar {
                report(.warning, end - 1...end - 1, "\".*\" needs an array or an object, not \(type.noun)", remedy: "remove \".*\"")
            }
            return .array(.any, isFiltered: true)
        }
    }

    private mutating func reportMissing(_ name: String, in base: Expression.Node, names: [String]) {
        let place = word - 1...word - 1
        let path = Self.path(of: base)
        guard !isAlternative || !Self.mayBeMissing(in: path) else { return }
        if let path, let text = contexts.explanation(missing: name, in: path, names: names) {
            report(.warning, place, text.message, remedy: text.remedy)
            return
        }
        let list = names.isEmpty ? "it has none" : names.count > 12 ? nil : "it has \(names.inQuotes)"
        let nearest = Suggestion.nearest(to: name, among: names)
        report(
            .warning, place, "\(Self.text(of: base)) has no member \"\(name)\"", remedy: nearest.map { "did you mean \"\($0)\"?" } ?? list)
    }

    /// Events differ in their payload, and items of a matrix in their members: `||` is how one asks for what only some have.
    private static func mayBeMissing(in path: [String]?) -> Bool {
        guard let path, path.count > 1 else { return false }
        return path[0] == "matrix" || (path[0] == "github" && path[1].lowercased() == "event")
    }

    /// The name of the event, which jobs for several events ask for.
    static func isEventName(_ node: Expression.Node) -> Bool {
        guard let path = path(of: node), path.count == 2 else { return false }
        return path[0] == "github" && path[1].lowercased() == "event_name"
    }

    /// The names from a context to a member: `github.event`; nothing for what is computed.
    private static func path(of node: Expression.Node) -> [String]? {
        switch node {
        case .context(let name): [name.lowercased()]
        case .index(let base, .literal(.string(let name))): path(of: base).map { $0 + [name] }
        default: nil
        }
    }

    static func text(of node: Expression.Node) -> String {
        path(of: node).map { "\"\($0.joined(separator: "."))\"" } ?? "the value"
    }
}

extension [String] {
    /// `"a", "b"`
    var inQuotes: String {
        map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
