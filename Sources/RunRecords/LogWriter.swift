package import LinuxSystem

/// The log file of a step.
///
/// What is written is in the file when the call returns, so a killed runner loses no line that was shown afterwards. (A power cut
/// may: logs are not synchronised.) Batches of several writers don't mix.
package final class LogWriter: Sendable {
    private let file: AppendOnlyFile

    /// Makes the file, or goes on with it.
    package init(path: String) throws(SystemError) {
        file = try AppendOnlyFile(path: path)
    }

    package var path: String { file.path }

    /// Writes the lines of a batch with one call.
    ///
    /// - Throws: When the disk is full or broken; then none of the batch is in the file.
    package func write(_ batch: LogBatch) throws(SystemError) {
        if !batch.isEmpty { try file.append(batch.bytes) }
    }

    package func close() {
        file.close()
    }
}
