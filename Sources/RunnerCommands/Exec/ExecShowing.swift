import Execution
import Glibc
import LinuxSystem
import OptionParsing
import RunRecords

extension ExecPreparation {
    private var format: OutputFormat {
        call.arguments[ExecOptions.format] ?? .text
    }

    /// The picture is drawn in place on a terminal.
    var isLive: Bool {
        let arguments = call.arguments
        guard call.console.isTerminal, Console.movesCursor(call.environment) else { return false }
        return format == .text && !arguments[ExecOptions.quiet] && !arguments[ExecOptions.verbose]
    }

    private var loudness: Loudness {
        call.arguments[ExecOptions.quiet] ? .quiet : call.arguments[ExecOptions.verbose] ? .verbose : .usual
    }

    private var style: TerminalStyle {
        TerminalStyle(usesColor: call.console.usesColor)
    }

    /// Live on a terminal, else lines, or JSON lines where asked for.
    func makeView(runCount: Int) -> any RunView {
        let console = call.console
        // A reader that has gone away must not end the run.
        let output: TextOutput = { text in try? console.write(text) }
        if format == .jsonl { return JSONLinesView(output: output) }
        if isLive { return LiveView(usesColor: console.usesColor, output: output) }
        return PlainView(style: style, loudness: loudness, showsWorkflow: runCount > 1, output: output)
    }

    /// The report of all runs, and which workflows the event didn't start.
    func report(_ runs: [ExecRun], _ pictures: PictureCollector) {
        let console = call.console
        guard format != .jsonl else { return }
        var text = ""
        for run in runs {
            let report = RunReport(label: shortened(run.label), picture: pictures[run.label], style: style) { path in
                Self.tail(of: run.directory.path + "/" + path)
            }
            text += "\n" + report.text(showsFailedLogs: isLive || loudness == .quiet, showsShortOutput: isLive)
        }
        if !planning.passed.isEmpty, !isNamed {
            text += "\n" + planning.passed.map { style.dim("not started: \($0.shownPath): \($0.reason)") + "\n" }.joined()
        }
        for note in reading.notes { text += "note: \(note)\n" }
        try? console.write(text)
    }

    private func shortened(_ label: RunLabel) -> RunLabel {
        var label = label
        if label.folder.hasPrefix(call.folder + "/") { label.folder = String(label.folder.dropFirst(call.folder.count + 1)) }
        return label
    }

    /// The text of a file, of a long one its end.
    private static func tail(of path: String) -> String? {
        let limit = 256 * 1024
        guard let file = try? FileDescriptor.open(path, O_RDONLY) else { return nil }
        let size = lseek(file.rawValue, 0, SEEK_END)
        guard size >= 0, lseek(file.rawValue, max(0, size - limit), SEEK_SET) >= 0 else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while count < limit,
                let more = try? file.read(into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])),
                more > 0
            {
                count += more
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard size > limit else { return text }
        // The first line is torn.
        return String(text.drop { $0 != "\n" }.dropFirst())
    }
}
