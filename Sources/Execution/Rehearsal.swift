package import Expressions
package import Planning
package import RunRecords

/// Plays the jobs and steps of a run instead of executing them.
///
/// All else is as in a real run: conditions, environments, matrices, outputs, results. No process starts, nothing is fetched or copied,
/// and every label is served. For `runner test`.
package struct Rehearsal: Sendable {
    /// A job, or one that calls a workflow, that is about to start.
    package struct Job: Sendable {
        package var key: JobKey
        /// The display name, with that of the calls around.
        package var name: String
        package var matrix: Value
        package var labels: [String]
        /// The concurrency group, and whether it cancels what is in progress.
        package var concurrency: (group: String, cancelsInProgress: Bool)?
        /// In minutes; nothing for never.
        package var timeout: Double?
        /// Of `environment`; empty without one.
        package var environment: String
        package var calls: Bool
        /// How its `if` came out true; nothing without one.
        package var condition: ExpressionTrace?
    }

    /// A step that is about to start.
    package struct Step: Sendable {
        package var job: JobKey
        /// Tells it from others of the job: the id, behind those of the composite actions around: `outer.inner`.
        package var identifier: String
        /// The whole environment of the process.
        package var environment: [String: String]
        /// Of an action: what `with` gives, and the defaults as far as the action is known.
        package var inputs: [(name: String, value: String)]
        /// Of a `run` step, evaluated.
        package var script: String?
        package var shell: String?
        package var workingDirectory: String?
    }

    /// What a played step does.
    package struct Play: Sendable {
        package var exitStatus = 0
        package var outputs: [(name: String, value: String)] = []
        package var env: [(name: String, value: String)] = []
        package var paths: [String] = []
        package var summary = ""
        /// Lines that it prints; workflow commands among them are carried out.
        package var log: [String] = []
        /// The step takes longer than it may.
        package var timesOut = false
        /// The run is cancelled while the step runs.
        package var isCancelled = false

        package init() {}
    }

    /// How a step ended, or that its condition was false.
    package struct StepResult: Sendable {
        package var job: JobKey
        package var identifier: String
        package var end: StepEnd
        package var outputs: [(name: String, value: String)]
    }

    /// Told of each job when its settings are known; an end that it gives takes the place of the job's steps.
    package var job: @Sendable (Job) -> JobEnd?
    /// Told of each process; without an answer it succeeds, and a composite action that is at hand is gone through.
    package var step: @Sendable (Step) -> Play?
    /// Told of each step's end, those inside composite actions too.
    package var stepEnded: @Sendable (StepResult) -> Void

    package init(
        job: @escaping @Sendable (Job) -> JobEnd?, step: @escaping @Sendable (Step) -> Play?,
        stepEnded: @escaping @Sendable (StepResult) -> Void
    ) {
        (self.job, self.step, self.stepEnded) = (job, step, stepEnded)
    }
}
