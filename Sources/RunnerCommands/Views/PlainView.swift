import Execution
import Planning
import RunRecords
import Synchronization

/// Lines with the job's name in front, for pipes and logs; `--quiet` leaves the output of steps out.
final class PlainView: RunView {
    let wantsLines: Bool
    private let output: TextOutput
    private let style: TerminalStyle
    private let showsWorkflow: Bool
    private let pictures = Mutex<[RunLabel: RunPicture]>([:])

    /// - Parameter showsWorkflow: Several runs at once: the workflow's name stands before the job's.
    init(style: TerminalStyle, quiet: Bool, showsWorkflow: Bool, output: @escaping TextOutput) {
        self.output = output
        self.style = style
        self.showsWorkflow = showsWorkflow
        wantsLines = !quiet
    }

    func show(_ notice: RunNotice, of run: RunLabel) {
        pictures.withLock { pictures in
            var picture = pictures[run] ?? RunPicture()
            // The lines themselves are printed at once and needn't be kept.
            if case .record = notice { picture.apply(notice) }
            let text = lines(notice, picture).map { "\(prefix($0.job, run, picture)) | \($0.text)\n" }.joined()
            pictures[run] = picture
            if !text.isEmpty { output(text) }
        }
    }

    func finish() {}

    private func prefix(_ key: JobKey, _ run: RunLabel, _ picture: RunPicture) -> String {
        let name = TerminalText.sanitized(picture.job(key)?.name ?? key.description)
        return style.cyan(showsWorkflow ? "\(TerminalText.sanitized(run.workflow))/\(name)" : name)
    }

    private func lines(_ notice: RunNotice, _ picture: RunPicture) -> [(job: JobKey, text: String)] {
        switch notice {
        case .log(let key, _, let lines):
            return wantsLines ? lines.map { (key, TerminalText.sanitized($0.text, keepsColor: true)) } : []
        case .record(let record): return lines(record, picture)
        }
    }

    private func lines(_ record: RunRecord, _ picture: RunPicture) -> [(job: JobKey, text: String)] {
        switch record.event {
        case .stepStarted(let key, _, let start):
            return wantsLines ? [(key, style.bold("== \(TerminalText.sanitized(start.name))"))] : []
        case .stepFinished(let key, let number, let end):
            return [(key, ending(of: number, in: picture.job(key), end))].filter { !$0.text.isEmpty }
        case .jobFinished(let key, let end):
            let time = span(picture.job(key))
            let word = style.colored(style.word(end.conclusion), for: end.conclusion)
            return [(key, style.bold("== job ended: ") + word + time + (end.reason.map { ": \($0)" } ?? ""))]
        default: return []
        }
    }

    /// Says how a step ended where that is worth a line: anything but success.
    private func ending(of number: Int, in job: RunPicture.JobPicture?, _ end: StepEnd) -> String {
        guard end.outcome != .success else { return "" }
        let name = job?.steps.last { $0.number == number }?.name ?? "step \(number)"
        let word = style.colored(style.word(end.outcome), for: end.outcome)
        let allowed = end.outcome != end.conclusion ? " (continue-on-error)" : ""
        let why = end.reason ?? end.exitStatus.map { "exit status \($0)" }
        return "== \(TerminalText.sanitized(name)): \(word)\(allowed)\(why.map { ", \($0)" } ?? "")"
    }

    private func span(_ job: RunPicture.JobPicture?) -> String {
        guard let started = job?.started, let ended = job?.ended else { return "" }
        return " after \(TerminalText.duration(ended - started))"
    }
}
