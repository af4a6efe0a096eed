import Diagnostics
import Expressions
import Planning
import Workflows

/// A job's own settings, evaluated before it starts.
struct JobSettings: Sendable {
    /// The display name, not masked.
    var name: String
    var labels: [String]
    /// `runs-on: {group}`
    var group: String?
    /// Minutes after which the job is cancelled; nothing for never.
    var timeout: Double?
    /// Minutes that a cancelled job has to end.
    var cancelTimeout: Double
    var continuesOnError: Bool
    var concurrency: ConcurrencySettings?

    /// GitHub's defaults, in minutes.
    static let defaultTimeout = 360.0
    static let defaultCancelTimeout = 5.0

    init(_ planned: PlannedJob, evaluation: TemplateEvaluation) throws(EvaluationFailure) {
        let job = planned.job
        // As on GitHub: a name that can't be evaluated doesn't keep the job from running.
        name = (try? planned.displayName(evaluation.evaluator)) ?? planned.defaultName
        do {
            let wanted = try planned.runnerLabels(evaluation.evaluator)
            (labels, group) = (wanted.labels, wanted.group)
        } catch {
            let place = Place(evaluation.file, job.runsOn?.range ?? job.range)
            throw EvaluationFailure(place: place.description, message: error.message)
        }
        let minutes = try job.timeoutMinutes.map { template throws(EvaluationFailure) in try evaluation.number(template) } ?? nil
        let timeout = minutes ?? Self.defaultTimeout
        self.timeout = timeout > 0 && timeout.isFinite ? timeout : nil
        let grace = try job.cancelTimeoutMinutes.map { template throws(EvaluationFailure) in try evaluation.number(template) } ?? nil
        cancelTimeout = max(0, grace ?? Self.defaultCancelTimeout)
        continuesOnError = try job.continueOnError.map { template throws(EvaluationFailure) in try evaluation.flag(template) } ?? false
        if let concurrency = job.concurrency {
            self.concurrency = try ConcurrencySettings(concurrency, evaluation: evaluation)
        }
    }
}

/// `concurrency`, evaluated.
struct ConcurrencySettings: Sendable, Hashable {
    var group: String
    var cancelsInProgress: Bool
    var queuesAll: Bool

    /// GitHub's bound on a group's name, in characters.
    static let longestGroup = 400

    init(_ concurrency: Concurrency, evaluation: TemplateEvaluation) throws(EvaluationFailure) {
        group = try evaluation.text(concurrency.group)
        guard !group.isEmpty else { throw evaluation.failure(concurrency.group, "the concurrency group is empty") }
        guard group.count <= Self.longestGroup else {
            throw evaluation.failure(concurrency.group, "the concurrency group is longer than \(Self.longestGroup) characters")
        }
        cancelsInProgress =
            try concurrency.cancelInProgress.map { template throws(EvaluationFailure) in try evaluation.flag(template) } ?? false
        queuesAll = concurrency.queue?.value == "max"
    }
}
