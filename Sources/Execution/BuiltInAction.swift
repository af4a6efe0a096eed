import Workflows

/// Actions that the runner has itself, which need neither node nor network.
package enum BuiltInAction: Sendable, Hashable {
    case checkout

    /// The built-in action that a step's `uses:` means, in any version; nothing for all other actions.
    ///
    /// The one place that decides.
    ///
    /// - Parameter usesReal: Nothing is built in: `--real-actions`.
    package static func meant(by reference: String, usesReal: Bool = false) -> BuiltInAction? {
        // By bytes: this is asked of every action.
        let name = "actions/checkout@".utf8
        guard !usesReal, reference.utf8.count > name.count else { return nil }
        let isCheckout = zip(reference.utf8, name).allSatisfy { byte, wanted in
            byte == wanted || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) && byte | 0x20 == wanted
        }
        return isCheckout ? .checkout : nil
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
