package import Expressions

/// What an event is made of: the repository, and what the user said.
package struct EventRequest: Sendable {
    /// GitHub's event name.
    package var name: String
    package var repository: RepositoryFacts
    /// The payload from a file, an object, or part of one; it wins over what is made up here.
    package var payload: Value?
    /// Inputs of workflow_dispatch, repository_dispatch's client payload, or workflow_call, as text.
    package var inputs: [(name: String, value: String)] = []
    /// The login of who causes the event; nothing: the payload's sender, else the repository's owner.
    package var actor: String?
    /// The activity (`opened`); nothing: the payload's, else a usual one of the event.
    package var action: String?

    package init(name: String, repository: RepositoryFacts) {
        self.name = name
        self.repository = repository
    }
}

/// Why no event can be made.
package struct EventError: Error, Sendable, Hashable {
    package var message: String
    package var remedy: String?

    package init(message: String, remedy: String? = nil) {
        self.message = message
        self.remedy = remedy
    }
}
