package import LinuxSystem
package import RunRecords
import Synchronization

/// The log of a running step: bytes of its streams in; masked lines to its file, then to whoever watches.
///
/// A line is in the file before an observer sees it, so killing the runner loses no line that was shown. May be called from several
/// tasks; calls take turns. Neither `inspect` nor `observe` may call back into the same log.
package final class MaskingLog: Sendable {
    private struct State {
        var output: MaskingLineStream
        var error: MaskingLineStream
        var batch = LogBatch(microseconds: 0)
    }

    /// Looks at a line before it is masked: where it came from, and its bytes without the line's end, valid only during the call.
    package typealias Inspect = (LogStream, UnsafeRawBufferPointer) -> LineVerdict
    /// Sees the lines of a batch, masked and written.
    package typealias Observe = (LogBatch) -> Void

    private let writer: LogWriter
    private let mask: SharedSecretMask
    private let state: Mutex<State>

    package init(writer: LogWriter, mask: SharedSecretMask) {
        self.writer = writer
        self.mask = mask
        state = Mutex(
            State(
                output: MaskingLineStream(stream: .standardOutput, mask: mask), error: MaskingLineStream(stream: .standardError, mask: mask)
            ))
    }

    /// Whether `inspect` sees each line (problem matchers are at work) or only those that may hold a command.
    package func inspectEveryLine(_ isOn: Bool) {
        state.withLock {
            $0.output.inspectsEveryLine = isOn
            $0.error.inspectsEveryLine = isOn
        }
    }

    /// Takes what the step wrote; `stream` is standard output or error.
    ///
    /// - Throws: When the log can't be written (disk full); the lines are then shown to nobody, and later ones are tried again.
    package func take(
        _ chunk: UnsafeRawBufferPointer, from stream: LogStream, inspect: Inspect, observe: Observe
    ) throws(SystemError) {
        try change(observe) { state in
            if stream == .standardError {
                state.error.feed(chunk, into: &state.batch) { inspect(.standardError, $0) }
            } else {
                state.output.feed(chunk, into: &state.batch) { inspect(.standardOutput, $0) }
            }
        }
    }

    /// Adds lines of the runner's own; they are masked too.
    package func note(_ text: String, observe: Observe) throws(SystemError) {
        let masked = mask.current
        try change(observe) { state in
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                state.batch.append(masked.mask(String(line)), stream: .runner)
            }
        }
    }

    /// Adds what the step left without a line's end; call it when both streams have ended.
    package func finish(inspect: Inspect, observe: Observe) throws(SystemError) {
        try change(observe) { state in
            state.output.finish(into: &state.batch) { inspect(.standardOutput, $0) }
            state.error.finish(into: &state.batch) { inspect(.standardError, $0) }
        }
    }

    private func change(_ observe: Observe, _ body: (inout State) -> Void) throws(SystemError) {
        let failure: SystemError? = state.withLock { state in
            state.batch.stamp(microseconds: wallClockMicroseconds())
            body(&state)
            defer { state.batch.removeAll() }
            guard !state.batch.isEmpty else { return nil }
            do throws(SystemError) {
                try writer.write(state.batch)
            } catch {
                return error
            }
            observe(state.batch)
            return nil
        }
        if let failure { throw failure }
    }
}
