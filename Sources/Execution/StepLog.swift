import Engines
import Planning
import RunRecords
import Synchronization

/// The log of one step: its file and whoever watches, and the runner's own words in it.
final class StepLog: Sendable {
    let mask: SharedSecretMask
    private let log: MaskingLog?
    private let observe: @Sendable (LogBatch) -> Void
    /// The first failure to write; the run ends as failed by it.
    private let failure: Mutex<(any Error)?>

    init(path: String, place: (job: JobKey, step: Int), mask: SharedSecretMask, observer: (@Sendable (RunNotice) -> Void)?) {
        self.mask = mask
        let (job, step) = place
        observe = { batch in observer?(.log(job, step: step, batch)) }
        do {
            log = MaskingLog(writer: try LogWriter(path: path), mask: mask)
            failure = Mutex(nil)
        } catch {
            log = nil
            failure = Mutex(error)
        }
    }

    /// Writes lines of the runner's own, masked.
    func say(_ text: String) {
        attempt { try log?.note(text, observe: observe) }
    }

    /// Writes lines of the runner's own with one write.
    func say(_ lines: [String]) {
        say(lines.joined(separator: "\n"))
    }

    /// Takes what the step's process wrote.
    func take(_ stream: OutputStream, _ chunk: UnsafeRawBufferPointer, inspectsEveryLine: Bool, _ inspect: MaskingLog.Inspect) {
        let source: LogStream = stream == .standardOutput ? .standardOutput : .standardError
        log?.inspectEveryLine(inspectsEveryLine)
        attempt { try log?.take(chunk, from: source, inspect: inspect, observe: observe) }
    }

    /// Takes what the process left without a line's end.
    func finish(_ inspect: MaskingLog.Inspect) {
        attempt { try log?.finish(inspect: inspect, observe: observe) }
    }

    /// Throws the first failure to write, if there was one.
    func close() throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    private func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            failure.withLock { $0 = $0 ?? error }
        }
    }
}
