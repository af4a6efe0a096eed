import Diagnostics
import Expressions
import Planning
import RunRecords
import Workflows

/// Evaluates the `if` of jobs, with the status functions as they are at job level (docs/compatibility.md, "Jobs").
struct JobConditions: Sendable {
    enum Verdict: Sendable {
        case holds, doesNotHold
        /// It would hold, had the run or the call not been cancelled.
        case cancelled(reason: String)
        case fails(reason: String)
    }

    /// `github`, `vars` and `inputs` of the run; calls that have begun have their own.
    let contexts: [String: Value]
    /// The workflow's path, for messages.
    let file: String

    /// The verdict on a job whose needs have all ended.
    func verdict(on job: PlannedJob, in state: ScheduleState, places: [String: [Int]]) -> Verdict {
        let results = Results(of: job, in: state, places: places)
        do {
            if try holds(job, in: state, results: results) { return .holds }
            guard let reason = state.cancelReason(of: job) else { return .doesNotHold }
            var uncancelled = results
            uncancelled.isCancelled = false
            return try holds(job, in: state, results: uncancelled) ? .cancelled(reason: reason) : .doesNotHold
        } catch let error as ExpressionError {
            let range = job.job.condition.source?.range ?? job.job.range
            let place = Place(state.calls[job.key.caller]?.file ?? file, range)
            return .fails(reason: "\(place): the condition of job \"\(job.key.id)\" can't be evaluated: \(error.message)")
        } catch {
            return .fails(reason: "\(error)")
        }
    }

    /// How the condition comes to its value, with the results that the status functions look at.
    func trace(of job: PlannedJob, in state: ScheduleState, mask: @escaping (String) -> String) -> ExpressionTrace {
        let results = Results(of: job, in: state, places: state.placesByID())
        var trace = evaluator(of: job, in: state, results).trace(job.job.condition.expression, mask: mask)
        trace.add(results.traces, toCallsOf: ["success", "failure"])
        return trace
    }

    private func holds(_ job: PlannedJob, in state: ScheduleState, results: Results) throws -> Bool {
        try evaluator(of: job, in: state, results).evaluate(job.job.condition.expression).isTruthy
    }

    private func evaluator(of job: PlannedJob, in state: ScheduleState, _ results: Results) -> Evaluator {
        var contexts = state.calls[job.key.caller]?.contexts ?? contexts
        contexts["needs"] = state.needs(of: job)
        return Evaluator(contexts: contexts, functions: results.functions())
    }

    /// How the jobs ended on which a condition may look: those of the job's own workflow.
    private struct Results: Sendable {
        let state: ScheduleState
        let places: [String: [Int]]
        /// The call that the job belongs to.
        let caller: String
        /// Of all ancestors, not only of direct needs.
        var ancestors: [Conclusion]
        /// The ids of the ancestors, with their results.
        private var named: [(id: String, conclusion: Conclusion)]
        var isCancelled: Bool

        init(of job: PlannedJob, in state: ScheduleState, places: [String: [Int]]) {
            self.state = state
            self.places = places
            caller = job.key.caller
            isCancelled = state.cancelReason(of: job) != nil
            var seen: Set<String> = []
            var open = job.needs
            while let id = open.popLast() {
                let group = JobKey.group(caller, id)
                guard seen.insert(group).inserted, let leg = places[group]?.first else { continue }
                open += state.jobs[leg].needs
            }
            ancestors = seen.compactMap { places[$0].flatMap(state.result) }
            named = seen.compactMap { group in
                guard let places = places[group], let first = places.first, let result = state.result(of: places) else { return nil }
                return (state.jobs[first].key.id, result)
            }.sorted { $0.id < $1.id }
        }

        /// The results by job, as parts of a trace; of a cancelled run that it is.
        var traces: [ExpressionTrace] {
            if isCancelled { return [ExpressionTrace(text: "cancelled()", value: "true")] }
            return named.map { ExpressionTrace(text: "result of job \"\($0.id)\"", value: "'\($0.conclusion.rawValue)'") }
        }

        func functions() -> [String: Evaluator.Function] {
            let results = self
            return [
                "always": { _ in .bool(true) },
                "cancelled": { _ in .bool(results.isCancelled) },
                "success": { arguments in
                    .bool(!results.isCancelled && results.conclusions(arguments).allSatisfy { $0 == .success })
                },
                "failure": { arguments in
                    .bool(!results.isCancelled && results.conclusions(arguments).contains(.failure))
                },
            ]
        }

        /// Of the jobs named, or without names of all ancestors; one that is not known or has not ended counts as skipped.
        private func conclusions(_ arguments: [Value]) -> [Conclusion] {
            if arguments.isEmpty { return ancestors }
            return arguments.map { places[JobKey.group(caller, $0.text)].flatMap(state.result) ?? .skipped }
        }
    }
}

/// A place in a workflow file as messages begin with it: `ci.yml:14:9`.
struct Place: CustomStringConvertible, Sendable {
    var file: String
    var range: SourceRange?

    init(_ file: String, _ range: SourceRange?) {
        self.file = file
        self.range = range
    }

    var description: String {
        guard let range else { return file }
        return "\(file):\(range.start.line):\(range.start.column)"
    }
}
