/// Evaluates parsed expressions and templates against contexts.
///
/// Pure but for what the special functions do: `hashFiles` reads the disk and may take long, so whoever evaluates an
/// expression that calls it must not do so in a task of the cooperative pool.
package struct Evaluator: Sendable {
    /// A special function: its evaluated arguments in, its value out.
    package typealias Function = @Sendable (_ arguments: [Value]) throws(ExpressionError) -> Value

    /// The contexts by name; a name that is absent is null.
    package var contexts: [String: Value]
    /// The special functions (hashFiles, success, failure, always, cancelled) by lower-case name.
    package var functions: [String: Function]

    /// An evaluator of these contexts and special functions.
    package init(contexts: [String: Value], functions: [String: Function] = [:]) {
        self.contexts = contexts
        self.functions = functions
    }

    /// The value of an expression.
    ///
    /// - Throws: an error of phase `evaluation`: a format string, JSON text or `case` predicate that is wrong, a special function that
    ///   failed or is not there, or a result larger than 32 MiB.
    package func evaluate(_ expression: Expression) throws(ExpressionError) -> Value {
        var evaluation = Evaluation(evaluator: self, source: expression.source)
        return try evaluation.value(of: expression.root)
    }

    func context(_ name: String) -> Value {
        contexts[name] ?? contexts[name.lowercased()] ?? contexts.first { $0.key.hasName(name) }?.value ?? .null
    }

    func function(_ name: String) -> Function? {
        functions[name] ?? functions[name.lowercased()]
    }
}

/// One evaluation of one expression.
struct Evaluation {
    let evaluator: Evaluator
    let source: String
    /// The bytes that functions may still produce: `format` within `format` could ask for any amount.
    private var allowance = 32 << 20

    init(evaluator: Evaluator, source: String) {
        self.evaluator = evaluator
        self.source = source
    }

    mutating func value(of node: Expression.Node) throws(ExpressionError) -> Value {
        switch node {
        case .literal(let value): value
        case .context(let name): evaluator.context(name)
        case .index(let base, let index): try self.index(base, index)
        case .wildcard(let base): try wildcard(base)
        case .call(let name, let arguments): try call(name, arguments)
        case .not(let operand): .bool(!(try value(of: operand).isTruthy))
        case .and(let operands): try first(of: operands, whoseTruthIs: false)
        case .or(let operands): try first(of: operands, whoseTruthIs: true)
        case .comparison(let comparison, let left, let right):
            .bool(Value.compare(comparison, try value(of: left), try value(of: right)))
        }
    }

    /// The first operand that decides, else the last: `&&` and `||` give an operand, not a boolean.
    private mutating func first(of operands: [Expression.Node], whoseTruthIs wanted: Bool) throws(ExpressionError) -> Value {
        var result = Value.null
        for operand in operands {
            result = try value(of: operand)
            if result.isTruthy == wanted { break }
        }
        return result
    }

    private mutating func call(_ name: String, _ arguments: [Expression.Node]) throws(ExpressionError) -> Value {
        if let general = GeneralFunction(named: name) { return try call(general, arguments) }
        guard let function = evaluator.function(name) else { throw error("Unrecognized function: '\(name)'") }
        var values: [Value] = []
        for argument in arguments { values.append(try value(of: argument)) }
        return try function(values)
    }

    func error(_ message: String) -> ExpressionError {
        ExpressionError(phase: .evaluation, message: message)
    }

    /// Counts bytes that a function produced.
    mutating func spend(_ bytes: Int) throws(ExpressionError) {
        allowance -= bytes
        if allowance < 0 {
            throw error("The maximum allowed memory size was exceeded while evaluating the following expression: \(source)")
        }
    }
}

// MARK: - Index

extension Evaluation {
    /// `base[index]`: null for what is not there, never an error. The index is not evaluated when the base is no collection.
    private mutating func index(_ base: Expression.Node, _ index: Expression.Node) throws(ExpressionError) -> Value {
        let collection = try value(of: base)
        guard !collection.isPrimitive else { return .null }
        let key = try value(of: index)
        if case .array(let array) = collection, array.isFiltered {
            return .array(ArrayValue(array.items.compactMap { Self.member(of: $0, key) }, isFiltered: true))
        }
        return Self.member(of: collection, key) ?? .null
    }

    /// `base.*`: the values of an object or the items of an array; of what `.*` made, those of each item.
    private mutating func wildcard(_ base: Expression.Node) throws(ExpressionError) -> Value {
        let collection = try value(of: base)
        if case .array(let array) = collection, array.isFiltered {
            return .array(ArrayValue(array.items.flatMap(Self.values), isFiltered: true))
        }
        return .array(ArrayValue(Self.values(of: collection), isFiltered: true))
    }

    private static func values(of value: Value) -> [Value] {
        switch value {
        case .array(let array): array.items
        case .object(let object): object.members.map(\.value)
        default: []
        }
    }

    private static func member(of value: Value, _ key: Value) -> Value? {
        switch value {
        case .object(let object): return key.isPrimitive ? object[key.text] : nil
        case .array(let array):
            let place = key.numeric.rounded(.down)
            guard place >= 0, place < Double(array.items.count) else { return nil }
            return array.items[Int(place)]
        default: return nil
        }
    }
}
