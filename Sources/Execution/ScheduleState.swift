package import Expressions
package import Planning
package import RunRecords

/// What the scheduler must know of a run: which jobs there are, which run, how the others ended.
package struct ScheduleState: Sendable {
    /// In file order; the combinations of a matrix follow each other, and take the place of a job that was expanded late.
    package var jobs: [PlannedJob]
    package var running: Set<JobKey> = []
    /// Running jobs that were told to stop already.
    package var stopping: Set<JobKey> = []
    /// Waiting jobs that may not start for a reason that the scheduler does not know.
    package var blocked: Set<JobKey> = []
    package private(set) var ended: [JobKey: JobEnd] = [:]
    /// In the order they ended.
    private var endOrder: [JobKey] = []
    package var isCancelled = false

    package init(jobs: [PlannedJob]) {
        self.jobs = jobs
    }

    package mutating func end(_ key: JobKey, _ end: JobEnd) {
        running.remove(key)
        stopping.remove(key)
        if ended.updateValue(end, forKey: key) == nil { endOrder.append(key) }
    }

    /// Puts the combinations of a matrix in the place of the job they were made of.
    package mutating func expand(_ key: JobKey, into combinations: [PlannedJob]) {
        guard let place = jobs.firstIndex(where: { $0.key == key }) else { return }
        jobs.replaceSubrange(place...place, with: combinations)
    }

    package var isFinished: Bool {
        jobs.allSatisfy { ended[$0.key] != nil }
    }

    /// The jobs of one id by lower-cased id, as places in `jobs`.
    func placesByID() -> [String: [Int]] {
        Dictionary(grouping: jobs.indices) { jobs[$0].key.id.lowercased() }
    }

    /// The one result of the jobs of an id: failure if any failed, else cancelled if any was, else success; skipped when all were.
    ///
    /// A job that was not run counts as a failure: what depends on its result must not take it for harmless.
    ///
    /// - Returns: Nothing while one of them has not ended.
    func result(of places: [Int]) -> Conclusion? {
        var conclusions: Set<Conclusion> = []
        for place in places {
            guard let end = ended[jobs[place].key] else { return nil }
            conclusions.insert(end.conclusion == .notRun ? .failure : end.conclusion)
        }
        if conclusions.contains(.failure) { return .failure }
        if conclusions.contains(.cancelled) { return .cancelled }
        return conclusions == [.skipped] ? .skipped : .success
    }

    /// The `needs` context of a job, all of whose needs have ended.
    ///
    /// Of the combinations of a matrix, the one that ended last and set a value gives the output.
    package func needs(of job: PlannedJob) -> Value {
        let places = placesByID()
        let members: [(String, Value)] = job.needs.map { need in
            let legs = places[need.lowercased()] ?? []
            let result = result(of: legs) ?? .skipped
            return (need, .object([("result", .string(result.rawValue)), ("outputs", .object(outputs(of: legs)))]))
        }
        return .object(members)
    }

    private func outputs(of places: [Int]) -> [(String, Value)] {
        if places.count == 1 {
            return ended[jobs[places[0]].key]?.outputs.map { ($0.name, .string($0.value)) } ?? []
        }
        let keys = Set(places.map { jobs[$0].key })
        return endOrder.filter(keys.contains).flatMap { key in
            ended[key]?.outputs.filter { !$0.value.isEmpty }.map { ($0.name, Value.string($0.value)) } ?? []
        }
    }

    /// How the run ended, once all its jobs have.
    ///
    /// A job that was not run keeps the run from being green.
    package func conclusion() -> Conclusion {
        let conclusions = Set(jobs.compactMap { ended[$0.key]?.conclusion })
        if isCancelled { return .cancelled }
        if conclusions.contains(.failure) { return .failure }
        if conclusions.contains(.notRun) { return .notRun }
        if conclusions.contains(.cancelled) { return .cancelled }
        return .success
    }
}
