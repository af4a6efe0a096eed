/// A parsed expression: the text inside `${{ }}`, or a condition without them.
package struct Expression: Sendable {
    /// The text as written, without `${{ }}`.
    package let source: String
    /// The tree's root.
    package let root: Node

    /// An expression made of a tree, such as the condition `success() && (TEXT)`; nothing is checked.
    package init(source: String, root: Node) {
        self.source = source
        self.root = root
    }

    /// Parses a text without `${{ }}`; empty text is the literal null.
    ///
    /// Names, functions and argument counts are checked against `scope` while parsing, as GitHub does, so an unknown name
    /// is an error even where it would never be evaluated.
    package init(parsing text: String, scope: NameScope = .any) throws(ExpressionError) {
        self.init(source: text, root: try Parser.parse(text, scope: scope).root)
    }

    /// A node of the tree. `&&` and `||` are flattened: `a && b && c` is one node of three.
    package indirect enum Node: Sendable {
        case literal(Value)
        /// A context by its name as written: `github`, `steps`.
        case context(String)
        case index(Node, Node)
        /// `.*` or `[*]`
        case wildcard(Node)
        /// A function by its name as written, and its arguments.
        case call(String, [Node])
        case not(Node)
        case and([Node])
        case or([Node])
        case comparison(Comparison, Node, Node)

        /// The nodes right below this one, from left to right.
        package var children: [Node] {
            switch self {
            case .literal, .context: []
            case .index(let base, let index): [base, index]
            case .wildcard(let base), .not(let base): [base]
            case .call(_, let nodes), .and(let nodes), .or(let nodes): nodes
            case .comparison(_, let left, let right): [left, right]
            }
        }
    }

    /// The comparison operators, by their signs.
    package enum Comparison: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    /// Whether a function of one of these names is called anywhere in the expression, ignoring case.
    package func calls(anyOf names: [String]) -> Bool {
        root.contains { node in
            guard case .call(let name, _) = node else { return false }
            return names.contains { $0.hasName(name) }
        }
    }

    /// Whether it reads a context, named in lower case.
    package func mentions(_ context: String) -> Bool {
        root.contains { node in
            guard case .context(let name) = node else { return false }
            return name.hasName(context)
        }
    }

    /// The lower-case names of the contexts it mentions, each once, in order of appearance.
    package var contexts: [String] {
        var names: [String] = []
        root.visit { node in
            guard case .context(let name) = node else { return }
            let lower = name.lowercased()
            if !names.contains(lower) { names.append(lower) }
        }
        return names
    }
}

extension Expression.Node {
    /// Calls `body` with this node and all below it, parents before children, from left to right.
    package func visit(_ body: (Expression.Node) -> Void) {
        body(self)
        for child in children { child.visit(body) }
    }

    /// Whether this node or one below it satisfies `predicate`.
    package func contains(where predicate: (Expression.Node) -> Bool) -> Bool {
        if predicate(self) { return true }
        // Without an array of children: conditions are asked often.
        switch self {
        case .literal, .context: return false
        case .index(let one, let other), .comparison(_, let one, let other):
            return one.contains(where: predicate) || other.contains(where: predicate)
        case .wildcard(let base), .not(let base): return base.contains(where: predicate)
        case .call(_, let nodes), .and(let nodes), .or(let nodes): return nodes.contains { $0.contains(where: predicate) }
        }
    }
}
