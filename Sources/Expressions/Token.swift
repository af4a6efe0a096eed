/// A word of an expression and where it stands.
struct Token {
    enum Kind: Equatable {
        case startGroup, startIndex, startParameters
        case endGroup, endIndex, endParameters
        case separator, dereference, wildcard
        case not, and, or
        case comparison(Expression.Comparison)
        case null, boolean(Bool), number(Double), string
        case propertyName, function, namedValue
    }

    var kind: Kind
    /// Its bytes in the UTF-8 of the expression.
    var range: Range<Int>
}
