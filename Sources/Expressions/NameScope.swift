/// The names that an expression may use where it stands.
///
/// Matching ignores case. The general functions (contains, startsWith, endsWith, format, join, toJSON, fromJSON, case)
/// are always there; `functions` adds the special ones.
package struct NameScope: Sendable, Hashable {
    /// The contexts; nothing means any name.
    package var contexts: [String]?
    /// Special functions by name with the argument counts they take: hashFiles 1...255; success and failure 0...0 in steps,
    /// any number in jobs; always and cancelled 0...0.
    package var functions: [SpecialFunction]

    package init(contexts: [String]?, functions: [SpecialFunction] = []) {
        self.contexts = contexts
        self.functions = functions
    }

    package struct SpecialFunction: Sendable, Hashable {
        package var name: String
        package var argumentCounts: ClosedRange<Int>

        package init(name: String, argumentCounts: ClosedRange<Int>) {
            self.name = name
            self.argumentCounts = argumentCounts
        }
    }
}
