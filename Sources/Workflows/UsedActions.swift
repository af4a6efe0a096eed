extension [Step] {
    /// The steps, with those of parallel blocks in the blocks' place.
    package var flattened: [Step] {
        flatMap { step in if case .parallel(let children) = step.action { children.flattened } else { [step] } }
    }

    /// What `uses` steps name, in order.
    package var usedActions: [UsedAction] {
        flattened.compactMap { step in if case .uses(let action) = step.action { action } else { nil } }
    }
}
