import Planning
import RunRecords

/// Draws the state of runs as lines for a terminal: pure, so that its pictures can be tested.
struct LiveScreen {
    var style: TerminalStyle
    /// Columns and rows of the terminal.
    var columns: Int
    var rows: Int

    /// The picture of all runs at a time (seconds since 1970), at most `rows - 1` lines: running jobs first when not all fit.
    func lines(_ runs: [(label: RunLabel, picture: RunPicture)], now: Double) -> [String] {
        var blocks: [Block] = []
        for (label, picture) in runs {
            if runs.count > 1 { blocks.append(Block(rank: 0, lines: [style.bold(fit(label.workflow))])) }
            blocks += picture.jobs.map { block($0, now: now) }
        }
        return fitted(blocks)
    }

    private struct Block {
        /// Lower ones stay longest when there are too many.
        var rank: Int
        var lines: [String]
    }

    private func block(_ job: RunPicture.JobPicture, now: Double) -> Block {
        let name = TerminalText.sanitized(job.name)
        switch job.phase {
        case .waiting:
            return Block(rank: 3, lines: [style.dim(fit("○ \(name)"))])
        case .ended(let conclusion):
            let time = job.started.map { TerminalText.duration((job.ended ?? now) - $0) } ?? ""
            let why = job.end?.reason.map { "  \($0)" } ?? failure(job)
            let head = "\(style.sign(conclusion)) \(column(name)) \(time)\(why)"
            return Block(rank: conclusion == .success ? 2 : 1, lines: [style.colored(fit(head), for: conclusion)])
        case .running:
            let time = TerminalText.duration(now - (job.started ?? now))
            let head = style.bold(style.cyan(fit("● \(column(name)) \(time)")))
            return Block(rank: 0, lines: [head] + steps(job, now: now))
        }
    }

    private func failure(_ job: RunPicture.JobPicture) -> String {
        guard let step = job.failedStep else { return "" }
        return "  step \(step.number) \"\(TerminalText.sanitized(step.name))\""
    }

    private func steps(_ job: RunPicture.JobPicture, now: Double) -> [String] {
        var lines: [String] = []
        for step in job.steps {
            let time = TerminalText.duration((step.ended ?? now) - step.started)
            let name = TerminalText.sanitized(step.name)
            guard let end = step.end else {
                lines.append(fit("  ● \(column(name, less: 2)) \(time)"))
                lines += step.tail.map { style.dim(fit("    │ \($0)")) }
                continue
            }
            lines.append(style.colored(fit("  \(style.sign(end.outcome)) \(column(name, less: 2)) \(time)"), for: end.outcome))
        }
        return lines
    }

    private func fitted(_ blocks: [Block]) -> [String] {
        let room = max(1, rows - 1)
        var total = blocks.reduce(0) { $0 + $1.lines.count }
        var kept = Array(repeating: true, count: blocks.count)
        var hidden = 0
        for rank in [2, 3, 1] {
            // The line that tells of the hidden ones takes room as well.
            for place in blocks.indices where blocks[place].rank == rank && total + (hidden > 0 ? 1 : 0) > room {
                kept[place] = false
                total -= blocks[place].lines.count
                hidden += 1
            }
        }
        var lines = blocks.indices.filter { kept[$0] }.flatMap { blocks[$0].lines }
        if hidden > 0 { lines.append(style.dim("… \(hidden) more jobs")) }
        return Array(lines.suffix(room))
    }

    private func column(_ name: String, less: Int = 0) -> String {
        let width = min(44, max(16, columns / 2)) - less
        return TerminalText.padded(TerminalText.fitted(name, columns: width), columns: width)
    }

    private func fit(_ text: String) -> String {
        TerminalText.fitted(text, columns: max(10, columns - 1))
    }
}
