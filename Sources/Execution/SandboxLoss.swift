import Engines
import RunRecords
import Synchronization

/// What a job has to say when its sandbox died under its steps.
///
/// Nothing can run then, not even `always()` steps. Why it died is known for certain only when it is closed, so the steps that it took along
/// are ended after that.
final class SandboxLoss: Sendable {
    private struct State {
        var error: EngineError?
        var lost: [StartedStep] = []
        var afterwards: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    /// What the first step was told that met with the loss; nothing while the sandbox lives.
    var error: EngineError? {
        state.withLock { $0.error }
    }

    /// Notes that the sandbox died under a step.
    func note(_ error: EngineError, under step: StartedStep) {
        state.withLock { state in
            state.error = state.error ?? error
            state.lost.append(step)
        }
    }

    /// Does something once the lost steps are ended, at once when none is lost.
    func afterwards(_ body: @escaping @Sendable () -> Void) {
        let isLost = state.withLock { state in
            if state.error != nil { state.afterwards.append(body) }
            return state.error != nil
        }
        if !isLost { body() }
    }

    /// Ends the lost steps, and says the reason once.
    ///
    /// - Returns: Whether there were any.
    func settle(_ failure: JobFailure) -> Bool {
        let (lost, afterwards) = state.withLock { state in
            defer { (state.lost, state.afterwards) = ([], []) }
            return (state.lost, state.afterwards)
        }
        for (index, step) in lost.enumerated() { step.endLost(failure, says: index == 0) }
        for body in afterwards { body() }
        return !lost.isEmpty
    }
}

/// Why a job could not go on: the machine's fault, not a step's.
struct JobFailure: Sendable {
    /// Masked.
    let reason: String
    /// How to mend it.
    let remedy: String?

    init(_ error: any Error, mask: SharedSecretMask) {
        if let error = error as? EngineError {
            reason = mask.mask(error.problem)
            remedy = error.remedy.map(mask.mask)
        } else {
            reason = mask.mask("\(error)")
            remedy = (error as? EvaluationFailure)?.remedy.map(mask.mask)
        }
    }

    /// For the log.
    var lines: [String] {
        ["##[error]\(reason)"] + (remedy.map { ["##[notice]\($0)"] } ?? [])
    }

    /// For the run: the remedy is no part of the error.
    func annotations(step: Int) -> [Annotation] {
        var annotations = [Annotation(level: .error, message: reason)]
        if let remedy { annotations.append(Annotation(level: .notice, message: remedy)) }
        for index in annotations.indices { annotations[index].step = step }
        return annotations
    }
}
