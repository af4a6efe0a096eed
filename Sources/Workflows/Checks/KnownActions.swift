import Expressions

/// What is known of the actions that a workflow uses: from their metadata, else from the table of popular ones.
final class KnownActions {
    typealias Lookup = @Sendable (ActionReference) -> ActionMetadata?

    /// What of an action's metadata its users meet.
    struct Interface: Sendable {
        struct Input: Sendable {
            var name: String
            /// It must be given: it is required and has no default.
            var isRequired: Bool
            var isDeprecated = false
        }

        var inputs: [Input]
        var outputs: [String]
        /// `node20`, `composite`, `docker`; empty where it depends on the version and that is not known.
        var runtime: String

        /// The outputs are all that there can be: programs can set others than they declare, composite actions can't.
        var hasAllOutputs: Bool

        /// It is that of the version that is used, not what all versions have together.
        var isOneVersion: Bool { !runtime.isEmpty }
    }

    private let metadata: Lookup?
    private let options: ReadingOptions
    private var found: [String: Interface?] = [:]

    init(options: ReadingOptions, metadata: Lookup?) {
        self.options = options
        self.metadata = metadata
    }

    /// The interface of an action by its `uses` text; nothing where it is not known.
    func interface(of uses: String) -> Interface? {
        if let known = found[uses] { return known }
        var interface: Interface?
        if let reference = ActionReference(uses) {
            interface = (metadata?(reference) ?? read(reference)).map(Interface.init)
            if interface == nil, case .repository(let repository) = reference { interface = PopularActions.interface(of: repository) }
        }
        found[uses] = .some(interface)
        return interface
    }

    /// From the repository that is checked, or the folder with others.
    private func read(_ reference: ActionReference) -> ActionMetadata? {
        switch reference {
        case .local(let path), .selfRepository(let path): return options.root.flatMap { options.actionMetadata(at: path, below: $0) }
        case .repository(let repository):
            guard let remote = options.remoteFolder, !options.ignoresRemote else { return nil }
            return options.actionMetadata(at: repository.text, below: remote)
        case .image: return nil
        }
    }
}

extension KnownActions.Interface {
    init(_ metadata: ActionMetadata) {
        inputs = metadata.inputs.map {
            Input(name: $0.name.value, isRequired: $0.isRequired && $0.defaultValue == nil, isDeprecated: $0.deprecationMessage != nil)
        }
        outputs = metadata.outputs.map(\.name.value)
        hasAllOutputs = if case .composite = metadata.runs { true } else { false }
        switch metadata.runs {
        case .javaScript(let action): runtime = action.runtime.value
        case .composite: runtime = "composite"
        case .docker: runtime = "docker"
        }
    }
}
