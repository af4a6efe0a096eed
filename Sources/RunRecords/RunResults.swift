import Planning

/// What `needs.ID` is made of.
package struct NeedResult: Sendable {
    package var conclusion: Conclusion
    package var outputs: [(name: String, value: String)]
}

extension RunState {
    /// The result of a job by its id; the jobs of a matrix have one together.
    ///
    /// Failure if any failed, else cancelled if any was, else not run if any was not, else success, but skipped when all were. An output
    /// has the last non-empty value that a job set, in the order in which they finished (semantics.md 12.2).
    ///
    /// - Returns: Nothing while one of them has not finished, or when there is no such job.
    package func need(_ id: String) -> NeedResult? {
        let runs = jobs.filter { $0.key.id == id }
        let ends = runs.compactMap { run in run.end.map { (order: run.finishOrder, end: $0) } }
        guard !runs.isEmpty, ends.count == runs.count else { return nil }
        var outputs: [(name: String, value: String)] = []
        for (_, end) in ends.sorted(by: { $0.order < $1.order }) {
            for output in end.outputs {
                if let place = outputs.firstIndex(where: { $0.name == output.name }) {
                    if !output.value.isEmpty { outputs[place].value = output.value }
                } else {
                    outputs.append(output)
                }
            }
        }
        return NeedResult(conclusion: Conclusion.merged(ends.map(\.end.conclusion)), outputs: outputs)
    }

    /// How the run would end with the jobs as they are: cancelled when somebody cancelled it and a job was hit, else as a matrix.
    ///
    /// A failed job with continue-on-error counts as its conclusion, success.
    package var conclusionOfJobs: Conclusion {
        let conclusions = jobs.compactMap(\.end?.conclusion)
        if cancelReason != nil, conclusions.contains(.cancelled) { return .cancelled }
        return Conclusion.merged(conclusions)
    }
}

extension Conclusion {
    /// The worst of several; skipped only when all are, success when there is none.
    package static func merged(_ conclusions: some Sequence<Conclusion>) -> Conclusion {
        let all = Set(conclusions)
        for worse in [Conclusion.failure, .cancelled, .notRun] where all.contains(worse) { return worse }
        return all == [.skipped] ? .skipped : .success
    }
}
