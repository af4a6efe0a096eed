package import Diagnostics

/// A node of a YAML document, with its place in the file.
///
/// Scalars are resolved by the YAML 1.2 core schema as GitHub reads it: only plain scalars can be
/// anything but strings, `on`, `yes` and `off` are strings, `0755` is 755.
/// Aliases are replaced by the nodes they stand for; those keep the anchor's range as `range`
/// and the alias's own place as `aliasRange`.
package struct YAMLNode: Sendable {
    /// What a node is, after its scalar was resolved.
    package enum Content: Sendable {
        case null
        case bool(Bool)
        /// Integers too are doubles, as in the expression language.
        case number(Double)
        case string(String)
        case sequence([YAMLNode])
        /// The entries in file order; keys may be repeated (the schema's reader reports that) and may be any node.
        case mapping([Entry])
    }

    /// A key and its value.
    package struct Entry: Sendable {
        package var key: YAMLNode
        package var value: YAMLNode

        package init(key: YAMLNode, value: YAMLNode) {
            self.key = key
            self.value = value
        }
    }

    /// How a scalar was written; collections are `plain`.
    package enum Style: Sendable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    package var content: Content
    /// From the first character of the node (its tag or anchor, where it has one) to behind its last.
    package var range: SourceRange
    package var style: Style
    /// A scalar's text as the parser delivers it, before it was resolved: `3.10` for the number 3.1. Empty for collections.
    package var text: String
    /// Where the alias stands that this node was reached through.
    package var aliasRange: SourceRange?

    package init(content: Content, range: SourceRange, style: Style = .plain, text: String = "", aliasRange: SourceRange? = nil) {
        self.content = content
        self.range = range
        self.style = style
        self.text = text
        self.aliasRange = aliasRange
    }
}
