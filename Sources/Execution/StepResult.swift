import Expressions
import RunRecords
import Workflows

/// How a step ended, and what it leaves for those after it.
struct StepResult: Sendable {
    var end: StepEnd
    /// For GITHUB_ENV of later steps, in order.
    var env: [(name: String, value: String)] = []
    /// For PATH of later steps; the last is to be searched first.
    var paths: [String] = []
    var outputs: [(name: String, value: String)] = []
    /// For the later phases of the same action.
    var saved: [(name: String, value: String)] = []
    /// The log says already that the step was ended before its time.
    var tellsOfItsEnd = false
    /// Ended by a `cancel:` step: that does not make the job cancelled.
    var wasCancelledByStep = false
    /// The sandbox died under it: its end is recorded when it is known why.
    var isLost = false

    static let skipped = StepResult(end: StepEnd(outcome: .skipped, conclusion: .skipped))

    /// The member of the `steps` context.
    var context: Value {
        .object([
            ("outputs", .object(outputs.map { ($0.name, .string($0.value)) })),
            ("outcome", .string(end.outcome.rawValue)),
            ("conclusion", .string(end.conclusion.rawValue)),
        ])
    }
}

/// What the background steps that a step waited for come to.
///
/// `wait` and `wait-all` take their result (docs/compatibility.md, "Steps").
struct AwaitedResults: Sendable {
    private(set) var conclusion = Conclusion.success
    /// The ids of those that failed, as far as they have one.
    private var failed: [String] = []

    /// Counts a step in; one that a `cancel:` step ended doesn't count.
    mutating func add(_ result: StepResult, of step: Step) {
        guard !result.wasCancelledByStep else { return }
        switch result.end.conclusion {
        case .failure:
            if conclusion == .success { conclusion = .failure }
            if step.hasExplicitID { failed.append("\"\(step.id)\"") }
        case .cancelled: conclusion = .cancelled
        default: break
        }
    }

    /// Gives a step that only waited their result.
    func pass(to result: inout StepResult) {
        guard result.end.conclusion == .success, conclusion != .success else { return }
        let names = failed.isEmpty ? "" : ": " + failed.joined(separator: ", ")
        let reason = conclusion == .failure ? "a step that it waited for failed\(names)" : "a step that it waited for was cancelled"
        result.end = StepEnd(outcome: conclusion, conclusion: conclusion, reason: reason)
    }
}

/// What the steps of a job have led to so far: a value, of which each step gets the state at its start.
struct JobProgress: Sendable {
    /// success, failure or cancelled; inside a composite action its own.
    var status = Conclusion.success
    /// The job's, inside a composite action.
    private var outerStatus: Conclusion?
    /// Workflow and job `env`, then what steps wrote to GITHUB_ENV; in order.
    var env = OrderedVariables()
    /// The first is to be searched first.
    var paths: [String] = []
    /// Of the steps with an id of their own that have ended, in order.
    private(set) var steps: [(String, Value)] = []
    /// The `steps` context.
    private(set) var stepsContext = Value.object([])

    /// Whether this is the progress inside a composite action.
    var isOfAction: Bool { outerStatus != nil }

    /// The job's own.
    var jobStatus: Conclusion { outerStatus ?? status }

    /// At the start of a composite action: nothing has failed in it, and it has steps of its own.
    var atStartOfAction: JobProgress {
        var inner = self
        inner.outerStatus = jobStatus
        inner.status = .success
        (inner.steps, inner.stepsContext) = ([], .object([]))
        return inner
    }

    /// For the `pre` and `post` parts of the actions inside a composite action, whose conditions look at the job.
    ///
    /// - Parameter steps: The `steps` context there.
    func besideAction(steps: Value) -> JobProgress {
        var inner = self
        inner.status = jobStatus
        inner.outerStatus = nil
        (inner.steps, inner.stepsContext) = ([], steps)
        return inner
    }

    /// Takes over what a step left behind.
    ///
    /// - Parameters:
    ///   - id: Nothing for a step without an id of its own, which does not appear in `steps`.
    ///   - worsens: Whether its failure is the job's.
    mutating func apply(_ result: StepResult, id: String?, worsens: Bool = true) {
        for (name, value) in result.env { env.set(name, value) }
        for path in result.paths {
            paths.removeAll { $0 == path }
            paths.insert(path, at: 0)
        }
        if let id {
            steps.append((id, result.context))
            stepsContext = .object(steps)
        }
        if worsens, !result.wasCancelledByStep { worsen(by: result.end.conclusion) }
    }

    /// A failure makes the job fail, a cancelled step cancels it; nothing makes it better.
    mutating func worsen(by conclusion: Conclusion) {
        switch (status, conclusion) {
        case (_, .cancelled): status = .cancelled
        case (.success, .failure): status = .failure
        default: break
        }
    }
}

/// Variables by name in the order they were first set.
struct OrderedVariables: Sendable {
    private(set) var names: [String] = []
    private(set) var values: [String: String] = [:]

    init(_ pairs: [(String, String)] = []) {
        for (name, value) in pairs { set(name, value) }
    }

    mutating func set(_ name: String, _ value: String) {
        if values.updateValue(value, forKey: name) == nil { names.append(name) }
    }

    var pairs: [(String, String)] {
        names.map { ($0, values[$0] ?? "") }
    }

    /// The `env` context, whose names are found with case.
    var context: Value {
        .object(ObjectValue(pairs.map { ($0, .string($1)) }, isCaseSensitive: true))
    }
}
