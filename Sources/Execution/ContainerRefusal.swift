/// What is said of actions that are containers.
enum ContainerRefusal {
    /// - Parameter action: As the step names it.
    static func message(_ action: String) -> String {
        "the action \"\(action)\" is a container; those come with the engine \"docker\" of a later version"
    }
}
