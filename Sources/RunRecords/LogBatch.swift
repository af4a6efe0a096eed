import Glibc
import LinuxSystem

/// Log lines on their way, already in the form of the log file: `2026-03-14T09:26:53.589793Z O text`.
///
/// What is in a batch is masked. A text holds any bytes but LF: carriage returns and bytes that are not UTF-8 stay as the step wrote
/// them, and become U+FFFD only where somebody asks for a `String`. One instant serves all lines that came in one read.
package struct LogBatch: Sendable {
    /// Length of the instant, the letter and the two spaces before a text.
    package static let prefixLength = UTCTime.length + 3

    /// The lines are in its first `used` bytes; the rest is room, so that lines are copied without asking the array about each.
    private var memory: [UInt8] = []
    private var used = 0
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

    /// Whole lines, each ended by LF.
    package var bytes: ArraySlice<UInt8> { memory[..<used] }

    package var isEmpty: Bool { used == 0 }

    /// Sets the instant of the lines to come.
    package mutating func stamp(microseconds: Int64) {
        prefix = Self.prefix(microseconds)
    }

    /// Forgets the lines but keeps the memory, for use in a loop.
    package mutating func removeAll() {
        if memory.count > 4 << 20 { memory = [] }
        (used, lineCount, printedLineCount) = (0, 0, 0)
    }

    /// Begins a line; `extend` adds to it and `endLine` ends it.
    package mutating func beginLine(_ stream: LogStream) {
        if stream != .runner { printedLineCount += 1 }
        prefix[UTCTime.length + 1] = stream.letter
        prefix.withUnsafeBytes { add($0) }
    }

    /// Adds to the line that was begun; the bytes must hold no LF.
    package mutating func extend(_ text: UnsafeRawBufferPointer) {
        add(text)
    }

    package mutating func endLine() {
        withUnsafeBytes(of: UInt8(0x0A)) { add($0) }
        lineCount += 1
    }

    /// Adds a text, which must be masked; each of its lines becomes one.
    package mutating func append(_ text: String, stream: LogStream) {
        for line in Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false) {
            beginLine(stream)
            line.withUnsafeBytes { add($0) }
            endLine()
        }
    }

    /// Adds the whole lines at the start of a text as they are, but for a CR at a line's end.
    ///
    /// - Parameters:
    ///   - text: Lines that are ended by LF; what follows the last LF is left.
    ///   - isPlain: Whether a line, given without its end, goes to the log as it is; the first that doesn't is left, and all after it.
    /// - Returns: How many bytes of the text were taken.
    package mutating func appendLines(
        of text: UnsafeRawBufferPointer, _ stream: LogStream, while isPlain: (UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let base = text.baseAddress else { return 0 }
        prefix[UTCTime.length + 1] = stream.letter
        var position = 0
        var count = 0
        while let end = memchr(base + position, 0x0A, text.count - position) {
            let length = UnsafeRawPointer(end) - base - position
            guard isPlain(UnsafeRawBufferPointer(start: base + position, count: length)) else { break }
            // As much as the rest takes where its lines are as long as this one.
            let needed = Self.prefixLength + length + 1
            makeRoom(needed, wished: (text.count - position) / (length + 1) * needed)
            let taken = fill(from: text, at: &position, isPlain)
            if taken == 0 { break }
            count += taken
        }
        lineCount += count
        if stream != .runner { printedLineCount += count }
        return position
    }

    /// Copies lines as long as there is room; returns their number.
    private mutating func fill(
        from text: UnsafeRawBufferPointer, at position: inout Int, _ isPlain: (UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        let before = used
        var count = 0
        used += memory.withUnsafeMutableBytes { memory in
            prefix.withUnsafeBytes { prefix in
                guard let base = text.baseAddress, let start = prefix.baseAddress, let room = memory.baseAddress else { return 0 }
                var place = before
                while position < text.count, let end = memchr(base + position, 0x0A, text.count - position) {
                    let line = base + position
                    let whole = UnsafeRawPointer(end) - line
                    guard place + Self.prefixLength + whole + 1 <= memory.count,
                        isPlain(UnsafeRawBufferPointer(start: line, count: whole))
                    else { break }
                    memcpy(room + place, start, Self.prefixLength)
                    let length = whole > 0 && line.load(fromByteOffset: whole - 1, as: UInt8.self) == 0x0D ? whole - 1 : whole
                    memcpy(room + place + Self.prefixLength, line, length)
                    place += Self.prefixLength + length
                    room.storeBytes(of: 0x0A, toByteOffset: place, as: UInt8.self)
                    place += 1
                    position += whole + 1
                    count += 1
                }
                return place - before
            }
        }
        return count
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer) {
        makeRoom(bytes.count, wished: 0)
        memory.withUnsafeMutableBytes { memory in
            if let room = memory.baseAddress, let source = bytes.baseAddress { memcpy(room + used, source, bytes.count) }
        }
        used += bytes.count
    }

    /// - Parameters:
    ///   - count: Bytes that there must be room for.
    ///   - wished: Bytes that there should be, if more room is made at all.
    private mutating func makeRoom(_ count: Int, wished: Int) {
        guard used + count > memory.count else { return }
        let size = max(used + count, min(used + wished, 4 << 20), memory.count * 2, 512)
        memory.append(contentsOf: repeatElement(0, count: size - memory.count))
    }

    /// The lines, decoded; it costs many times what writing them does.
    ///
    /// - Parameter count: The last so many only.
    package func lines(last count: Int = .max) -> [LogLine] {
        var found: [LogLine] = []
        let bytes = bytes
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
