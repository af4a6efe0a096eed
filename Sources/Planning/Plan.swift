package import Events
package import Expressions
package import Workflows

/// What one workflow will do for one event: a value, decided before anything runs and written to disk.
package struct Plan: Sendable {
    package var event: Event
    package var repository: RepositoryIdentity
    package var workflow: Workflow
    /// The run's name: `run-name` evaluated, else a text made from the event as GitHub does.
    package var runName: String
    /// The `inputs` context: typed values of workflow_dispatch or workflow_call.
    package var inputs: Value
    /// In file order; the combinations of a matrix follow each other, and called jobs the job that calls them.
    package var jobs: [PlannedJob]
    /// Which combinations are wanted, also of matrices that are expanded later.
    package var matrixFilters: [MatrixFilter] = []
    /// Which jobs are wanted, as ids from the outermost call on, also of calls that are expanded later; empty for all.
    package var jobFilters: [JobFilter] = []

    package init(
        event: Event, repository: RepositoryIdentity, workflow: Workflow, runName: String, inputs: Value, jobs: [PlannedJob]
    ) {
        self.event = event
        self.repository = repository
        self.workflow = workflow
        self.runName = runName
        self.inputs = inputs
        self.jobs = jobs
    }
}

/// A job as decided.
package struct PlannedJob: Sendable {
    package var key: JobKey
    package var job: Job
    /// Null without a matrix, else the combination as an object.
    package var matrix: Value
    package var strategy: PlannedStrategy
    /// The matrix depends on `needs`, so it is expanded when they are done (`Planner.expand`); `matrix` is null until then.
    package var awaitsExpansion: Bool
    /// The call that the job belongs to; nothing for a job of the workflow itself.
    package var parent: PlannedCall?
    /// Of a job that calls a workflow: what it calls. Nothing while its inputs depend on its needs or its matrix isn't expanded, and
    /// where the reader could not reach the file.
    package var call: PlannedCall?

    package init(key: JobKey, job: Job, matrix: Value = .null, strategy: PlannedStrategy = .none, awaitsExpansion: Bool = false) {
        self.key = key
        self.job = job
        self.matrix = matrix
        self.strategy = strategy
        self.awaitsExpansion = awaitsExpansion
    }

    /// The called jobs are not known before its needs are done: `Planner.open` plans them.
    package var awaitsCall: Bool {
        call == nil && !awaitsExpansion && job.call?.workflow != nil
    }

    /// The workflow that the job is written in.
    package func workflow(in plan: Plan) -> Workflow {
        parent?.workflow ?? plan.workflow
    }

    /// The ids of the jobs it waits for, lower-cased ids excluded: as written in the needed jobs.
    package var needs: [String] {
        job.needs.map(\.value)
    }
}

/// The `strategy` context of a job.
package struct PlannedStrategy: Sendable, Hashable {
    package var failFast: Bool
    /// From 0.
    package var jobIndex: Int
    package var jobTotal: Int
    package var maxParallel: Int

    package init(failFast: Bool, jobIndex: Int, jobTotal: Int, maxParallel: Int) {
        self.failFast = failFast
        self.jobIndex = jobIndex
        self.jobTotal = jobTotal
        self.maxParallel = maxParallel
    }

    /// A job without a matrix.
    package static let none = PlannedStrategy(failFast: true, jobIndex: 0, jobTotal: 1, maxParallel: 1)
}
