import Planning

/// What `needs.ID` is made of, of one job or of the jobs of a matrix together (docs/compatibility.md, "Jobs").
package struct NeedResult: Sendable {
    /// Failure if any failed, else cancelled if any was, else success, but skipped when all were.
    ///
    /// A job that was not run counts as a failure: what depends on its result must not take it for harmless.
    package var conclusion: Conclusion
    /// In the order they were first set; each has the last value that is not empty.
    package var outputs: [(name: String, value: String)]

    /// - Parameter ends: In the order in which the jobs ended.
    package init(_ ends: some Sequence<JobEnd>) {
        conclusion = Self.conclusion(ends.map(\.conclusion))
        outputs = []
        for output in ends.flatMap(\.outputs) {
            if let place = outputs.firstIndex(where: { $0.name.lowercased() == output.name.lowercased() }) {
                if !output.value.isEmpty { outputs[place].value = output.value }
            } else {
                outputs.append(output)
            }
        }
    }

    /// The result alone.
    package static func conclusion(_ conclusions: some Sequence<Conclusion>) -> Conclusion {
        Conclusion.merged(conclusions.map { $0 == .notRun ? .failure : $0 })
    }
}

extension RunState {
    /// The result of a job by its id; the jobs of a matrix have one together.
    ///
    /// - Returns: Nothing while one of them has not finished, or when there is no such job.
    package func need(_ id: String) -> NeedResult? {
        let isMeant = { (key: JobKey) in key.caller.isEmpty && key.id.lowercased() == id.lowercased() }
        let runs =
            jobs.filter { isMeant($0.key) }.map { (order: $0.finishOrder, end: $0.end) }
            + calls.filter { isMeant($0.key) }.map { (order: $0.finishOrder, end: $0.end) }
        let ends = runs.compactMap { run in run.end.map { (order: run.order, end: $0) } }
        guard !runs.isEmpty, ends.count == runs.count else { return nil }
        return NeedResult(ends.sorted { $0.order < $1.order }.map(\.end))
    }

    /// How the run ends with the jobs as they are.
    package var conclusionOfJobs: Conclusion {
        let ends = jobs.compactMap(\.end?.conclusion) + calls.compactMap(\.end?.conclusion)
        return Conclusion.ofRun(ends, wasCancelled: cancelReason != nil)
    }
}

extension Conclusion {
    /// The worst of several; skipped only when all are, success when there is none.
    package static func merged(_ conclusions: some Sequence<Conclusion>) -> Conclusion {
        let all = Set(conclusions)
        for worse in [Conclusion.failure, .cancelled, .notRun] where all.contains(worse) { return worse }
        return all == [.skipped] ? .skipped : .success
    }

    /// How a run with such jobs ends: cancelled when somebody cancelled it, even if a job failed before, else as its jobs together.
    ///
    /// A failed job with continue-on-error counts as its conclusion, success. A job that was not run keeps the run from being green.
    package static func ofRun(_ jobs: some Sequence<Conclusion>, wasCancelled: Bool) -> Conclusion {
        wasCancelled ? .cancelled : merged(jobs)
    }
}
