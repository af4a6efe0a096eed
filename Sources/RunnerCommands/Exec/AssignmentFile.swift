import Diagnostics
import OptionParsing

/// Reads `.env`, `.secrets`, `.vars` and `.input` files, in the form that act reads: `NAME=value` a line.
///
/// Comments, `export `, `NAME: value`, single quotes (as they stand), double quotes (with `\n`, `\"`, `\$`) and quoted values over several
/// lines are understood; `$NAME` and `${NAME}` in values without single quotes stand for earlier assignments of the file, else the environment.
struct AssignmentFile {
    /// In file order; of repeated names the last one counts for the reader.
    var assignments: [(name: String, value: String)] = []
    var diagnostics: [Diagnostic] = []

    private let kind: AssignmentKind
    private let file: String
    private let environment: [String: String]
    private var bytes: [UInt8]
    private var place = 0
    private var line = 1

    /// - Parameters:
    ///   - file: The file's name for findings; its text is never quoted in one, it may hold secrets.
    ///   - environment: What `$NAME` falls back to.
    ///   - kind: What its names are, which decides how they may be written.
    init(reading bytes: [UInt8], file: String, kind: AssignmentKind, environment: [String: String]) {
        self.kind = kind
        self.file = file
        self.environment = environment
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
        while place < self.bytes.count { readLine() }
    }

    private mutating func readLine() {
        skipBlanks()
        guard let first = peek else { return }
        if first == UInt8(ascii: "\n") || first == UInt8(ascii: "\r") { return advance() }
        if first == UInt8(ascii: "#") { return skipLine() }
        var name = takeName()
        if name == "export", peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\t") {
            skipBlanks()
            name = takeName()
        }
        skipBlanks()
        guard !name.isEmpty, peek == UInt8(ascii: "=") || peek == UInt8(ascii: ":") else {
            report("this line is not an assignment", remedy: "write NAME=value, or # before a comment")
            return skipLine()
        }
        advance()
        skipBlanks()
        let place = line
        let value = takeValue(of: name)
        if let mistake = kind.mistake(inName: name) ?? kind.mistake(inValue: value, of: name) {
            report(mistake.message, remedy: mistake.remedy ?? "", line: place)
        } else {
            assignments.append((name, value))
        }
    }

    private mutating func takeName() -> String {
        let start = place
        while let byte = peek, isNameByte(byte) { advance() }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    private mutating func takeValue(of name: String) -> String {
        switch peek {
        case UInt8(ascii: "'"): return takeQuoted(UInt8(ascii: "'"), name)
        case UInt8(ascii: "\""): return takeQuoted(UInt8(ascii: "\""), name)
        default: return takePlain()
        }
    }

    private mutating func takePlain() -> String {
        let start = place
        var end = place
        while let byte = peek, byte != UInt8(ascii: "\n") {
            // A comment begins with # behind a blank.
            if byte == UInt8(ascii: "#"), place == start || isBlank(bytes[place - 1]) { break }
            advance()
            if !isBlank(byte), byte != UInt8(ascii: "\r") { end = place }
        }
        let value = expanded(Array(bytes[start..<end]))
        skipLine()
        return value
    }

    private mutating func takeQuoted(_ quote: UInt8, _ name: String) -> String {
        let startLine = line
        advance()
        var value: [UInt8] = []
        while let byte = peek {
            if byte == quote {
                advance()
                skipLine()
                return quote == UInt8(ascii: "'") ? String(decoding: value, as: UTF8.self) : expanded(value)
            }
            advance()
            guard byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let next = peek else {
                value.append(byte)
                continue
            }
            advance()
            switch next {
            case UInt8(ascii: "n"): value.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "r"): value.append(UInt8(ascii: "\r"))
            case UInt8(ascii: "t"): value.append(UInt8(ascii: "\t"))
            // The dollar keeps its backslash until variables have been replaced.
            case UInt8(ascii: "$"): value += [byte, next]
            default: value.append(next)
            }
        }
        line = startLine
        report("the value of \"\(name)\" has no closing quote", remedy: "end it with the same quote it begins with")
        return ""
    }

    private func expanded(_ value: [UInt8]) -> String {
        guard value.contains(UInt8(ascii: "$")) else { return String(decoding: value, as: UTF8.self) }
        var result: [UInt8] = []
        var index = 0
        while index < value.count {
            let byte = value[index]
            if byte == UInt8(ascii: "\\"), index + 1 < value.count, value[index + 1] == UInt8(ascii: "$") {
                result.append(UInt8(ascii: "$"))
                index += 2
            } else if byte == UInt8(ascii: "$"), let (name, next) = reference(value, at: index + 1) {
                result += Array((assignments.last { $0.name == name }?.value ?? environment[name] ?? "").utf8)
                index = next
            } else {
                result.append(byte)
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func reference(_ value: [UInt8], at start: Int) -> (name: String, next: Int)? {
        let isBraced = start < value.count && value[start] == UInt8(ascii: "{")
        let first = isBraced ? start + 1 : start
        var end = first
        while end < value.count, isNameByte(value[end]), value[end] != UInt8(ascii: "-"), value[end] != UInt8(ascii: ".") { end += 1 }
        guard end > first, !isBraced || (end < value.count && value[end] == UInt8(ascii: "}")) else { return nil }
        return (String(decoding: value[first..<end], as: UTF8.self), isBraced ? end + 1 : end)
    }

    private var peek: UInt8? {
        place < bytes.count ? bytes[place] : nil
    }

    private mutating func advance() {
        if bytes[place] == UInt8(ascii: "\n") { line += 1 }
        place += 1
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private mutating func skipBlanks() {
        while let byte = peek, isBlank(byte) { advance() }
    }

    private mutating func skipLine() {
        while let byte = peek {
            advance()
            if byte == UInt8(ascii: "\n") { return }
        }
    }

    private mutating func report(_ message: String, remedy: String, line: Int? = nil) {
        let start = SourcePosition(line: line ?? self.line, column: 1)
        diagnostics.append(
            Diagnostic(file: file, range: SourceRange(start: start, end: start), kind: .env, message: message, remedy: remedy))
    }
}
