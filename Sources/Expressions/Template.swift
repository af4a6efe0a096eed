package import Diagnostics

/// A piece of the workflow file in which `${{ }}` was parsed but not yet evaluated.
///
/// Text with expressions in it is one expression `format('..{0}..', a)`, as GitHub has it.
package indirect enum Template: Sendable {
    /// null, a boolean, a number or a string, as read from YAML.
    case literal(Value, SourceRange)
    case expression(Expression, SourceRange)
    case sequence([Template], SourceRange)
    /// The entries in file order. A key is a literal string or an expression; the key `insert` as an expression
    /// (`${{ insert }}`, see `isInsert`) splices the value's members in.
    case mapping([TemplateEntry], SourceRange)

    /// Its place in the file.
    package var range: SourceRange {
        switch self {
        case .literal(_, let range), .expression(_, let range), .sequence(_, let range), .mapping(_, let range): range
        }
    }
}

/// One `key: value` of a `Template.mapping`.
package struct TemplateEntry: Sendable {
    /// A literal string or an expression.
    package var key: Template
    /// What stands behind the colon.
    package var value: Template
    /// The key is `${{ insert }}`.
    package var isInsert: Bool

    /// An entry; `isInsert` goes with the key `${{ insert }}`.
    package init(key: Template, value: Template, isInsert: Bool = false) {
        self.key = key
        self.value = value
        self.isInsert = isInsert
    }
}
