import Glibc
package import LinuxSystem
package import Planning

/// A run as `runner runs` lists it.
package struct RunSummary: Sendable {
    package var directory: RunDirectory
    package var state: RunState
    /// What is wrong with the journal, if anything; the rest was read.
    package var damages: [JournalDamage]
    /// The journal's last line was cut off.
    package var isTorn: Bool
    /// When the runner of a run that was stopped last wrote a record or a line of a log, in seconds since 1970; nothing for other runs.
    package var lastSignOfLife: Double?

    /// A run is waiting before its plan is written, running while a runner holds it.
    package var status: RunStatus {
        state.isFinished ? .finished : state.planned == nil ? .waiting : .running
    }

    /// Seconds from the first to the last record, to the last sign of life of a runner that stopped, or until now while it runs.
    package func duration(now: Double = UTCTime.now()) -> Double? {
        guard let started = state.startedAt else { return nil }
        let latest = state.jobs.flatMap { [$0.startedAt, $0.finishedAt] + $0.steps.map(\.finishedAt) }.compactMap { $0 }.max()
        let end = state.isFinished ? state.finishedAt ?? [latest, lastSignOfLife].compactMap { $0 }.max() ?? started : now
        return max(0, end - started)
    }
}

/// A log file of a run.
package struct StepLog: Sendable, Hashable {
    package var job: JobKey
    /// From 1.
    package var step: Int
    /// The step's display name.
    package var name: String
    package var path: String
}

extension RunDirectory {
    /// Reads the journal and adds it up.
    package func summary() throws(SystemError) -> RunSummary {
        let journal = try RunJournal.read(self)
        var summary = RunSummary(directory: self, state: RunState(reading: journal), damages: journal.damages, isTorn: journal.isTorn)
        if summary.state.wasStopped {
            summary.lastSignOfLife = ([journalPath] + logs(of: summary.state).map(\.path)).compactMap(Self.lastChange).max()
        }
        return summary
    }

    /// Seconds since 1970; nothing where there is no such file.
    private static func lastChange(of path: String) -> Double? {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        return Double(information.st_mtim.tv_sec) + Double(information.st_mtim.tv_nsec) / 1e9
    }

    /// The log files of the steps that have begun, in the order of jobs and steps.
    package func logs(of state: RunState) -> [StepLog] {
        state.jobs.flatMap { job -> [StepLog] in
            guard let folder = job.start?.folder, Self.isPlainName(folder) else { return [] }
            return job.steps.compactMap { step in
                guard Self.isPlainName(step.start.log) else { return nil }
                return StepLog(job: job.key, step: step.number, name: step.start.name, path: logPath(folder, step.start.log))
            }
        }
    }

    // A journal that somebody edited must not lead us out of the folder.
    private static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
    }
}
