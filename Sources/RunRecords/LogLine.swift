/// Where a log line came from; the letter stands in the log file.
package enum LogStream: String, Sendable, Hashable {
    case standardOutput = "O"
    case standardError = "E"
    /// The runner's own words: commands, groups, errors.
    case runner = "C"
}

/// One line of a step's log, masked.
package struct LogLine: Sendable, Hashable {
    package var stream: LogStream
    /// Microseconds since 1970, UTC.
    package var time: Int64
    /// Without the line break; invalid UTF-8 repaired.
    package var text: String

    package init(stream: LogStream, time: Int64, text: String) {
        self.stream = stream
        self.time = time
        self.text = text
    }
}
