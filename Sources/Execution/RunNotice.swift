package import Planning
package import RunRecords

/// What a run tells whoever watches it, in order; everything in it is masked and already on disk.
package enum RunNotice: Sendable {
    /// A journal record.
    case record(RunRecord)
    /// Lines that a step printed, a batch at a time. Step numbers count from 1, as in the records.
    case log(JobKey, step: Int, LogBatch)
}
