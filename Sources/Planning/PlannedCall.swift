package import Expressions
package import Workflows

/// A call of a workflow: what its jobs share.
///
/// A class, since calls are nested and each job refers to its own.
package final class PlannedCall: Sendable {
    /// The job that calls.
    package let caller: JobKey
    package let workflow: Workflow
    package let source: WorkflowSource
    /// The `inputs` context of the called workflow.
    package let inputs: Value
    /// The call that the calling job belongs to; nothing where that is in the run's own workflow.
    package let parent: PlannedCall?

    package init(caller: JobKey, workflow: Workflow, source: WorkflowSource, inputs: Value, parent: PlannedCall?) {
        self.caller = caller
        self.workflow = workflow
        self.source = source
        self.inputs = inputs
        self.parent = parent
    }
}

extension PlannedJob {
    /// The file that the job is written in; nothing for the run's own workflow.
    package var source: WorkflowSource? { parent?.source }
}
