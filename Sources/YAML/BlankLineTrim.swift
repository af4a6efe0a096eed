/// Mends blocks (`|`, `>`) that begin with blank lines longer than their indentation.
///
/// GitHub's parser takes them, libyaml mistakes the blanks for the indentation. Used only where libyaml failed.
enum BlankLineTrim {
    /// The bytes with such blank lines emptied; nothing where there are none. Lines and columns of all else stay.
    static func trimmed(_ bytes: [UInt8]) -> [UInt8]? {
        let newline = UInt8(ascii: "\n")
        let lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
        var result: [ArraySlice<UInt8>] = []
        result.reserveCapacity(lines.count)
        var changed = false
        var isLeading = false
        for line in lines {
            if isLeading, line.allSatisfy(isBlank) {
                changed = changed || !line.isEmpty
                result.append([])
            } else {
                result.append(line)
                isLeading = opensBlock(line)
            }
        }
        return changed ? Array(result.joined(separator: [newline])) : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\r")
    }

    /// Whether a line ends in `|` or `>` with its indicators, behind a blank or at its start.
    private static func opensBlock(_ line: ArraySlice<UInt8>) -> Bool {
        var rest = line
        while let last = rest.last, isBlank(last) || isIndicator(last) { rest = rest.dropLast() }
        guard let last = rest.last, last == UInt8(ascii: "|") || last == UInt8(ascii: ">") else { return false }
        return rest.dropLast().last.map { $0 == UInt8(ascii: " ") } ?? true
    }

    private static func isIndicator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || (byte >= UInt8(ascii: "1") && byte <= UInt8(ascii: "9"))
    }
}
