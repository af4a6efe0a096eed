import Planning
import RunRecords

/// The text at the end of a run: how each job ended, annotations with their places, job summaries, where the logs are.
struct RunReport {
    var label: RunLabel
    var picture: RunPicture
    var style: TerminalStyle
    /// Reads a file of the run folder by its path there (`jobs/test/02-run-make.log`); nothing where there is none.
    var read: @Sendable (String) -> String?

    /// So many lines of a whole green run are shown at its end although they were not streamed.
    private static let shortOutput = 20

    /// - Parameters:
    ///   - showsFailedLogs: The whole log of failed steps comes first (they were not streamed).
    ///   - showsShortOutput: What a green run printed comes first where it is little.
    func text(showsFailedLogs: Bool, showsShortOutput: Bool = false) -> String {
        var parts: [String] = []
        if showsFailedLogs { parts += failedLogs() }
        if showsShortOutput { parts += shortOutputs() }
        parts.append(([head()] + jobLines()).joined(separator: "\n"))
        if !picture.annotations.isEmpty { parts.append(annotations()) }
        parts += summaries()
        if !picture.artifacts.isEmpty { parts.append(artifacts()) }
        parts.append("logs: runner logs \(label.id)   (\(label.folder))")
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func head() -> String {
        let conclusion = picture.conclusion ?? .failure
        let time = zip2(picture.started, picture.ended).map { " in \(TerminalText.duration($0.1 - $0.0))" } ?? ""
        let event = picture.planned.map { ", \($0.event) \(TerminalText.shortRef($0.ref))" } ?? ""
        let title = TerminalText.sanitized(label.workflow)
        return style.bold("\(title): \(style.colored(style.word(conclusion), for: conclusion))\(time)")
            + style.dim("   run \(label.id)\(event)")
    }

    private func jobLines() -> [String] {
        let width = min(50, picture.jobs.map { TerminalText.width(TerminalText.sanitized($0.name)) }.max() ?? 0)
        var lines = picture.jobs.map { job -> String in
            guard case .ended(let conclusion) = job.phase else { return "  ? \(job.name)" }
            let shown = job.end.map { $0.outcome == .failure && conclusion == .success ? "failed, allowed" : style.word(conclusion) }
            let name = TerminalText.padded(TerminalText.fitted(TerminalText.sanitized(job.name), columns: width), columns: width)
            let time = zip2(job.started, job.ended).map { TerminalText.duration($0.1 - $0.0) } ?? ""
            let head = "\(style.sign(conclusion)) \(TerminalText.padded(shown ?? "", columns: 15))"
            return "  \(style.colored(head, for: conclusion)) \(name)  \(TerminalText.padded(time, columns: 8)) \(reason(job))".trimmedEnd
        }
        if picture.jobs.count > 1 { lines.append("  " + counts()) }
        return lines
    }

    private func reason(_ job: RunPicture.JobPicture) -> String {
        let step = job.failedStep.map { step in
            let status = step.end?.reason ?? step.end?.exitStatus.map { "exit status \($0)" } ?? "failed"
            return "step \(step.number) \"\(TerminalText.sanitized(step.name))\": \(status)"
        }
        return job.end?.reason ?? step ?? ""
    }

    private func counts() -> String {
        let ends = picture.jobs.compactMap(\.end?.conclusion)
        let order: [(Conclusion, String)] = [
            (.success, "ok"), (.failure, "failed"), (.cancelled, "cancelled"), (.skipped, "skipped"), (.notRun, "not run"),
        ]
        return order.compactMap { kind, word in
            let count = ends.filter { $0 == kind }.count
            return count > 0 ? style.colored("\(count) \(word)", for: kind) : nil
        }.joined(separator: ", ")
    }

    private func annotations() -> String {
        picture.annotations.map { job, annotation in
            let place = place(of: annotation).map { $0 + ": " } ?? ""
            let title = annotation.title.map { TerminalText.sanitized($0) + ": " } ?? ""
            let level = style.colored(annotation.level.rawValue, for: annotation.level)
            return "\(place)\(level): \(title)\(message(annotation))" + style.dim("   (\(job))")
        }.joined(separator: "\n")
    }

    /// `src/a.c:12:3`, or `src/a.c:12-14` where the command gave an end; columns of several lines say little.
    private func place(of annotation: Annotation) -> String? {
        guard let file = annotation.file.map({ TerminalText.sanitized($0) }) else { return nil }
        guard let line = annotation.line else { return file }
        if let end = annotation.endLine, end > line { return "\(file):\(line)-\(end)" }
        return "\(file):\(line)" + (annotation.column.map { ":\($0)" } ?? "")
    }

    /// Line breaks stay, further lines are indented.
    private func message(_ annotation: Annotation) -> String {
        annotation.message.split(separator: "\n", omittingEmptySubsequences: false).map { TerminalText.sanitized(String($0)) }.joined(
            separator: "\n    ")
    }

    private func artifacts() -> String {
        picture.artifacts.map { artifact in
            let name = TerminalText.sanitized(artifact.name)
            let isPlain = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"'$`&;()!#~[]{}\"".utf8.contains($0) }
            let word = isPlain && !name.hasPrefix("-") ? name : "NAME"
            return "artifact: \(name), \(artifact.amount)" + style.dim("   runner artifacts download --run \(label.id) \(word)")
        }.joined(separator: "\n")
    }

    private func summaries() -> [String] {
        picture.jobs.compactMap { job in
            guard !job.folder.isEmpty, let text = read("jobs/\(job.folder)/summary.md"), !text.isEmpty else { return nil }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { TerminalText.sanitized(String($0)) }
            return style.bold("summary of \(TerminalText.sanitized(job.name))") + "\n" + lines.joined(separator: "\n").trimmedEnd
        }
    }

    private func shortOutputs() -> [String] {
        let steps = picture.jobs.flatMap { job in job.steps.map { (job: job, step: $0) } }
        guard picture.conclusion == .success, steps.reduce(0, { $0 + $1.step.lineCount }) <= Self.shortOutput else { return [] }
        return steps.compactMap { job, step in
            guard step.lineCount > 0, let log = read("jobs/\(job.folder)/\(step.log)") else { return nil }
            let lines = log.split(separator: "\n").filter { $0.dropFirst(28).first != "C" }.map { line in
                "  │ " + TerminalText.sanitized(String(line.dropFirst(30)), keepsColor: style.usesColor)
            }
            let title = "\(TerminalText.sanitized(job.name)): \(TerminalText.sanitized(step.name))"
            return style.bold(title) + "\n" + lines.joined(separator: "\n")
        }
    }

    private func failedLogs() -> [String] {
        picture.jobs.compactMap { job in
            guard let step = job.failedStep, let log = read("jobs/\(job.folder)/\(step.log)") else { return nil }
            let lines = log.split(separator: "\n").map { line in
                // The time and the stream's letter stand before each line of the file.
                TerminalText.sanitized(String(line.dropFirst(30)), keepsColor: style.usesColor)
            }
            let title = "\(TerminalText.sanitized(job.name)), step \(step.number) \"\(TerminalText.sanitized(step.name))\""
            return style.bold(style.red(title)) + "\n" + lines.map { "  │ \($0)" }.joined(separator: "\n")
        }
    }
}

/// Both, or nothing.
private func zip2<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
}

extension String {
    /// Without white space at the end.
    fileprivate var trimmedEnd: String {
        var view = self[...]
        while let last = view.last, last.isWhitespace { view = view.dropLast() }
        return String(view)
    }
}
