import Planning
import RunRecords
import Workflows

/// A step that has begun: its log, its annotations, its records.
struct StartedStep: Sendable {
    let scope: JobScope
    let place: StepPlace
    let placed: PlacedStep
    let log: StepLog
    /// The display name, masked.
    let name: String

    /// Records that the step starts.
    init(scope: JobScope, place: StepPlace, placed: PlacedStep, name: String) {
        self.scope = scope
        self.place = place
        self.placed = placed
        self.name = scope.mask.mask(name)
        let file = RunDirectory.logName(number: placed.number, name: self.name)
        log = scope.log(number: placed.number, file: file)
        scope.record(.stepStarted(scope.planned.key, number: placed.number, StepStart(name: self.name, id: placed.step.id, log: file)))
    }

    /// A step of a composite action, whose output goes into the log of the job's step that uses the action.
    private init(_ placed: PlacedStep, at place: StepPlace, inside outer: StartedStep) {
        scope = outer.scope
        self.place = place
        self.placed = placed
        log = outer.log
        name = outer.name
    }

    /// A step of the composite action that this step uses; nothing is recorded.
    func entering(_ placed: PlacedStep, at place: StepPlace) -> StartedStep {
        StartedStep(placed, at: place, inside: self)
    }

    /// `github.action`
    var identifier: String { place.name(of: placed.step) }

    /// Writes an error to the log and attaches it to the run.
    func error(_ message: String) {
        log.say("##[error]\(message)")
        annotate(Annotation(level: .error, message: message))
    }

    func warning(_ message: String) {
        log.say("##[warning]\(message)")
        annotate(Annotation(level: .warning, message: message))
    }

    /// Records an annotation; its texts are masked here.
    func annotate(_ annotation: Annotation) {
        var annotation = annotation
        annotation.message = scope.mask.mask(annotation.message)
        annotation.step = placed.number
        scope.record(.annotationAdded(scope.planned.key, annotation))
    }

    func failed(_ failure: EvaluationFailure) -> StepResult {
        error(failure.description)
        if let remedy = failure.remedy { log.say("##[notice]\(remedy)") }
        return StepResult(end: StepEnd(outcome: .failure, conclusion: .failure, reason: scope.mask.mask(failure.description)))
    }

    /// What becomes of the result when the step was ended early. A timeout is a failure, unlike a job's.
    func end(_ result: inout StepResult, by cause: StepControl.Cause, timeout: Double) {
        let status = result.end.exitStatus
        switch cause {
        case .timedOut:
            let reason = "timed out after \(ElapsedText.minutes(timeout))"
            error("The step \(reason).")
            result.end = StepEnd(outcome: .failure, conclusion: .failure, exitStatus: status, reason: reason)
        case .jobCancelled:
            let reason = scope.control.cause?.reason ?? "the job was cancelled"
            if !result.tellsOfItsEnd { error("The operation was canceled: \(reason).") }
            result.tellsOfItsEnd = true
            result.end = StepEnd(outcome: .cancelled, conclusion: .cancelled, exitStatus: status, reason: reason)
        case .cancelledByStep:
            log.say("Cancelled by a later step.")
            result.end = StepEnd(outcome: .cancelled, conclusion: .cancelled, exitStatus: status, reason: "cancelled by a later step")
            result.wasCancelledByStep = true
        case .endedAround:
            result.end = StepEnd(outcome: .cancelled, conclusion: .cancelled, exitStatus: status, reason: "the step around was ended")
        }
    }

    /// Ends a step under which the sandbox died.
    ///
    /// - Parameter says: Say why, too: the first step does it for all.
    func endLost(_ failure: JobFailure, says: Bool) {
        if says {
            log.say(failure.lines)
            for annotation in failure.annotations(step: placed.number) { scope.record(.annotationAdded(scope.planned.key, annotation)) }
        }
        finish(StepEnd(outcome: .failure, conclusion: .failure, reason: failure.reason))
    }

    /// Closes the log and records the end; its reason is masked here, it may tell of folders and programs.
    func finish(_ end: StepEnd) {
        var end = end
        end.reason = end.reason.map(scope.mask.mask)
        do {
            try log.close()
        } catch {
            scope.recorder.fail(error)
        }
        scope.record(.stepFinished(scope.planned.key, number: placed.number, end))
    }
}
