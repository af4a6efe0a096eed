import Expressions
import Glibc
package import LinuxSystem
import Synchronization

/// The writer of a run's journal: `events.jsonl`, one record a line, each written at once.
///
/// One writer at a time: it holds a lock on the file, which dies with the process. So a journal without its end that nobody holds
/// belongs to a runner that was stopped.
package final class RunJournal: Sendable {
    private struct State {
        var sequence: Int
        var time: Double
    }

    private let lock: FileLock
    private let file: AppendOnlyFile
    private let state: Mutex<State>

    /// Opens a run's journal to write; one with records is continued, without a torn last line.
    ///
    /// - Throws: `StateError` when another runner holds it or it is damaged, `SystemError` when it can't be opened.
    package init(directory: RunDirectory) throws {
        guard let lock = try FileLock.tryAcquire(directory.journalPath) else {
            throw StateError("run \(directory.id) is held by another runner process (\"\(directory.journalPath)\" is locked)")
        }
        self.lock = lock
        let contents = try JournalContents(path: directory.journalPath)
        if let damage = contents.damages.first {
            throw StateError("\(directory.journalPath):\(damage.line): \(damage.problem)")
        }
        if contents.isTorn, truncate(directory.journalPath, contents.wholeLength) != 0 {
            throw SystemError.last("truncate", directory.journalPath)
        }
        file = try AppendOnlyFile(path: directory.journalPath)
        state = Mutex(State(sequence: contents.records.last?.sequence ?? 0, time: contents.records.last?.time ?? 0))
    }

    /// Writes a record and returns it: with the next number and the time, which never goes back within a journal.
    ///
    /// - Parameter durably: Waits until the disk has it and all before it.
    package func append(_ event: RunEvent, durably: Bool = false) throws(SystemError) -> RunRecord {
        // The lock is held while the record is written, so that numbers and lines have one order.
        let result: Result<RunRecord, SystemError> = state.withLock { state in
            let record = RunRecord(sequence: state.sequence + 1, time: max(state.time, UTCTime.now()), event: event)
            do throws(SystemError) {
                try file.append(Array(record.json().json().utf8) + [0x0A], isDurable: durably)
            } catch {
                return .failure(error)
            }
            state = State(sequence: record.sequence, time: record.time)
            return .success(record)
        }
        return try result.get()
    }

    /// Closes the file and lets go of the journal; nothing can be appended any more.
    package func close() {
        file.close()
        lock.release()
    }

    /// Reads a run's journal; a run without one has no records.
    ///
    /// A torn last line (the writer died in it) is dropped and reported, a damaged line is left out and reported with its number.
    package static func read(_ directory: RunDirectory) throws(SystemError) -> JournalReading {
        // First the lock: a writer that ends while we read has written all by then.
        let isHeld = try FileLock.isHeld(directory.journalPath)
        let contents = try JournalContents(path: directory.journalPath)
        return JournalReading(records: contents.records, isTorn: contents.isTorn, isHeld: isHeld, damages: contents.damages)
    }
}

/// What a journal says.
package struct JournalReading: Sendable {
    package var records: [RunRecord]
    /// The last line was cut off and left out.
    package var isTorn: Bool
    /// A runner is at work on it.
    package var isHeld: Bool
    package var damages: [JournalDamage]
}

/// A line of a journal that is no record or out of order.
package struct JournalDamage: Error, Sendable, Hashable {
    /// From 1.
    package var line: Int
    /// Without a full stop: `not a record: …`.
    package var problem: String
}

/// The lines of a journal file.
struct JournalContents {
    var records: [RunRecord] = []
    var isTorn = false
    var damages: [JournalDamage] = []
    /// Bytes up to and with the last line's end.
    var wholeLength = 0

    init(path: String) throws(SystemError) {
        do throws(SystemError) {
            self.init(bytes: try readFile(path))
        } catch {
            guard error.errno == ENOENT else { throw error }
            self.init(bytes: [])
        }
    }

    init(bytes: [UInt8]) {
        wholeLength = (bytes.lastIndex(of: 0x0A) ?? -1) + 1
        isTorn = wholeLength < bytes.count
        var sequence = 0
        for (index, line) in bytes[..<wholeLength].split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().enumerated() {
            do throws(RecordError) {
                let record = try RunRecord(jsonLine: line)
                if record.sequence != sequence + 1 {
                    damages.append(
                        JournalDamage(line: index + 1, problem: "the record's number is \(record.sequence), expected \(sequence + 1)"))
                }
                sequence = record.sequence
                records.append(record)
            } catch {
                damages.append(JournalDamage(line: index + 1, problem: "not a record: \(error.description)"))
                sequence += 1
            }
        }
    }
}
