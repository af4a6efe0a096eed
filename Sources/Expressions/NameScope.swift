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
    /// Functions of other names are accepted too, with any number of arguments.
    package var allowsAnyFunction: Bool

    /// The scope of these contexts (nothing: any), special functions, and perhaps any other function.
    package init(contexts: [String]?, functions: [SpecialFunction] = [], allowsAnyFunction: Bool = false) {
        self.contexts = contexts
        self.functions = functions
        self.allowsAnyFunction = allowsAnyFunction
    }

    /// Every name: for checking the syntax alone.
    package static let any = NameScope(contexts: nil, allowsAnyFunction: true)

    /// A function that only some places have.
    package struct SpecialFunction: Sendable, Hashable {
        /// As it is usually written; matching ignores case.
        package var name: String
        /// How many arguments it takes.
        package var argumentCounts: ClosedRange<Int>

        /// A function of that name and those argument counts.
        package init(name: String, argumentCounts: ClosedRange<Int>) {
            self.name = name
            self.argumentCounts = argumentCounts
        }
    }

    func hasContext(_ name: String) -> Bool {
        contexts?.contains { $0.hasName(name) } ?? true
    }

    func hasFunction(_ name: String) -> Bool {
        allowsAnyFunction || argumentCounts(name) != nil
    }

    /// The argument counts of a function; nothing when the name is not known.
    func argumentCounts(_ name: String) -> ClosedRange<Int>? {
        GeneralFunction(named: name)?.argumentCounts ?? functions.first { $0.name.hasName(name) }?.argumentCounts
    }
}
