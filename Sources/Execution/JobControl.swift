import LinuxSystem
import Synchronization

/// Cancels a running job, and with it those of its steps whose condition no longer holds.
final class JobControl: Sendable {
    /// Why a job was cancelled.
    enum Cause: Sendable, Hashable {
        /// Ctrl-C, a newer run of the concurrency group, another combination of the matrix.
        case asked(reason: String)
        case timedOut(minutes: Double)

        /// For the log: lower case, no full stop.
        var reason: String {
            switch self {
            case .asked(let reason): reason
            case .timedOut(let minutes): "the job has exceeded the maximum execution time of \(ElapsedText.minutes(minutes))"
            }
        }
    }

    private struct State {
        var cause: Cause?
        var steps: [ObjectIdentifier: StepControl] = [:]
        var listeners: [@Sendable () -> Void] = []
        var closers: [@Sendable () -> Void] = []
        var hasEnded = false
    }

    private let state = Mutex(State())

    /// Why the job was cancelled; nothing while it was not.
    var cause: Cause? {
        state.withLock { $0.cause }
    }

    var isCancelled: Bool {
        cause != nil
    }

    /// Cancels the job; the first cause counts.
    func cancel(_ cause: Cause) {
        let (steps, listeners): ([StepControl], [@Sendable () -> Void]) = state.withLock { state in
            guard state.cause == nil else { return ([], []) }
            state.cause = cause
            return (Array(state.steps.values), state.listeners)
        }
        for listener in listeners { listener() }
        for step in steps { step.jobWasCancelled() }
    }

    /// Calls `listener` once the job is cancelled, at once if it is already.
    func onCancel(_ listener: @escaping @Sendable () -> Void) {
        let isCancelled = state.withLock { state in
            state.listeners.append(listener)
            return state.cause != nil
        }
        if isCancelled { listener() }
    }

    /// Returns once the job is cancelled.
    func untilCancelled() async {
        await withCheckedContinuation { continuation in onCancel { continuation.resume() } }
    }

    /// Calls `closer` once the job has ended, at once if it has already.
    func onEnd(_ closer: @escaping @Sendable () -> Void) {
        let hasEnded = state.withLock { state in
            if !state.hasEnded { state.closers.append(closer) }
            return state.hasEnded
        }
        if hasEnded { closer() }
    }

    /// The job is over: its timers stop.
    func end() {
        let closers = state.withLock { state in
            state.hasEnded = true
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer() }
    }

    /// Tells the step when the job is cancelled, until `leave`.
    func enter(_ step: StepControl) {
        let isCancelled = state.withLock { state in
            state.steps[ObjectIdentifier(step)] = step
            return state.cause != nil
        }
        if isCancelled { step.jobWasCancelled() }
    }

    func leave(_ step: StepControl) {
        _ = state.withLock { $0.steps.removeValue(forKey: ObjectIdentifier(step)) }
    }
}

/// Ends a running step before its time.
final class StepControl: Sendable {
    enum Cause: Sendable, Hashable {
        case jobCancelled, timedOut
        /// By a `cancel:` step.
        case cancelledByStep
        /// The step that uses the composite action around was ended, for another reason than its job's.
        case endedAround
    }

    private struct State {
        var cause: Cause?
        var hasEnded = false
        var stop: (@Sendable () -> Void)?
        var continuesWhenCancelled: @Sendable () -> Bool = { false }
    }

    private let state = Mutex(State())

    /// - Parameter holds: Whether the step's condition, evaluated again, still holds in a cancelled job.
    func setCondition(_ holds: @escaping @Sendable () -> Bool) {
        state.withLock { $0.continuesWhenCancelled = holds }
    }

    /// Why the step was ended; nothing while it was not.
    var cause: Cause? {
        state.withLock { $0.cause }
    }

    /// The step's process has ended: what comes after that doesn't change how.
    ///
    /// - Returns: Why we ended it, if we did.
    func settle() -> Cause? {
        state.withLock { state in
            state.hasEnded = true
            return state.cause
        }
    }

    /// Ends the step; the first cause counts.
    func cancel(_ cause: Cause) {
        let stop: (@Sendable () -> Void)? = state.withLock { state in
            guard state.cause == nil, !state.hasEnded else { return nil }
            state.cause = cause
            return state.stop
        }
        stop?()
    }

    /// What ends the step's process; called at once when the step was cancelled before.
    func onCancel(_ stop: @escaping @Sendable () -> Void) {
        let isCancelled = state.withLock { state in
            state.stop = stop
            return state.cause != nil
        }
        if isCancelled { stop() }
    }

    /// Runs what is no process of the step, such as a download; what ends the step ends it, too.
    func ending<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let task = Task { () async -> Result<Value, Failure> in
            do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
        }
        onCancel { task.cancel() }
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        return try result.get()
    }

    /// The same for a step of a composite action whose step was ended.
    func wasEndedAround(_ cause: Cause?) {
        switch cause {
        case .jobCancelled: jobWasCancelled()
        case .timedOut, .cancelledByStep, .endedAround: cancel(.endedAround)
        case nil: break
        }
    }

    func jobWasCancelled() {
        // Evaluating may read the disk (hashFiles).
        BlockingWork.start { [self] in considerCancelledJob() }
    }

    /// Ends the step unless its condition holds in a cancelled job.
    func considerCancelledJob() {
        let continues = state.withLock { $0.continuesWhenCancelled }
        if !continues() { cancel(.jobCancelled) }
    }
}

/// Stretches of time in words.
enum ElapsedText {
    /// `5 minutes`, `1 minute`, `0.5 minutes`
    static func minutes(_ count: Double) -> String {
        if count == 1 { return "1 minute" }
        if count.rounded() == count, abs(count) < 1e15 { return "\(Int(count)) minutes" }
        return "\(count) minutes"
    }
}
