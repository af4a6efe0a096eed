import Workflows

extension JobActions {
    /// What a step is written in.
    struct Whereabouts: Sendable {
        /// Its path, for messages.
        var file: String
        /// The composite actions around, the outermost first.
        var actions: [FoundAction] = []

        /// In front of messages.
        func place(of used: UsedAction) -> String {
            Place(file, used.reference.range).description
        }
    }
}

extension JobActions.Whereabouts {
    /// Inside a composite action.
    func entering(_ found: FoundAction) -> JobActions.Whereabouts {
        JobActions.Whereabouts(file: found.metadata.path, actions: actions + [found])
    }
}

extension ActionReference {
    /// What has to be downloaded; nothing for actions that are there.
    var repository: RepositoryReference? {
        if case .repository(let reference) = self { reference } else { nil }
    }
}

extension WorkflowSource {
    /// The repository at the ref that the call names; nothing for the run's own.
    var home: RepositoryReference? {
        guard let repository, let ref else { return nil }
        return RepositoryReference(name: repository, path: "", ref: ref)
    }
}

extension UsedAction {
    func isOfWorkspace(_ place: JobActions.Whereabouts) -> Bool {
        switch ActionReference(reference.value) {
        case .local: true
        case .selfRepository: place.actions.last?.root == .workspace
        case .repository, .image, nil: false
        }
    }
}
