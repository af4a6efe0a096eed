package import Planning

/// Where a job or step stands.
package enum RunStatus: String, Sendable, Hashable {
    case waiting, running, finished
}

/// A step as it happened.
package struct StepRun: Sendable {
    /// From 1 in its job.
    package var number: Int
    package var start: StepStart
    /// Seconds since 1970; 0 where the events came without times.
    package var startedAt: Double
    package var end: StepEnd?
    package var finishedAt: Double?

    package var status: RunStatus { end == nil ? .running : .finished }
}

/// A job as it happened.
package struct JobRun: Sendable {
    package var key: JobKey
    /// Nothing for a job that ended without having started: skipped, cancelled, not run.
    package var start: JobStart?
    package var startedAt: Double?
    package var end: JobEnd?
    package var finishedAt: Double?
    /// In order of their numbers.
    package var steps: [StepRun] = []
    /// Place in the order in which the jobs finished, from 0.
    var finishOrder = 0

    package var status: RunStatus { end != nil ? .finished : start != nil ? .running : .waiting }
}

/// A call of a workflow as it happened.
package struct CallRun: Sendable {
    /// The job that calls.
    package var key: JobKey
    package var start: CallStart
    package var end: JobEnd?
    var finishOrder = 0
}

/// What the journal's events add up to; pure, so the same events always give the same state.
///
/// Events that don't fit (a step of an unknown job) are taken as far as they make sense: reading a damaged journal must not fail.
package struct RunState: Sendable {
    /// The reason given to jobs and steps that were running when their runner ended.
    package static let stoppedReason = "the runner stopped"

    package private(set) var planned: RunPlanned?
    /// In the plan's order; the jobs of a matrix that is expanded late take their job's place, and called jobs that of the job that calls,
    /// unless that ends before it calls.
    package private(set) var jobs: [JobRun] = []
    /// In the order in which they began.
    package private(set) var calls: [CallRun] = []
    package private(set) var annotations: [(job: JobKey, annotation: Annotation)] = []
    /// The newest of each name, in the order in which they were stored, with the jobs that did.
    package private(set) var artifacts: [(job: JobKey, artifact: StoredArtifact)] = []
    package private(set) var cancelReason: String?
    /// Nothing while the run goes on.
    package private(set) var conclusion: Conclusion?
    /// The runner ended without ending the run.
    package private(set) var wasStopped = false
    /// Seconds since 1970.
    package private(set) var startedAt: Double?
    package private(set) var finishedAt: Double?

    private var places: [JobKey: Int] = [:]
    private var finishedJobs = 0

    package init() {}

    /// The state after these events.
    package init(replaying events: some Sequence<RunEvent>) {
        for event in events { apply(event) }
    }

    /// The state after these records.
    package init(replaying records: some Sequence<RunRecord>) {
        for record in records { apply(record) }
    }

    /// The state that a journal tells of; when nobody holds it and it has no end, its runner was stopped.
    package init(reading journal: JournalReading) {
        self.init(replaying: journal.records)
        if !journal.isHeld { endStopped() }
    }

    package var isFinished: Bool { conclusion != nil }

    package subscript(key: JobKey) -> JobRun? { places[key].map { jobs[$0] } }

    package mutating func apply(_ record: RunRecord) {
        apply(record.event, at: record.time)
    }

    /// - Parameter time: Seconds since 1970.
    package mutating func apply(_ event: RunEvent, at time: Double = 0) {
        startedAt = startedAt ?? time
        switch event {
        case .runPlanned(let planned): plan(planned)
        case .jobExpanded(let id, let combinations): expand(id, combinations.map(\.key))
        case .callStarted(let key, let start): begin(CallRun(key: key, start: start))
        case .callFinished(let key, let end): finishCall(key, end)
        case .jobStarted(let key, let start):
            change(key) {
                $0.start = start
                $0.startedAt = time
            }
        case .stepStarted(let key, let number, let start):
            change(key) { $0.begin(StepRun(number: number, start: start, startedAt: time)) }
        case .stepFinished(let key, let number, let end): change(key) { $0.finish(number, end, time) }
        case .annotationAdded(let key, let annotation): annotations.append((key, annotation))
        case .artifactStored(let key, let artifact):
            artifacts.removeAll { $0.artifact.name == artifact.name }
            artifacts.append((key, artifact))
        case .jobFinished(let key, let end): finish(key, end, time)
        case .runCancelled(let reason): cancelReason = cancelReason ?? reason
        case .runFinished(let conclusion):
            self.conclusion = conclusion
            finishedAt = time
        case .unknown: break
        }
    }

    private mutating func plan(_ planned: RunPlanned) {
        self.planned = planned
        jobs = planned.jobs.map { JobRun(key: $0) }
        index()
    }

    private mutating func expand(_ id: String, _ keys: [JobKey]) {
        replace(keys) { $0.description == id }
    }

    private mutating func begin(_ call: CallRun) {
        calls.append(call)
        let isPlanned = call.start.jobs.allSatisfy { places[$0] != nil }
        if isPlanned, places[call.key] == nil { return }
        replace(call.start.jobs) { $0 == call.key || $0.isBelow(call.key) }
    }

    private mutating func finishCall(_ key: JobKey, _ end: JobEnd) {
        guard let place = calls.lastIndex(where: { $0.key == key }) else { return }
        calls[place].end = end
        calls[place].finishOrder = finishedJobs
        finishedJobs += 1
    }

    /// Puts jobs in the place of others.
    private mutating func replace(_ keys: [JobKey], where isReplaced: (JobKey) -> Bool) {
        let place = jobs.firstIndex { isReplaced($0.key) } ?? jobs.count
        jobs.removeAll { isReplaced($0.key) }
        jobs.insert(contentsOf: keys.map { JobRun(key: $0) }, at: min(place, jobs.count))
        index()
    }

    private mutating func index() {
        places = Dictionary(jobs.enumerated().map { ($1.key, $0) }) { first, _ in first }
    }

    private mutating func change(_ key: JobKey, _ body: (inout JobRun) -> Void) {
        if places[key] == nil {
            places[key] = jobs.count
            jobs.append(JobRun(key: key))
        }
        if let place = places[key] { body(&jobs[place]) }
    }

    private mutating func finish(_ key: JobKey, _ end: JobEnd, _ time: Double) {
        let order = finishedJobs
        finishedJobs += 1
        // A job that calls and ends before it does stands for the jobs it would have called.
        if places[key] == nil { replace([key]) { $0.isBelow(key) } }
        change(key) {
            $0.end = end
            $0.finishedAt = time
            $0.finishOrder = order
        }
    }

    /// Ends a run whose runner is gone: what was running failed, what waited was not run. An ended run stays as it is.
    package mutating func endStopped() {
        guard conclusion == nil else { return }
        wasStopped = true
        for place in calls.indices where calls[place].end == nil {
            calls[place].end = JobEnd(conclusion: .failure, outcome: .failure, reason: Self.stoppedReason)
        }
        for key in jobs.map(\.key) {
            change(key) { job in
                for place in job.steps.indices where job.steps[place].end == nil {
                    job.steps[place].end = StepEnd(outcome: .failure, conclusion: .failure, reason: Self.stoppedReason)
                }
                guard job.end == nil else { return }
                let conclusion: Conclusion = job.start == nil ? .notRun : .failure
                job.end = JobEnd(conclusion: conclusion, outcome: conclusion, reason: Self.stoppedReason)
            }
        }
        conclusion = .failure
    }
}

extension JobRun {
    fileprivate mutating func begin(_ step: StepRun) {
        steps.removeAll { $0.number == step.number }
        steps.insert(step, at: steps.firstIndex { $0.number > step.number } ?? steps.count)
    }

    fileprivate mutating func finish(_ number: Int, _ end: StepEnd, _ time: Double) {
        if !steps.contains(where: { $0.number == number }) {
            // A skipped step ends without having started.
            begin(StepRun(number: number, start: StepStart(name: "", id: "", log: ""), startedAt: time))
        }
        guard let place = steps.firstIndex(where: { $0.number == number }) else { return }
        steps[place].end = end
        steps[place].finishedAt = time
    }
}
