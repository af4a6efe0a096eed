import RunRecords
import Synchronization

/// Writes what happens in a run to its journal and tells the observer, in the same order.
final class RunRecorder: Sendable {
    private struct State {
        /// The first failure to write; the run can't go on then.
        var failure: (any Error)?
    }

    /// Those of the run.
    let artifacts: RunArtifacts
    private let journal: RunJournal
    /// Told of log lines by the logs themselves.
    let observer: (@Sendable (RunNotice) -> Void)?
    private let state = Mutex(State())

    init(journal: RunJournal, run: Int, observer: (@Sendable (RunNotice) -> Void)?) {
        self.journal = journal
        artifacts = RunArtifacts(run: run)
        self.observer = observer
    }

    /// Why the journal can't be written; nothing while it can.
    var failure: (any Error)? {
        state.withLock { $0.failure }
    }

    func append(_ event: RunEvent) {
        state.withLock { state in
            guard state.failure == nil else { return }
            do {
                let record = try journal.append(event, durably: false)
                observer?(.record(record))
            } catch {
                state.failure = error
            }
        }
    }

    /// Notes that a log could not be written.
    func fail(_ error: any Error) {
        state.withLock { $0.failure = $0.failure ?? error }
    }
}
