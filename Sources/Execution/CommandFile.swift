/// The files through which a step sets variables, outputs, state and the path: GITHUB_ENV, GITHUB_OUTPUT, GITHUB_STATE, GITHUB_PATH.
///
/// Lines end at LF only; a CR stays in names, values and delimiters, as on GitHub's Linux runners (FileCommandManager.cs).
package enum CommandFile {
    /// The pairs of a file, in order: `name=value`, or `name<<DELIMITER`, lines, `DELIMITER`.
    ///
    /// - Returns: All pairs up to the first error; the error in GitHub's words, or nothing. Of equal names the last counts.
    package static func pairs(_ bytes: [UInt8]) -> (pairs: [(name: String, value: String)], error: String?) {
        var reader = LineReader(bytes)
        var pairs: [(name: String, value: String)] = []
        while let line = reader.next() {
            if line.text.isEmpty { continue }
            switch pair(line.text, &reader) {
            case .success(let pair): pairs.append(pair)
            case .failure(let problem): return (pairs, problem.message)
            }
        }
        return (pairs, nil)
    }

    /// The folders of a GITHUB_PATH file, in order; the last is to be searched first.
    package static func paths(_ bytes: [UInt8]) -> [String] {
        var reader = LineReader(bytes)
        var paths: [String] = []
        while let line = reader.next() {
            let text = line.text.last == 0x0D ? line.text.dropLast() : line.text
            if !text.isEmpty { paths.append(String(decoding: text, as: UTF8.self)) }
        }
        return paths
    }

    private struct Problem: Error {
        var message: String
    }

    private static func pair(_ line: ArraySlice<UInt8>, _ reader: inout LineReader) -> Result<(name: String, value: String), Problem> {
        let text = String(decoding: line, as: UTF8.self)
        let equals = line.firstIndex(of: UInt8(ascii: "="))
        let heredoc = zip(line.indices, line.indices.dropFirst()).first { line[$0] == 0x3C && line[$1] == 0x3C }?.0
        if let heredoc, equals.map({ heredoc < $0 }) ?? true {
            let name = line[..<heredoc]
            let delimiter = line[(heredoc + 2)...]
            guard !name.isEmpty, !delimiter.isEmpty else {
                return .failure(Problem(message: "Invalid format '\(text)'. Name must not be empty and delimiter must not be empty"))
            }
            return value(until: delimiter, &reader).map { (String(decoding: name, as: UTF8.self), $0) }
        }
        guard let equals else { return .failure(Problem(message: "Invalid format '\(text)'")) }
        guard equals > line.startIndex else {
            return .failure(Problem(message: "Invalid format '\(text)'. Name must not be empty"))
        }
        return .success((String(decoding: line[..<equals], as: UTF8.self), String(decoding: line[(equals + 1)...], as: UTF8.self)))
    }

    private static func value(until delimiter: ArraySlice<UInt8>, _ reader: inout LineReader) -> Result<String, Problem> {
        let start = reader.position
        var end = start
        while let line = reader.next() {
            if line.text.elementsEqual(delimiter) {
                return .success(String(decoding: reader.bytes[start..<end], as: UTF8.self))
            }
            guard line.isEnded else { return .failure(Problem(message: "Invalid value. EOF marker missing new line.")) }
            end = line.text.endIndex
        }
        let name = String(decoding: delimiter, as: UTF8.self)
        return .failure(Problem(message: "Invalid value. Matching delimiter not found '\(name)'"))
    }
}

/// The lines of a text, ended by LF.
private struct LineReader {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // Windows tools write a byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func next() -> (text: ArraySlice<UInt8>, isEnded: Bool)? {
        guard position < bytes.count else { return nil }
        let end = bytes[position...].firstIndex(of: 0x0A)
        defer { position = (end ?? bytes.count - 1) + 1 }
        return (bytes[position..<(end ?? bytes.count)], end != nil)
    }
}
