import Synchronization

/// The artifacts of a run that is going on: names are taken before anything is uploaded, so that two jobs can't both have one.
package final class RunArtifacts: Sendable {
    private struct State {
        var stored: [StoredArtifact] = []
        var reserved: Set<String> = []
        var count = 0
    }

    private let run: Int
    private let state = Mutex(State())

    /// - Parameter run: The run's id.
    package init(run: Int) {
        self.run = run
    }

    /// In the order in which they were stored; the newest of each name.
    package var all: [StoredArtifact] {
        state.withLock { $0.stored }
    }

    /// Takes a name, for `keep` or `release`.
    ///
    /// - Parameter overwrites: Whether it may be that of a stored artifact; one that is being uploaded is never overwritten.
    /// - Returns: The artifact's id; nothing when the name is taken.
    package func reserve(_ name: String, overwrites: Bool) -> Int? {
        state.withLock { state in
            if !overwrites, state.stored.contains(where: { $0.name == name }) { return nil }
            guard state.count < StoredArtifact.mostInRun - 1, state.reserved.insert(name).inserted else { return nil }
            state.count += 1
            return run * StoredArtifact.mostInRun + state.count
        }
    }

    /// Gives a name back: nothing was stored.
    package func release(_ name: String) {
        state.withLock { _ = $0.reserved.remove(name) }
    }

    /// Ends the upload of a reserved name; others see the artifact from now on.
    package func keep(_ artifact: StoredArtifact) {
        state.withLock { state in
            state.reserved.remove(artifact.name)
            state.stored.removeAll { $0.name == artifact.name }
            state.stored.append(artifact)
        }
    }
}
