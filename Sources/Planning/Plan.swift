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
    /// In file order; the combinations of a matrix follow each other.
    package var jobs: [PlannedJob]
    /// Which combinations are wanted, also of matrices that are expanded later.
    package var matrixFilters: [MatrixFilter] = []

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

/// A job of a run by its id and, in a matrix, its place there; unique in a run.
///
/// Printed as `test` or `test (linux, 6.3)`, which is also the default display name.
package struct JobKey: Hashable, Sendable, CustomStringConvertible {
    /// The job's id in the workflow.
    package var id: String
    /// The combination's values as in the display name: `linux, 6.3`; empty without a matrix.
    package var combination: String
    /// Tells combinations apart whose text is the same; 0 for the first.
    package var duplicate: Int

    package init(id: String, combination: String = "", duplicate: Int = 0) {
        self.id = id
        self.combination = combination
        self.duplicate = duplicate
    }

    package var description: String {
        let base = combination.isEmpty ? id : "\(id) (\(combination))"
        return duplicate == 0 ? base : "\(base) #\(duplicate + 1)"
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

    package init(key: JobKey, job: Job, matrix: Value = .null, strategy: PlannedStrategy = .none, awaitsExpansion: Bool = false) {
        self.key = key
        self.job = job
        self.matrix = matrix
        self.strategy = strategy
        self.awaitsExpansion = awaitsExpansion
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
