import Diagnostics
import Expressions

/// The text of a file, to find places inside scalars.
///
/// Nothing is cut before it is asked for: most files have no finding.
final class SourceText {
    let bytes: [UInt8]
    private lazy var lines = Self.lineStarts(bytes)

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The bytes of a line without its end, from 1; empty behind the last.
    func line(_ number: Int) -> ArraySlice<UInt8> {
        guard number >= 1, number <= lines.count else { return [] }
        let end = number < lines.count ? lines[number] : bytes.count
        return bytes[lines[number - 1]..<end]
    }

    var lineCount: Int { lines.count }

    /// The place of a position in the bytes; the end of its line where the line is shorter.
    func offset(of position: SourcePosition) -> Int {
        guard position.line >= 1, position.line <= lines.count else { return bytes.count }
        var offset = lines[position.line - 1]
        let end = position.line < lines.count ? lines[position.line] : bytes.count
        var column = 1
        while offset < end, column < position.column {
            offset += 1
            while offset < end, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            column += 1
        }
        return offset
    }

    /// The position of a place in the bytes.
    func position(of offset: Int) -> SourcePosition {
        var low = 0
        var high = lines.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if lines[middle] <= offset { low = middle } else { high = middle - 1 }
        }
        let before = bytes[lines[low]..<min(max(offset, lines[low]), bytes.count)]
        return SourcePosition(line: low + 1, column: before.count { $0 & 0xC0 != 0x80 } + 1)
    }

    /// Lines end as libyaml has it: LF, CR, CR LF, U+0085, U+2028, U+2029. A byte order mark is no character.
    private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        var place = 0
        while place < bytes.count {
            switch bytes[place] {
            case 0x0A: starts.append(place + 1)
            case 0x0D:
                if place + 1 < bytes.count, bytes[place + 1] == 0x0A { place += 1 }
                starts.append(place + 1)
            case 0xC2 where place + 1 < bytes.count && bytes[place + 1] == 0x85: starts.append(place + 2)
            case 0xE2 where place + 2 < bytes.count && bytes[place + 1] == 0x80 && bytes[place + 2] & 0xFE == 0xA8:
                starts.append(place + 3)
            default: break
            }
            place += 1
        }
        return starts
    }
}
