/// Actions that the runner has itself, which need neither node nor network.
enum BuiltInAction: Sendable, Hashable {
    case checkout

    /// The built-in action that a step's `uses:` means, in any version; nothing for all other actions.
    ///
    /// The one place that decides.
    ///
    /// - Parameter usesReal: Nothing is built in: `--real-actions`.
    static func meant(by reference: String, usesReal: Bool = false) -> BuiltInAction? {
        let parts = reference.split(separator: "@", maxSplits: 1)
        guard !usesReal, parts.count == 2, parts[0].lowercased() == "actions/checkout" else { return nil }
        return .checkout
    }
}
