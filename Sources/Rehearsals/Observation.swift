import Execution
import Expressions
import Planning
import RunRecords
import Synchronization

/// What a played run did.
struct Observation: Sendable {
    /// Jobs that began, by key.
    var jobs: [JobKey: Rehearsal.Job] = [:]
    /// Steps that began, by job and identifier in lower case.
    var steps: [JobKey: [String: Rehearsal.Step]] = [:]
    /// In the order of their ends.
    var stepResults: [JobKey: [Rehearsal.StepResult]] = [:]
    /// In the order in which jobs and calls ended.
    var ends: [(key: JobKey, end: JobEnd)] = []
    /// The combination of each job that has one.
    var matrices: [JobKey: Value] = [:]
    var unmocked: [(job: JobKey, identifier: String)] = []
    var conclusion = Conclusion.success

    /// The ends of the jobs that a reference means.
    func ends(_ reference: JobReference) -> [(key: JobKey, end: JobEnd)] {
        ends.filter { reference.means($0.key) }
    }

    /// Whether the job did anything.
    func hasRun(_ key: JobKey) -> Bool {
        guard let end = ends.last(where: { $0.key == key })?.end else { return false }
        return end.conclusion != .skipped && (jobs[key] != nil)
    }

    mutating func take(_ event: RunEvent) {
        switch event {
        case .jobFinished(let key, let end), .callFinished(let key, let end): ends.append((key, end))
        case .jobExpanded(_, let combinations):
            for combination in combinations { matrices[combination.key] = combination.matrix }
        default: break
        }
    }
}

/// Plays a run and collects what it does, from any thread.
final class Observer: Sendable {
    private let state: Mutex<Observation>
    private let mocks: Mocks

    private init(_ start: Observation, _ mocks: Mocks) {
        state = Mutex(start)
        self.mocks = mocks
    }

    /// Plays the run that a request describes; its directory must be there.
    static func observe(_ request: RunRequest, _ mocks: Mocks) async throws -> Observation {
        var start = Observation()
        for job in request.plan.jobs { start.matrices[job.key] = job.matrix }
        let observer = Observer(start, mocks)
        var request = request
        request.bindsWorkTree = true
        // One job after the other, so that it always comes to the same.
        request.slots = JobSlots(1)
        request.rehearsal = observer.rehearsal
        request.observer = { notice in
            guard case .record(let record) = notice else { return }
            observer.change { $0.take(record.event) }
        }
        let conclusion = try await Execution.run(request)
        observer.change { $0.conclusion = conclusion }
        return observer.state.withLock { $0 }
    }

    private func change(_ body: (inout Observation) -> Void) {
        state.withLock { body(&$0) }
    }

    private var rehearsal: Rehearsal {
        Rehearsal(
            job: { [self] job in
                change { $0.jobs[job.key] = job }
                return mocks.end(of: job.key)
            },
            step: { [self] step in
                let play = mocks.play(of: step)
                change { seen in
                    let isNew = seen.steps[step.job, default: [:]].updateValue(step, forKey: step.identifier.lowercased()) == nil
                    if isNew, play == nil { seen.unmocked.append((step.job, step.identifier)) }
                }
                return play
            },
            stepEnded: { [self] step in
                change { $0.stepResults[step.job, default: []].append(step) }
            })
    }
}
