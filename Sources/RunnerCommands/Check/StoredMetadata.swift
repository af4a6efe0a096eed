import Actions
import Workflows

extension ActionStore {
    /// The metadata of actions that were fetched once; nothing is fetched for it, and an action that is broken is not known.
    var knownMetadata: @Sendable (ActionReference) -> ActionMetadata? {
        { reference in
            guard case .repository(let repository) = reference, let folder = self.atHand(repository)?.folder else { return nil }
            return try? Self.metadata(in: folder, path: repository.path, shownAs: repository.text)
        }
    }
}
