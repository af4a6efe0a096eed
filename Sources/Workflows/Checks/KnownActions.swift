import Expressions

/// What is known of the actions that a workflow uses.
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
        /// `node20`, `composite`, `docker`.
        var runtime: String
    }

    private let metadata: Lookup?
    private var found: [String: Interface?] = [:]

    init(metadata: Lookup?) {
        self.metadata = metadata
    }

    /// The interface of an action by its `uses` text.
    func interface(of uses: String) -> Interface? {
        if let known = found[uses] { return known }
        let interface = ActionReference(uses).flatMap { metadata?($0) }.map(Interface.init)
        found[uses] = .some(interface)
        return interface
    }
}

extension KnownActions.Interface {
    init(_ metadata: ActionMetadata) {
        inputs = metadata.inputs.map {
            Input(name: $0.name.value, isRequired: $0.isRequired && $0.defaultValue == nil, isDeprecated: $0.deprecationMessage != nil)
        }
        outputs = metadata.outputs.map(\.name.value)
        switch metadata.runs {
        case .javaScript(let action): runtime = action.runtime.value
        case .composite: runtime = "composite"
        case .docker: runtime = "docker"
        }
    }
}
