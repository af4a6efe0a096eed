import Expressions

/// The contexts and functions that may be used at a place: the union down the path.
final class Scope: Sendable {
    let names: NameScope

    /// No context and no function: an expression is not allowed at all.
    var isEmpty: Bool { names.functions.isEmpty && (names.contexts ?? []).isEmpty }

    init(contexts: [String] = [], functions: [NameScope.SpecialFunction] = []) {
        names = NameScope(contexts: contexts, functions: functions)
    }

    static let none = Scope()

    /// This scope and what the definition adds.
    func adding(_ definition: Definition) -> Scope {
        var contexts = names.contexts ?? []
        for context in definition.contexts where !contexts.contains(context) { contexts.append(context) }
        var functions = names.functions
        for function in definition.functions where !functions.contains(where: { $0.name == function.name }) { functions.append(function) }
        return Scope(contexts: contexts, functions: functions)
    }
}
