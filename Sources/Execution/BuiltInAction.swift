import Workflows

/// Actions that the runner has itself, which need neither node nor network.
package enum BuiltInAction: String, Sendable, Hashable, CaseIterable {
    case checkout = "actions/checkout"
    case uploadArtifact = "actions/upload-artifact"
    case downloadArtifact = "actions/download-artifact"
    case cache = "actions/cache"
    case cacheRestore = "actions/cache/restore"
    case cacheSave = "actions/cache/save"

    /// The built-in action that a step's `uses:` means, in any version; nothing for all other actions.
    ///
    /// The one place that decides.
    ///
    /// - Parameter usesReal: Nothing is built in: `--real-actions`.
    package static func meant(by reference: String, usesReal: Bool = false) -> BuiltInAction? {
        guard !usesReal else { return nil }
        return allCases.first { $0.isNamed(in: reference) }
    }

    // By bytes: this is asked of every action.
    private func isNamed(in reference: String) -> Bool {
        let name = rawValue.utf8
        guard reference.utf8.count > name.count + 1 else { return false }
        var letters = reference.utf8.makeIterator()
        for wanted in name {
            guard let byte = letters.next() else { return false }
            let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            guard byte == wanted || isCapital && byte | 0x20 == wanted else { return false }
        }
        return letters.next() == UInt8(ascii: "@")
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
