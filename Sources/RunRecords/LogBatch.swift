import LinuxSystem

/// Log lines on their way, already in the form of the log file: `2026-03-14T09:26:53.589793Z O text`.
///
/// What is in a batch is masked. A text holds any bytes but LF: carriage returns and bytes that are not UTF-8 stay as the step wrote
/// them, and become U+FFFD only where somebody asks for a `String`. One instant serves all lines that came in one read.
package struct LogBatch: Sendable {
    /// Length of the instant, the letter and the two spaces before a text.
    package static let prefixLength = UTCTime.length + 3

    /// Whole lines, each ended by LF.
    package private(set) var bytes: [UInt8] = []
    package private(set) var lineCount = 0
    /// Of the lines, those that the step itself printed.
    package private(set) var printedLineCount = 0
    /// What the next line begins with: instant and letter.
    private var prefix: [UInt8]

    /// - Parameter microseconds: When the lines came, since 1970.
    package init(microseconds: Int64 = wallClockMicroseconds()) {
        prefix = Self.prefix(microseconds)
    }

    private static func prefix(_ microseconds: Int64) -> [UInt8] {
        UTCTime.bytes(microseconds: microseconds) + [UInt8(ascii: " "), LogStream.standardOutput.letter, UInt8(ascii: " ")]
    }

    package var isEmpty: Bool { bytes.isEmpty }

    /// Sets the instant of the lines to come.
    package mutating func stamp(microseconds: Int64) {
        prefix = Self.prefix(microseconds)
    }

    /// Forgets the lines but keeps the memory, for use in a loop.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 4 << 20)
        (lineCount, printedLineCount) = (0, 0)
    }

    /// Begins a line; `extend` adds to it and `endLine` ends it.
    package mutating func beginLine(_ stream: LogStream) {
        if stream != .runner { printedLineCount += 1 }
        prefix[UTCTime.length + 1] = stream.letter
        bytes.append(contentsOf: prefix)
    }

    /// Adds to the line that was begun; the bytes must hold no LF.
    package mutating func extend(_ text: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: text)
    }

    package mutating func endLine() {
        bytes.append(0x0A)
        lineCount += 1
    }

    /// Adds a text, which must be masked; each of its lines becomes one.
    package mutating func append(_ text: String, stream: LogStream) {
        for line in Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false) {
            beginLine(stream)
            bytes.append(contentsOf: line)
            endLine()
        }
    }

    /// The lines, decoded; it costs many times what writing them does.
    ///
    /// - Parameter count: The last so many only.
    package func lines(last count: Int = .max) -> [LogLine] {
        var found: [LogLine] = []
        var end = bytes.endIndex
        while end > bytes.startIndex, found.count < count {
            let start = bytes[..<(end - 1)].lastIndex(of: 0x0A).map { $0 + 1 } ?? bytes.startIndex
            if let line = LogLine(fileLine: bytes[start..<(end - 1)]) { found.append(line) }
            end = start
        }
        return found.reversed()
    }
}

extension LogLine {
    /// A line of a log file, without its LF; nothing where it does not have the form.
    package init?(fileLine line: ArraySlice<UInt8>) {
        let time = line.startIndex..<line.startIndex + UTCTime.length
        guard line.count >= LogBatch.prefixLength,
            line[time.upperBound] == 0x20, line[time.upperBound + 2] == 0x20,
            let stream = LogStream(letter: line[time.upperBound + 1]),
            let microseconds = UTCTime.microseconds(line[time])
        else { return nil }
        let text = line[(line.startIndex + LogBatch.prefixLength)...]
        self.init(stream: stream, time: microseconds, text: String(decoding: text, as: UTF8.self))
    }
}

extension LogStream {
    /// The letter in the log file.
    var letter: UInt8 {
        switch self {
        case .standardOutput: UInt8(ascii: "O")
        case .standardError: UInt8(ascii: "E")
        case .runner: UInt8(ascii: "C")
        }
    }

    init?(letter: UInt8) {
        switch letter {
        case UInt8(ascii: "O"): self = .standardOutput
        case UInt8(ascii: "E"): self = .standardError
        case UInt8(ascii: "C"): self = .runner
        default: return nil
        }
    }
}
