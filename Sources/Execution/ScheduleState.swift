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

    /// The one result of the jobs of an id, nothing while one of them has not ended.
    func result(of places: [Int]) -> Conclusion? {
        let conclusions = places.compactMap { ended[jobs[$0].key]?.conclusion }
        return conclusions.count == places.count ? NeedResult.conclusion(conclusions) : nil
    }

    /// The `needs` context of a job, all of whose needs have ended.
    package func needs(of job: PlannedJob) -> Value {
        let places = placesByID()
        let members: [(String, Value)] = job.needs.map { need in
            let result = NeedResult(ends(of: places[need.lowercased()] ?? []))
            let outputs = result.outputs.map { ($0.name, Value.string($0.value)) }
            return (need, .object([("result", .string(result.conclusion.rawValue)), ("outputs", .object(outputs))]))
        }
        return .object(members)
    }

    /// In the order in which they ended.
    private func ends(of places: [Int]) -> [JobEnd] {
        if places.count == 1 { return ended[jobs[places[0]].key].map { [$0] } ?? [] }
        let keys = Set(places.map { jobs[$0].key })
        return endOrder.filter(keys.contains).compactMap { ended[$0] }
    }

    /// How the run ended, once all its jobs have.
    package func conclusion() -> Conclusion {
        Conclusion.ofRun(jobs.compactMap { ended[$0.key]?.conclusion }, wasCancelled: isCancelled)
    }
}
