import Execution
import Planning
import RunRecords

/// What a view knows of one run: its jobs and steps with their states, times and last lines, built from the run's notices.
struct RunPicture {
    /// How many last lines of a step are kept.
    static let tailLength = 5

    enum Phase {
        case waiting, running
        case ended(Conclusion)
    }

    struct StepPicture {
        var number: Int
        var name: String
        var log: String
        var started: Double
        var ended: Double?
        var end: StepEnd?
        var tail: [String] = []
        /// The lines that the step itself printed.
        var lineCount = 0
        /// Titles of the groups that are open; their lines are folded away.
        var openGroups: [String] = []
    }

    struct JobPicture {
        var key: JobKey
        var name: String
        var folder = ""
        var engine = ""
        var phase = Phase.waiting
        var started: Double?
        var ended: Double?
        var end: JobEnd?
        var steps: [StepPicture] = []

        /// The first step that made the job fail.
        var failedStep: StepPicture? {
            steps.first { $0.end?.conclusion == .failure }
        }
    }

    private(set) var planned: RunPlanned?
    private(set) var jobs: [JobPicture] = []
    private(set) var annotations: [(job: JobKey, annotation: Annotation)] = []
    /// The newest of each name.
    private(set) var artifacts: [StoredArtifact] = []
    private(set) var started: Double?
    private(set) var ended: Double?
    private(set) var conclusion: Conclusion?
    private(set) var cancelReason: String?
    private var places: [JobKey: Int] = [:]

    mutating func apply(_ notice: RunNotice) {
        switch notice {
        case .record(let record): apply(record)
        case .log(let key, let step, let batch): append(batch, to: key, step: step)
        }
    }

    func job(_ key: JobKey) -> JobPicture? {
        places[key].map { jobs[$0] }
    }

    private mutating func apply(_ record: RunRecord) {
        switch record.event {
        case .runPlanned(let run):
            planned = run
            started = record.time
            setJobs(run.jobs.map { JobPicture(key: $0, name: $0.description) })
        case .jobExpanded(let id, let combinations):
            replace(by: combinations.map(\.key)) { $0.description == id }
        case .callStarted(let key, let start):
            let isPlanned = places[key] == nil && start.jobs.allSatisfy { places[$0] != nil }
            if !isPlanned { replace(by: start.jobs) { $0 == key || $0.isBelow(key) } }
        case .callFinished(let key, let end): finish(key, end, record.time)
        case .jobStarted(let key, let start):
            change(key) { job in
                (job.name, job.folder, job.engine) = (start.name, start.folder, start.engine)
                (job.phase, job.started) = (.running, record.time)
            }
        case .stepStarted(let key, let number, let start):
            change(key) { $0.steps.append(StepPicture(number: number, name: start.name, log: start.log, started: record.time)) }
        case .stepFinished(let key, let number, let end):
            changeStep(key, number) { ($0.end, $0.ended) = (end, record.time) }
        case .annotationAdded(let key, let annotation):
            annotations.append((key, annotation))
        case .artifactStored(_, let artifact):
            artifacts.removeAll { $0.name == artifact.name }
            artifacts.append(artifact)
        case .jobFinished(let key, let end):
            // A job that ends before it calls stands for what it would have called.
            if places[key] == nil { replace(by: [key]) { $0.isBelow(key) } }
            change(key) { ($0.end, $0.ended, $0.phase) = (end, record.time, .ended(end.conclusion)) }
        case .runCancelled(let reason): cancelReason = reason
        case .runFinished(let end): (conclusion, ended) = (end, record.time)
        case .unknown: break
        }
    }

    private mutating func setJobs(_ jobs: [JobPicture]) {
        self.jobs = jobs
        places = Dictionary(jobs.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private mutating func replace(by keys: [JobKey], where isReplaced: (JobKey) -> Bool) {
        guard let place = jobs.firstIndex(where: { isReplaced($0.key) }) else { return }
        var changed = jobs.filter { !isReplaced($0.key) }
        changed.insert(contentsOf: keys.map { JobPicture(key: $0, name: $0.description) }, at: place)
        setJobs(changed)
    }

    /// A call has no line of its own, unless it went wrong with none of its jobs.
    private mutating func finish(_ key: JobKey, _ end: JobEnd, _ time: Double) {
        guard end.conclusion == .failure, end.reason != nil else { return }
        let place = jobs.lastIndex { $0.key.isBelow(key) }.map { $0 + 1 } ?? jobs.count
        var call = JobPicture(key: key, name: key.description)
        (call.end, call.ended, call.phase) = (end, time, .ended(end.conclusion))
        setJobs(Array(jobs[..<place]) + [call] + Array(jobs[place...]))
    }

    private mutating func change(_ key: JobKey, _ body: (inout JobPicture) -> Void) {
        guard let place = places[key] else { return }
        body(&jobs[place])
    }

    private mutating func changeStep(_ key: JobKey, _ number: Int, _ body: (inout StepPicture) -> Void) {
        change(key) { job in
            guard let place = job.steps.lastIndex(where: { $0.number == number }) else { return }
            body(&job.steps[place])
        }
    }

    private mutating func append(_ batch: LogBatch, to key: JobKey, step: Int) {
        changeStep(key, step) { picture in
            picture.lineCount += batch.printedLineCount
            // Only the last lines can be seen; a group's title stands for all in it.
            for line in batch.lines(last: 200) { picture.add(line) }
        }
    }
}

extension RunPicture.StepPicture {
    fileprivate mutating func add(_ line: LogLine) {
        if line.text.hasPrefix("##[group]") {
            let title = String(line.text.dropFirst("##[group]".count))
            openGroups.append(title)
            // The runner's own heading repeats the step's name.
            if line.stream != .runner { push("▸ " + title) }
        } else if line.text.hasPrefix("##[endgroup]") {
            openGroups = openGroups.dropLast()
        } else if openGroups.isEmpty {
            push(line.text)
        }
    }

    private mutating func push(_ text: String) {
        let text = TerminalText.sanitized(text)
        if text.isEmpty { return }
        tail.append(text)
        if tail.count > RunPicture.tailLength { tail.removeFirst() }
    }
}
