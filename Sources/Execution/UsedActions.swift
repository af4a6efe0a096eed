import Workflows

extension [Step] {
    /// The steps, with those of parallel blocks in the blocks' place.
    var flattened: [Step] {
        flatMap { step in if case .parallel(let children) = step.action { children.flattened } else { [step] } }
    }

    /// What `uses` steps name, in order.
    var usedActions: [UsedAction] {
        flattened.compactMap { step in if case .uses(let action) = step.action { action } else { nil } }
    }
}

extension UsedAction {
    /// The runner has the action itself, and is to use its own.
    ///
    /// - Parameter usesReal: As the run's request says.
    func isBuiltIn(usesReal: Bool) -> Bool {
        BuiltInAction.meant(by: reference.value, usesReal: usesReal) != nil
    }
}
