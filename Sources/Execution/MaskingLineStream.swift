import Glibc
package import RunRecords

/// What becomes of a line that was looked at before masking.
package enum LineVerdict: Sendable, Hashable {
    /// Goes to the log, masked.
    case keep
    /// Goes nowhere.
    case drop
    /// Goes nowhere, and from now on every line is looked at.
    case watch
    /// This text goes to the log in its place, masked.
    case replace(String)
}

/// One output stream of a step: chunks of bytes in, split anywhere; whole masked lines out.
///
/// - A line ends with LF; a CR before it belongs to the end. Other CRs (progress bars) stay in their line.
/// - Bytes that are not UTF-8, NUL included, stay as they are.
/// - A line longer than the bound comes out in several lines, each at most as long; no secret slips through at a cut, and
///   a cut does not part the bytes of a letter. Its parts are not looked at for commands.
/// - A mask that is added while a line is looked at (`add-mask`) counts for that line and all after it.
package struct MaskingLineStream {
    /// Bytes of a line after which it is emitted in parts: 1 MiB, so that output without line ends needs little memory.
    package static let defaultBound = 1 << 20

    /// Whether each line is handed to `inspect`, for problem matchers; else only those that may hold a command.
    package var inspectsEveryLine = false

    private let stream: LogStream
    private let mask: SharedSecretMask
    private let bound: Int
    private var patterns = SecretMaskPatterns()
    /// The beginning of a line whose end has not come yet.
    private var pending: [UInt8] = []
    /// So many bytes of `pending` belong to a secret that began in a part already emitted.
    private var pendingMasked = 0
    private var continuesLine = false
    private var found: [Range<Int>] = []
    private var search = ChunkSearch()

    /// Looks at a line before it is masked: its bytes without the line's end, valid only during the call.
    package typealias Inspect = (UnsafeRawBufferPointer) -> LineVerdict

    package init(stream: LogStream, mask: SharedSecretMask, bound: Int = defaultBound) {
        self.stream = stream
        self.mask = mask
        self.bound = max(bound, 16)
    }

    /// Takes a chunk and adds the lines it ends to the batch.
    package mutating func feed(_ chunk: UnsafeRawBufferPointer, into batch: inout LogBatch, inspect: Inspect) {
        patterns = mask.current.patterns
        search.begin(chunk, patterns)
        var position = 0
        while position < chunk.count {
            if pending.isEmpty, !continuesLine, !inspectsEveryLine {
                position += takePlainLines(of: UnsafeRawBufferPointer(rebasing: chunk[position...]), at: position, &batch)
            }
            guard let base = chunk.baseAddress, position < chunk.count else { return }
            guard let end = memchr(base + position, 0x0A, chunk.count - position) else {
                return hold(UnsafeRawBufferPointer(rebasing: chunk[position...]), &batch)
            }
            let length = UnsafeRawPointer(end) - base - position
            let line = UnsafeRawBufferPointer(start: base + position, count: length)
            if pending.isEmpty && !continuesLine {
                emitLine(line, place: position, &batch, inspect)
            } else {
                hold(line, &batch)
                emitPending(&batch, inspect)
            }
            position += length + 1
        }
    }

    /// Adds the lines at the start of `rest` that hold neither a secret nor a command: nearly all of most logs.
    ///
    /// - Parameter place: Where in the chunk `rest` begins.
    private mutating func takePlainLines(of rest: UnsafeRawBufferPointer, at place: Int, _ batch: inout LogBatch) -> Int {
        guard let base = rest.baseAddress else { return 0 }
        let limit = base + (search.plainLimit(from: place) - place)
        return batch.appendLines(of: rest, stream) { line in
            guard let start = line.baseAddress, start + line.count <= limit else { return false }
            return !WorkflowCommand.mayBegin(line)
        }
    }

    /// Takes a chunk and adds the lines it ends to the batch.
    package mutating func feed(_ chunk: [UInt8], into batch: inout LogBatch, inspect: Inspect) {
        chunk.withUnsafeBytes { feed($0, into: &batch, inspect: inspect) }
    }

    /// Adds what is left without a line's end, when the stream has ended.
    package mutating func finish(into batch: inout LogBatch, inspect: Inspect) {
        patterns = mask.current.patterns
        if !pending.isEmpty { emitPending(&batch, inspect) }
        continuesLine = false
    }

    private mutating func emitPending(_ batch: inout LogBatch, _ inspect: Inspect) {
        let line = pending
        pending.removeAll(keepingCapacity: pending.capacity <= 1 << 16)
        line.withUnsafeBytes { emitLine($0, place: nil, &batch, inspect) }
        pendingMasked = 0
        continuesLine = false
    }

    /// - Parameter place: Where the line lies in the chunk, if it lies in it whole.
    private mutating func emitLine(_ line: UnsafeRawBufferPointer, place: Int?, _ batch: inout LogBatch, _ inspect: Inspect) {
        var text = line
        if text.last == 0x0D { text = UnsafeRawBufferPointer(rebasing: text.dropLast()) }
        if continuesLine {
            if !text.isEmpty { emit(text, place: nil, &batch) }
            return
        }
        if inspectsEveryLine || WorkflowCommand.mayOccur(in: text) {
            let verdict = inspect(text)
            let known = patterns.count
            patterns = mask.current.patterns
            if patterns.count != known { search.isOutdated = true }
            switch verdict {
            case .keep: break
            case .drop: return
            case .watch:
                inspectsEveryLine = true
                return
            case .replace(let replacement):
                emitReplacement(replacement, &batch)
                return
            }
        }
        emit(text, place: place, &batch)
    }

    private mutating func emitReplacement(_ text: String, _ batch: inout LogBatch) {
        for line in Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false) {
            line.withUnsafeBytes { emit($0, place: nil, &batch) }
        }
    }

    private mutating func emit(_ text: UnsafeRawBufferPointer, place: Int?, _ batch: inout LogBatch) {
        if let place, !search.isOutdated {
            search.secrets(in: place..<place + text.count, &found)
        } else {
            patterns.find(in: text, &found)
            includePendingMasked(upTo: text.count)
        }
        write(text, &batch)
    }

    private mutating func write(_ text: UnsafeRawBufferPointer, _ batch: inout LogBatch) {
        batch.beginLine(stream)
        if found.isEmpty {
            batch.extend(text)
        } else {
            SecretMask.write(text, without: found) { batch.extend($0) }
        }
        batch.endLine()
    }

    private mutating func includePendingMasked(upTo count: Int) {
        guard pendingMasked > 0, count > 0 else { return }
        var end = min(pendingMasked, count)
        while let first = found.first, first.lowerBound <= end {
            end = max(end, first.upperBound)
            found.removeFirst()
        }
        found.insert(0..<end, at: 0)
    }

    /// Keeps the beginning of a line, and emits parts of it when it grows too long.
    private mutating func hold(_ bytes: UnsafeRawBufferPointer, _ batch: inout LogBatch) {
        var rest = bytes
        // A secret must fit in what is held.
        let limit = max(bound, 2 * patterns.longest)
        while pending.count + rest.count > limit {
            let taken = limit - pending.count
            pending.append(contentsOf: rest.prefix(taken))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(taken))
            emitPart(&batch)
        }
        pending.append(contentsOf: rest)
    }

    /// Emits the pending bytes but for those in which a secret may have begun that is not complete.
    private mutating func emitPart(_ batch: inout LogBatch) {
        let held = pending
        held.withUnsafeBytes { all in
            patterns.find(in: all, &found)
            includePendingMasked(upTo: all.count)
            let cut = Self.cut(all, before: all.count - max(patterns.longest - 1, 1))
            let spanning = found.last { $0.lowerBound < cut }.map { max($0.upperBound - cut, 0) } ?? 0
            found = found.filter { $0.lowerBound < cut }.map { $0.lowerBound..<min($0.upperBound, cut) }
            write(UnsafeRawBufferPointer(rebasing: all[..<cut]), &batch)
            pending = Array(all[cut...])
            pendingMasked = max(spanning, pendingMasked - cut, 0)
        }
        continuesLine = true
    }

    /// The place at or shortly before `place` where a letter of UTF-8 begins; `place` where there is none.
    private static func cut(_ text: UnsafeRawBufferPointer, before place: Int) -> Int {
        for candidate in stride(from: place, to: max(place - 4, 0), by: -1) {
            if text[candidate] & 0xC0 != 0x80 { return candidate }
        }
        return place
    }
}
