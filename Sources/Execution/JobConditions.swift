import Diagnostics
import Expressions
import Planning
import RunRecords
import Workflows

/// Evaluates the `if` of jobs, with the status functions as they are at job level (docs/compatibility.md, "Jobs").
struct JobConditions: Sendable {
    enum Verdict: Sendable {
        case holds, doesNotHold
        /// It would hold, had the run not been cancelled.
        case cancelled
        case fails(reason: String)
    }

    /// `github`, `vars` and `inputs`.
    let contexts: [String: Value]
    /// The workflow's path, for messages.
    let file: String

    /// The verdict on a job whose needs have all ended.
    func verdict(on job: PlannedJob, in state: ScheduleState, places: [String: [Int]]) -> Verdict {
        let results = Results(of: job, in: state, places: places)
        do {
            if try holds(job, needs: state.needs(of: job), results: results) { return .holds }
            guard state.isCancelled else { return .doesNotHold }
            var uncancelled = results
            uncancelled.isCancelled = false
            return try holds(job, needs: state.needs(of: job), results: uncancelled) ? .cancelled : .doesNotHold
        } catch let error as ExpressionError {
            let range = job.job.condition.source?.range ?? job.job.range
            return .fails(reason: "\(Place(file, range)): the condition of job \"\(job.key.id)\" can't be evaluated: \(error.message)")
        } catch {
            return .fails(reason: "\(error)")
        }
    }

    private func holds(_ job: PlannedJob, needs: Value, results: Results) throws -> Bool {
        var contexts = contexts
        contexts["needs"] = needs
        let evaluator = Evaluator(contexts: contexts, functions: results.functions())
        return try evaluator.evaluate(job.job.condition.expression).isTruthy
    }

    /// How the jobs ended on which a condition may look.
    private struct Results: Sendable {
        /// Of all ancestors, not only of direct needs.
        var ancestors: [Conclusion]
        /// Of all jobs that have ended, by lower-cased id.
        var byID: [String: Conclusion]
        var isCancelled: Bool

        init(of job: PlannedJob, in state: ScheduleState, places: [String: [Int]]) {
            byID = places.compactMapValues { state.result(of: $0) }
            isCancelled = state.isCancelled
            var seen: Set<String> = []
            var open = job.needs.map { $0.lowercased() }
            while let id = open.popLast() {
                guard seen.insert(id).inserted, let legs = places[id] else { continue }
                for leg in legs.prefix(1) { open += state.jobs[leg].needs.map { $0.lowercased() } }
            }
            let byID = byID
            ancestors = seen.compactMap { byID[$0] }
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

        /// Of the jobs named, or without names of all ancestors; one that is not known counts as skipped.
        private func conclusions(_ arguments: [Value]) -> [Conclusion] {
            arguments.isEmpty ? ancestors : arguments.map { byID[$0.text.lowercased()] ?? .skipped }
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
