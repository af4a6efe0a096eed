package import Expressions
package import Planning

/// One fact of a run; the journal is a list of them and `RunState` their replay.
package enum RunEvent: Sendable {
    case runPlanned(RunPlanned)
    /// The matrix of a job that depended on its needs: the keys that take its place.
    ///
    /// - Parameter id: The job's key, printed.
    case jobExpanded(id: String, combinations: [JobExpansion])
    /// A job that calls a workflow began: its called jobs take its place.
    case callStarted(JobKey, CallStart)
    /// All jobs of a call have ended.
    case callFinished(JobKey, JobEnd)
    case jobStarted(JobKey, JobStart)
    /// `number` counts from 1 in the job.
    case stepStarted(JobKey, number: Int, StepStart)
    case stepFinished(JobKey, number: Int, StepEnd)
    case annotationAdded(JobKey, Annotation)
    /// An artifact is in the store; it takes the place of one of the same name.
    case artifactStored(JobKey, StoredArtifact)
    case jobFinished(JobKey, JobEnd)
    case runCancelled(reason: String)
    case runFinished(Conclusion)
    /// A kind this runner does not know (an older binary on a newer journal): kept, without effect.
    case unknown(kind: String, record: Value)
}

/// The beginning of a run: what it is of, and its jobs in the plan's order.
package struct RunPlanned: Sendable {
    package var workflow: String
    package var runName: String
    package var event: String
    package var ref: String
    package var sha: String
    package var jobs: [JobKey]

    package init(workflow: String, runName: String, event: String, ref: String, sha: String, jobs: [JobKey]) {
        self.workflow = workflow
        self.runName = runName
        self.event = event
        self.ref = ref
        self.sha = sha
        self.jobs = jobs
    }
}

/// One combination of a matrix that was expanded late.
package struct JobExpansion: Sendable {
    package var key: JobKey
    package var matrix: Value

    package init(key: JobKey, matrix: Value) {
        self.key = key
        self.matrix = matrix
    }
}

/// The beginning of a call.
package struct CallStart: Sendable, Hashable {
    /// The called file: its path, or `OWNER/NAME/PATH@REF`.
    package var workflow: String
    /// The commit of another repository's file.
    package var commit: String?
    /// All jobs of the call as far as they are planned, those of calls below it in place of these.
    package var jobs: [JobKey]

    package init(workflow: String, commit: String? = nil, jobs: [JobKey]) {
        self.workflow = workflow
        self.commit = commit
        self.jobs = jobs
    }
}

/// A job's start, when an engine was found for it.
package struct JobStart: Sendable {
    /// The display name, masked.
    package var name: String
    package var engine: String
    /// The job's folder under `jobs/` of the run folder.
    package var folder: String

    package init(name: String, engine: String, folder: String) {
        self.name = name
        self.engine = engine
        self.folder = folder
    }
}

/// A step's start.
package struct StepStart: Sendable {
    /// The display name, masked: `Run make test`.
    package var name: String
    package var id: String
    /// The step's log file in the job's folder: `02-run-make-test.log`.
    package var log: String

    package init(name: String, id: String, log: String) {
        self.name = name
        self.id = id
        self.log = log
    }
}

/// How a step ended.
package struct StepEnd: Sendable {
    /// Before continue-on-error.
    package var outcome: Conclusion
    /// After continue-on-error.
    package var conclusion: Conclusion
    /// The exit status where a process ended by one; 128 + signal number where a signal ended it.
    package var exitStatus: Int?
    /// Why, where the status alone doesn't tell: "timed out after 5 minutes".
    package var reason: String?
    /// Of a skipped step: how its condition came out false. Masked.
    package var condition: ExpressionTrace?

    package init(outcome: Conclusion, conclusion: Conclusion, exitStatus: Int? = nil, reason: String? = nil) {
        self.outcome = outcome
        self.conclusion = conclusion
        self.exitStatus = exitStatus
        self.reason = reason
    }
}

/// How a job ended.
package struct JobEnd: Sendable {
    /// What `needs.ID.result` is made of; a failed job with continue-on-error ends with `success` here and `outcome` failure.
    package var conclusion: Conclusion
    package var outcome: Conclusion
    /// In file order; masked ones were dropped.
    package var outputs: [(name: String, value: String)]
    package var reason: String?
    /// Of a skipped job: how its condition came out false. Masked.
    package var condition: ExpressionTrace?

    package init(conclusion: Conclusion, outcome: Conclusion, outputs: [(name: String, value: String)] = [], reason: String? = nil) {
        self.conclusion = conclusion
        self.outcome = outcome
        self.outputs = outputs
        self.reason = reason
    }
}

/// An error, warning or notice that a step or the runner attached to the run.
package struct Annotation: Sendable, Hashable {
    /// How grave it is, in the words of the workflow commands.
    package enum Level: String, Sendable, Hashable {
        case error, warning, notice
    }

    package var level: Level
    /// Masked.
    package var message: String
    package var title: String?
    /// Relative to the workspace.
    package var file: String?
    package var line: Int?
    package var endLine: Int?
    package var column: Int?
    package var endColumn: Int?
    /// The step it came from; nothing for the job's own.
    package var step: Int?

    package init(level: Level, message: String) {
        self.level = level
        self.message = message
    }
}

/// A record of the journal: a fact with its number and time.
package struct RunRecord: Sendable {
    /// From 1, without gaps.
    package var sequence: Int
    /// Seconds since 1970, UTC, to the microsecond.
    package var time: Double
    package var event: RunEvent

    package init(sequence: Int, time: Double, event: RunEvent) {
        self.sequence = sequence
        self.time = time
        self.event = event
    }
}
