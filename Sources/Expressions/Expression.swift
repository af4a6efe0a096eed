/// A parsed expression: the text inside `${{ }}`, or a condition without them.
package struct Expression: Sendable {
    /// The text as written, without `${{ }}`.
    package let source: String
    package let root: Node

    package init(source: String, root: Node) {
        self.source = source
        self.root = root
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
    }

    package enum Comparison: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }
}

/// What went wrong with an expression.
package struct ExpressionError: Error, Sendable, Hashable {
    package enum Phase: String, Sendable {
        case lexing, parsing, evaluation
    }

    package var phase: Phase
    /// In GitHub's words where GitHub has words for it.
    package var message: String
    /// The first character of the token at fault, from 1, in UTF-16 units of the expression's text; nothing for evaluation errors.
    package var column: Int?

    package init(phase: Phase, message: String, column: Int? = nil) {
        self.phase = phase
        self.message = message
        self.column = column
    }
}
