import Execution
import Planning
import RunRecords
import Synchronization

/// How much of what steps print is shown.
enum Loudness {
    case quiet, usual, verbose
}

/// Lines with the job's name in front, for pipes and logs; `--quiet` leaves the output of steps out.
final class PlainView: RunView {
    let wantsLines: Bool
    private let output: TextOutput
    private let style: TerminalStyle
    private let isVerbose: Bool
    private let showsWorkflow: Bool
    private let state = Mutex(State())

    private struct State {
        var pictures: [RunLabel: RunPicture] = [:]
        /// The steps whose heading was printed: it stands before their first line, so that skipped ones have none.
        var announced: Set<StepPlace> = []
    }

    private struct StepPlace: Hashable {
        var run: RunLabel
        var job: JobKey
        var step: Int
    }

    /// - Parameter showsWorkflow: Several runs at once: the workflow's name stands before the job's.
    init(style: TerminalStyle, loudness: Loudness, showsWorkflow: Bool, output: @escaping TextOutput) {
        self.output = output
        self.style = style
        self.showsWorkflow = showsWorkflow
        wantsLines = loudness != .quiet
        isVerbose = loudness == .verbose
    }

    func show(_ notice: RunNotice, of run: RunLabel) {
        state.withLock { state in
            var picture = state.pictures[run] ?? RunPicture()
            // The lines themselves are printed at once and needn't be kept.
            if case .record = notice { picture.apply(notice) }
            let text = lines(notice, of: run, picture, &state.announced).map { "\(prefix($0.job, run, picture)) | \($0.text)\n" }.joined()
            state.pictures[run] = picture
            if !text.isEmpty { output(text) }
        }
    }

    func finish() {}

    private func prefix(_ key: JobKey, _ run: RunLabel, _ picture: RunPicture) -> String {
        let name = TerminalText.sanitized(picture.job(key)?.name ?? key.description)
        return style.cyan(showsWorkflow ? "\(TerminalText.sanitized(run.workflow))/\(name)" : name)
    }

    private func lines(
        _ notice: RunNotice, of run: RunLabel, _ picture: RunPicture, _ announced: inout Set<StepPlace>
    ) -> [(job: JobKey, text: String)] {
        switch notice {
        case .log(let key, let step, let batch):
            guard wantsLines else { return [] }
            let texts = shown(batch.lines())
            guard !texts.isEmpty else { return [] }
            let isNew = announced.insert(StepPlace(run: run, job: key, step: step)).inserted
            return ((isNew ? [heading(of: step, in: picture.job(key))] : []) + texts).map { (key, $0) }
        case .record(let record):
            guard case .stepFinished(let key, let number, let end) = record.event else { return lines(record, picture) }
            let isNew = announced.insert(StepPlace(run: run, job: key, step: number)).inserted
            if end.outcome != .success { return [(key, ending(of: number, in: picture.job(key), end))] }
            return isNew && wantsLines ? [(key, heading(of: number, in: picture.job(key)))] : []
        }
    }

    /// Without `--verbose` the runner's own words are left out but for what it complains of and the titles of groups.
    private func shown(_ lines: [LogLine]) -> [String] {
        lines.compactMap { line in
            let text = TerminalText.sanitized(line.text, keepsColor: true)
            if isVerbose { return text }
            if line.stream == .runner, text.hasPrefix("##[group]Run ") { return nil }
            if text.hasPrefix("##[group]") { return "▸ " + text.dropFirst("##[group]".count) }
            if text.hasPrefix("##[endgroup]") { return nil }
            guard line.stream == .runner else { return text }
            return ["##[error]", "##[warning]", "##[notice]", "##[debug]"].contains { text.hasPrefix($0) } ? text : nil
        }
    }

    private func heading(of step: Int, in job: RunPicture.JobPicture?) -> String {
        style.bold("== \(TerminalText.sanitized(job?.steps.last { $0.number == step }?.name ?? "step \(step)"))")
    }

    private func lines(_ record: RunRecord, _ picture: RunPicture) -> [(job: JobKey, text: String)] {
        guard case .jobFinished(let key, let end) = record.event else { return [] }
        let time = span(picture.job(key))
        let word = style.colored(style.word(end.conclusion), for: end.conclusion)
        return [(key, style.bold("== job ended: ") + word + time + (end.reason.map { ": \($0)" } ?? ""))]
    }

    /// How a step ended that wasn't a success.
    private func ending(of number: Int, in job: RunPicture.JobPicture?, _ end: StepEnd) -> String {
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
