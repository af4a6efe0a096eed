/// Evaluates parsed expressions and templates against contexts.
///
/// Pure but for what the special functions do: `hashFiles` reads the disk and may take long, so whoever evaluates an
/// expression that calls it must not do so in a task of the cooperative pool.
package struct Evaluator: Sendable {
    package typealias Function = @Sendable (_ arguments: [Value]) throws(ExpressionError) -> Value

    /// The contexts by name; a name that is absent is null.
    package var contexts: [String: Value]
    /// The special functions (hashFiles, success, failure, always, cancelled) by lower-case name.
    package var functions: [String: Function]

    package init(contexts: [String: Value], functions: [String: Function] = [:]) {
        self.contexts = contexts
        self.functions = functions
    }
}
