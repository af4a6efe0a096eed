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
    /// The cron expression that a `schedule` is taken to be due by: the first one of the workflow.
    package var schedule: String?
    /// The file of the only workflow that is meant, from the repository's root: what a `workflow_dispatch` names.
    package var workflowPath: String?
    /// The name that `workflow_run` takes the ended workflow to have: the first one of the trigger.
    package var triggeringWorkflow: String?
    /// The commit of a full ref or a full id, where the repository has it.
    package var commit: @Sendable (_ name: String) -> String? = { _ in nil }
    /// The merge of two commits, as a pull request of them would be tested: nothing where there is nothing to merge, or a commit is not here.
    package var mergeCommit: @Sendable (_ merge: PullRequestMerge) throws(EventError) -> String? = { _ throws(EventError) in nil }

    package init(name: String, repository: RepositoryFacts) {
        self.name = name
        self.repository = repository
    }
}

/// What a pull request would merge.
package struct PullRequestMerge: Sendable, Hashable {
    /// Branch names, for messages.
    package var baseRef: String
    package var headRef: String
    /// Commits in hex.
    package var baseSHA: String
    package var headSHA: String

    package init(baseRef: String, headRef: String, baseSHA: String, headSHA: String) {
        self.baseRef = baseRef
        self.headRef = headRef
        self.baseSHA = baseSHA
        self.headSHA = headSHA
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
