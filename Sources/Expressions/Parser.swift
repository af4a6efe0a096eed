/// Builds the tree of an expression with two stacks, so that nesting costs no machine stack.
struct Parser {
    /// GitHub's limits: UTF-16 units of an expression, nodes from the root to a leaf.
    static let maximumLength = 21_000
    static let maximumDepth = 50

    private var lexer: Lexer
    private let scope: NameScope
    private var operands: [Operand] = []
    private var operations: [Operation] = []
    private var isTooDeep = false

    private struct Operand {
        var node: Expression.Node
        /// Nodes from here down to the deepest leaf; 1 for a leaf.
        var depth: Int
        var isWildcard = false
    }

    private struct Operation {
        var token: Token
        /// A function's name token, when this is the parenthesis of its parameters.
        var function: Token?
        /// How many operands there were when it was pushed (without those it takes from before it).
        var base: Int
    }

    private init(_ text: String, _ scope: NameScope) {
        lexer = Lexer(text)
        self.scope = scope
    }

    /// The tree of a text and its depth; empty text is the literal null.
    static func parse(_ text: String, scope: NameScope) throws(ExpressionError) -> (root: Expression.Node, depth: Int) {
        try checkLength(text)
        var parser = Parser(text, scope)
        return try parser.parse()
    }

    static func checkLength(_ text: String) throws(ExpressionError) {
        // Never more UTF-16 units than UTF-8 bytes.
        guard text.utf8.count > maximumLength, text.utf16.count > maximumLength else { return }
        throw ExpressionError(phase: .lexing, message: "Exceeded max expression length \(maximumLength)", column: 1)
    }

    static var depthError: ExpressionError {
        ExpressionError(phase: .parsing, message: "Exceeded max expression depth \(maximumDepth)", column: 1)
    }

    private mutating func parse() throws(ExpressionError) -> (root: Expression.Node, depth: Int) {
        while true {
            let previous = lexer.last
            guard let token = try lexer.next() else { break }
            try take(token, after: previous)
        }
        guard let last = lexer.last else { return (.literal(.null), 1) }
        if lexer.needsMore || lexer.hasOpenBrackets {
            throw ExpressionError(.parsing, "Unexpected end of expression", at: last.range, of: lexer)
        }
        flush(above: 0)
        guard !isTooDeep, let result = operands.popLast() else { throw Self.depthError }
        return (result.node, result.depth)
    }

    private mutating func take(_ token: Token, after previous: Token?) throws(ExpressionError) {
        switch token.kind {
        case .null: push(.literal(.null))
        case .boolean(let value): push(.literal(.bool(value)))
        case .number(let value): push(.literal(.number(value)))
        case .string: push(.literal(.string(lexer.string(of: token))))
        case .propertyName: push(.literal(.string(lexer.text(of: token))))
        case .wildcard: operands.append(Operand(node: .literal(.string("*")), depth: 1, isWildcard: true))
        case .namedValue: try pushContext(token)
        case .function: try checkFunction(token)
        case .startParameters: operations.append(Operation(token: token, function: previous, base: operands.count))
        case .startGroup, .not: operations.append(Operation(token: token, base: operands.count))
        case .startIndex, .dereference, .comparison, .and, .or: pushOperation(token)
        case .separator: flush(above: 0)
        case .endGroup: close()
        case .endIndex:
            close()
            makeIndex()
        case .endParameters:
            flush(above: 0)
            if let call = operations.popLast() { try makeCall(call) }
        }
    }

    private mutating func push(_ leaf: Expression.Node) {
        operands.append(Operand(node: leaf, depth: 1))
    }

    private mutating func push(_ node: Expression.Node, depth: Int) {
        guard depth > Self.maximumDepth else {
            operands.append(Operand(node: node, depth: depth))
            return
        }
        // The rest is still read, for its errors come first, but the tree must not grow: freeing it takes machine stack.
        isTooDeep = true
        operands.append(Operand(node: .literal(.null), depth: Self.maximumDepth))
    }

    private mutating func pushContext(_ token: Token) throws(ExpressionError) {
        let name = lexer.text(of: token)
        guard scope.hasContext(name) else {
            throw ExpressionError(.parsing, "Unrecognized named-value", at: token.range, of: lexer)
        }
        push(.context(name))
    }

    private func checkFunction(_ token: Token) throws(ExpressionError) {
        guard scope.hasFunction(lexer.text(of: token)) else {
            throw ExpressionError(.parsing, "Unrecognized function", at: token.range, of: lexer)
        }
    }
}

// MARK: - Operators

extension Parser {
    private static func precedence(_ kind: Token.Kind) -> Int {
        switch kind {
        case .startIndex, .dereference: 6
        case .not: 5
        case .comparison(.equal), .comparison(.notEqual): 3
        case .comparison: 4
        case .and: 2
        case .or: 1
        default: 0
        }
    }

    private mutating func pushOperation(_ token: Token) {
        let precedence = Self.precedence(token.kind)
        let isChain = token.kind == .and || token.kind == .or
        // Operators of the same rank are done from the left; a chain of one `&&` or `||` waits and becomes one node.
        flush(above: isChain ? precedence + 1 : precedence)
        if isChain, operations.last?.token.kind == token.kind { return }
        operations.append(Operation(token: token, base: operands.count - 1))
    }

    /// Does what is pending and binds at least as tightly as `precedence`, down to the innermost open bracket.
    private mutating func flush(above precedence: Int) {
        while let operation = operations.last {
            if case .startIndex = operation.token.kind { return }
            let pending = Self.precedence(operation.token.kind)
            guard pending > 0, pending >= precedence else { return }
            operations.removeLast()
            apply(operation)
        }
    }

    private mutating func apply(_ operation: Operation) {
        switch operation.token.kind {
        case .dereference: makeIndex()
        case .and, .or: makeChain(operation)
        case .not:
            guard let operand = operands.popLast() else { return }
            push(.not(operand.node), depth: operand.depth + 1)
        case .comparison(let comparison):
            guard let right = operands.popLast(), let left = operands.popLast() else { return }
            push(.comparison(comparison, left.node, right.node), depth: max(left.depth, right.depth) + 1)
        default: return
        }
    }

    private mutating func close() {
        flush(above: 0)
        _ = operations.popLast()
    }

    private mutating func makeIndex() {
        guard let index = operands.popLast(), let base = operands.popLast() else { return }
        let depth = max(base.depth, index.depth) + 1
        push(index.isWildcard ? .wildcard(base.node) : .index(base.node, index.node), depth: depth)
    }

    private mutating func makeChain(_ operation: Operation) {
        let isAnd = operation.token.kind == .and
        var parts: [[Expression.Node]] = []
        var depth = 0
        for operand in operands[operation.base...] {
            let inner = Self.chain(operand.node, isAnd)
            parts.append(inner ?? [operand.node])
            depth = max(depth, inner == nil ? operand.depth + 1 : operand.depth)
        }
        operands.removeSubrange(operation.base...)
        let nodes = Self.joined(&parts)
        push(isAnd ? .and(nodes) : .or(nodes), depth: depth)
    }

    /// The operands of a chain of that operator; nothing for other nodes.
    private static func chain(_ node: Expression.Node, _ isAnd: Bool) -> [Expression.Node]? {
        switch node {
        case .and(let inner) where isAnd, .or(let inner) where !isAnd: inner
        default: nil
        }
    }

    /// All parts in one. The largest is not copied, so that chains nested in groups don't take quadratic time.
    private static func joined(_ parts: inout [[Expression.Node]]) -> [Expression.Node] {
        guard let largest = parts.indices.max(by: { parts[$0].count < parts[$1].count }) else { return [] }
        var nodes: [Expression.Node] = []
        swap(&nodes, &parts[largest])
        nodes += parts[(largest + 1)...].joined()
        if largest > 0 { nodes.insert(contentsOf: Array(parts[..<largest].joined()), at: 0) }
        return nodes
    }

    private mutating func makeCall(_ call: Operation) throws(ExpressionError) {
        let arguments = operands[call.base...]
        let nodes = arguments.map(\.node)
        let depth = (arguments.map(\.depth).max() ?? 0) + 1
        operands.removeSubrange(call.base...)
        guard let function = call.function else { return }
        let name = lexer.text(of: function)
        let counts = scope.argumentCounts(name)
        if let counts, let problem = problem(with: nodes.count, counts, name) {
            throw ExpressionError(.parsing, problem, at: function.range, of: lexer)
        }
        push(.call(name, nodes), depth: depth)
    }

    private func problem(with count: Int, _ counts: ClosedRange<Int>, _ name: String) -> String? {
        if count < counts.lowerBound { return "Too few parameters supplied" }
        if count > counts.upperBound { return "Too many parameters supplied" }
        if count.isMultiple(of: 2), name.hasName("case") {
            return "Even number of parameters supplied, requires an odd number of parameters"
        }
        return nil
    }
}
