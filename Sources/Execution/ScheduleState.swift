package import Expressions
package import Planning
package import RunRecords
import Workflows

/// What the scheduler must know of a run: which jobs there are, which run, how the others ended.
package struct ScheduleState: Sendable {
    /// A call that has begun: what conditions of its jobs see.
    package struct OpenCall: Sendable {
        /// The called file, for messages.
        package var file: String
        /// `github`, `vars` and `inputs`.
        package var contexts: [String: Value]
        /// Why its jobs shall end; nothing while they needn't.
        package var cancelReason: String?

        package init(file: String, contexts: [String: Value]) {
            self.file = file
            self.contexts = contexts
        }
    }

    /// In file order; the combinations of a matrix follow each other, and take the place of a job that was expanded late. Called jobs
    /// follow the job that calls.
    package private(set) var jobs: [PlannedJob]
    /// Jobs that run, and those that call while their called jobs have not all ended.
    package var running: Set<JobKey> = []
    /// Running jobs that were told to stop already.
    package var stopping: Set<JobKey> = []
    /// Waiting jobs that may not start for a reason that the scheduler does not know.
    package var blocked: Set<JobKey> = []
    package private(set) var ended: [JobKey: JobEnd] = [:]
    /// By the printed key of the job that calls.
    package private(set) var calls: [String: OpenCall] = [:]
    /// In the order they ended.
    private var endOrder: [JobKey] = []
    package var isCancelled = false

    package init(jobs: [PlannedJob]) {
        self.jobs = jobs
    }

    package func job(_ key: JobKey) -> PlannedJob? {
        jobs.first { $0.key == key }
    }

    package mutating func end(_ key: JobKey, _ end: JobEnd) {
        running.remove(key)
        stopping.remove(key)
        if ended.updateValue(end, forKey: key) == nil { endOrder.append(key) }
        // What it would have called will never be.
        if calls[key.description] == nil, job(key)?.job.call != nil { jobs.removeAll { $0.key.isBelow(key) } }
    }

    /// Puts the combinations of a matrix in the place of the job they were made of.
    package mutating func expand(_ key: JobKey, into combinations: [PlannedJob]) {
        guard let place = jobs.firstIndex(where: { $0.key == key }) else { return }
        jobs.replaceSubrange(place...place, with: combinations)
    }

    /// Begins a call.
    ///
    /// - Parameter called: Its jobs, where they were not planned before.
    package mutating func open(_ planned: PlannedJob, _ call: OpenCall, called: [PlannedJob] = []) {
        guard let place = jobs.firstIndex(where: { $0.key == planned.key }) else { return }
        var call = call
        call.cancelReason = calls[planned.key.caller]?.cancelReason
        calls[planned.key.description] = call
        running.insert(planned.key)
        jobs.replaceSubrange(place...place, with: [planned] + called)
    }

    /// Ends the jobs of a call, those of calls below it too, as if the run was cancelled.
    package mutating func cancelCall(_ key: JobKey, reason: String) {
        let text = key.description
        for name in calls.keys where name == text || JobKey(name)?.isBelow(key) == true {
            if calls[name]?.cancelReason == nil { calls[name]?.cancelReason = reason }
        }
    }

    package var isFinished: Bool {
        jobs.allSatisfy { ended[$0.key] != nil }
    }

    /// Why a job that has not ended shall; nothing while it needn't.
    func cancelReason(of job: PlannedJob) -> String? {
        isCancelled ? "the run was cancelled" : calls[job.key.caller]?.cancelReason
    }

    /// The jobs of one id by call and id, as places in `jobs`.
    func placesByID() -> [String: [Int]] {
        Dictionary(grouping: jobs.indices) { jobs[$0].key.group }
    }

    /// The one result of the jobs of an id, nothing while one of them has not ended.
    func result(of places: [Int]) -> Conclusion? {
        let conclusions = places.compactMap { ended[jobs[$0].key]?.conclusion }
        return conclusions.count == places.count ? NeedResult.conclusion(conclusions) : nil
    }

    /// The `needs` context of a job, all of whose needs have ended.
    package func needs(of job: PlannedJob) -> Value {
        let places = placesByID()
        let members = job.needs.map { ($0, result(places[JobKey.group(job.key.caller, $0)] ?? [])) }
        return .object(members)
    }

    /// The `jobs` context of a call, all of whose jobs have ended.
    package func results(of call: JobKey) -> Value {
        let caller = call.description
        let places = placesByID()
        var seen: Set<String> = []
        let members = jobs.filter { $0.key.caller == caller && seen.insert($0.key.group).inserted }.map { job in
            (job.key.id, result(places[job.key.group] ?? []))
        }
        return .object(members)
    }

    /// How a call ended, once all its jobs have: as a run with these jobs.
    package func conclusion(of call: JobKey) -> Conclusion {
        let caller = call.description
        return Conclusion.merged(jobs.lazy.filter { $0.key.caller == caller }.compactMap { ended[$0.key]?.conclusion })
    }

    /// `{result, outputs}`
    private func result(_ places: [Int]) -> Value {
        let result = NeedResult(ends(of: places))
        let outputs = result.outputs.map { ($0.name, Value.string($0.value)) }
        return .object([("result", .string(result.conclusion.rawValue)), ("outputs", .object(outputs))])
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

extension JobKey {
    /// What the jobs of a matrix have in common, and no other: ids are compared ignoring case.
    var group: String { Self.group(caller, id) }

    static func group(_ caller: String, _ id: String) -> String {
        caller.isEmpty ? id.lowercased() : "\(caller)\n\(id.lowercased())"
    }
}
