package import Execution
package import Expressions
package import Planning
package import RunRecords
import Workflows

/// What a run comes to if every step succeeds and sets no outputs: which jobs run, and why the others don't.
package struct Outlook: Sendable {
    /// A job, or one that calls a workflow.
    package struct Job: Sendable {
        package var planned: PlannedJob?
        package var key: JobKey
        package var conclusion: Conclusion
        /// How its condition came out; nothing where it runs without one.
        package var condition: ExpressionTrace?
        /// Why it failed or was cancelled.
        package var reason: String?
        /// Nothing where it does not start.
        package var start: Rehearsal.Job?
        /// The condition reads outputs of these jobs, which only a real run has.
        package var awaitedOutputs: [String]
    }

    /// In the order of the plan.
    package var jobs: [Job] = []

    /// Plays a run.
    ///
    /// - Parameter request: As for the run itself, with a directory that is there.
    /// - Throws: When the directory can't be written.
    package init(of request: RunRequest) async throws {
        let observation = try await Observer.observe(request, Mocks([], in: request.plan.workflow))
        let planned = Dictionary(request.plan.jobs.map { ($0.key, $0) }) { first, _ in first }
        let places = Dictionary(request.plan.workflow.jobs.enumerated().map { ($1.id.value.lowercased(), $0) }) { first, _ in first }
        jobs = observation.ends.map { key, end in
            let source = planned[key] ?? request.plan.jobs.first { $0.key.path == key.path }
            return Job(
                planned: source, key: key, conclusion: end.conclusion, condition: end.condition ?? observation.jobs[key]?.condition,
                reason: end.reason, start: observation.jobs[key],
                awaitedOutputs: source.map { Self.outputs(in: $0.job.condition.expression) } ?? [])
        }
        let outermost = { (key: JobKey) in key.path.split(separator: " ").first.map { $0.lowercased() } ?? "" }
        jobs = jobs.enumerated().sorted { left, right in
            let (one, other) = (places[outermost(left.element.key)] ?? 0, places[outermost(right.element.key)] ?? 0)
            return one == other ? left.offset < right.offset : one < other
        }.map(\.element)
    }

    /// `needs.ID.outputs` wherever it occurs: the ids, each once.
    private static func outputs(in condition: Expression) -> [String] {
        var ids: [String] = []
        condition.root.visit { node in
            guard case .index(.index(.context(let name), .literal(.string(let id))), .literal(.string(let member))) = node,
                name.lowercased() == "needs", member.lowercased() == "outputs", !ids.contains(id)
            else { return }
            ids.append(id)
        }
        return ids
    }
}
