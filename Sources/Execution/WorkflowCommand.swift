import Glibc

/// A command in a step's output: `::name key=value,key=value::data`, or the old `##[name key=value;key=value]data`.
package struct WorkflowCommand: Sendable, Hashable {
    /// Lower case.
    package var name: String
    /// Lower-cased keys; unescaped values, none empty.
    package var properties: [String: String]
    /// Unescaped.
    package var data: String

    package init(name: String, properties: [String: String] = [:], data: String = "") {
        self.name = name
        self.properties = properties
        self.data = data
    }

    /// The commands there are; a line that names another is plain text.
    package static let names: Set<String> = [
        "add-mask", "add-matcher", "remove-matcher", "add-path", "set-env", "set-output", "save-state", "debug", "notice", "warning",
        "error", "group", "endgroup", "echo", "stop-commands", "internal-set-repo-path",
    ]

    /// Reads a line; nothing where it is plain text.
    ///
    /// `::` counts after leading white space only, `##[` anywhere in the line (src/Runner.Common/ActionCommand.cs of the GitHub runner).
    ///
    /// - Parameters:
    ///   - line: Without its end.
    ///   - stopToken: While commands are stopped, the token that resumes them: then `::TOKEN::` is the only command.
    package init?(line: String, stopToken: String? = nil) {
        let names = stopToken.map { [$0.lowercased()] } ?? Self.names
        if let command = Self.current(line, names) ?? Self.old(line, names) {
            self = command
        } else {
            return nil
        }
    }

    /// Whether a line may hold a command: quick, and wrong only in saying yes.
    static func mayOccur(in line: UnsafeRawBufferPointer) -> Bool {
        guard let base = line.baseAddress, line.count >= 4 else { return false }
        if mayBegin(line) { return true }
        var position = 0
        while position + 2 < line.count, let place = memchr(base + position, 0x23, line.count - position - 2) {
            let index = UnsafeRawPointer(place) - base
            if line[index + 1] == 0x23, line[index + 2] == UInt8(ascii: "[") { return true }
            position = index + 1
        }
        return false
    }

    /// Whether a line may begin with `::`, white space before it: quick, and wrong only in saying yes.
    static func mayBegin(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let base = line.baseAddress else { return false }
        var start = 0
        // Bytes beyond ASCII may be white space of Unicode.
        while start < line.count, case let byte = base.load(fromByteOffset: start, as: UInt8.self), byte <= 0x20 || byte >= 0x80 {
            start += 1
        }
        return start + 1 < line.count && line[start] == UInt8(ascii: ":") && line[start + 1] == UInt8(ascii: ":")
    }

    /// What tells the two forms apart.
    private struct Form {
        var separator: UInt8
        var propertyEscapes: [String: UInt8]
        var dataEscapes: [String: UInt8]
    }

    private static let currentForm = Form(
        separator: UInt8(ascii: ","), propertyEscapes: escapes.merging(["%3A": 0x3A, "%2C": 0x2C]) { $1 }, dataEscapes: escapes)
    private static let oldForm = Form(separator: UInt8(ascii: ";"), propertyEscapes: oldEscapes, dataEscapes: oldEscapes)
    private static let escapes: [String: UInt8] = ["%0D": 0x0D, "%0A": 0x0A, "%25": 0x25]
    private static let oldEscapes = escapes.merging(["%3B": 0x3B, "%5D": 0x5D]) { $1 }

    private static func current(_ line: String, _ names: Set<String>) -> WorkflowCommand? {
        let text = Array(line.drop { $0.isWhitespace }.utf8)
        guard text.starts(with: Array("::".utf8)), let end = place(of: Array("::".utf8), in: text, from: 2) else { return nil }
        return command(text[2..<end], data: text[(end + 2)...], currentForm, names)
    }

    private static func old(_ line: String, _ names: Set<String>) -> WorkflowCommand? {
        let text = Array(line.utf8)
        guard let start = place(of: Array("##[".utf8), in: text, from: 0),
            let end = text[(start + 3)...].firstIndex(of: UInt8(ascii: "]"))
        else { return nil }
        return command(text[(start + 3)..<end], data: text[(end + 1)...], oldForm, names)
    }

    private static func command(
        _ head: ArraySlice<UInt8>, data: ArraySlice<UInt8>, _ form: Form, _ names: Set<String>
    ) -> WorkflowCommand? {
        let space = head.firstIndex(of: 0x20) ?? head.endIndex
        let name = String(decoding: head[..<space], as: UTF8.self).lowercased()
        guard names.contains(name) else { return nil }
        var properties: [String: String] = [:]
        for pair in SecretMaskForms.trimmed(head[space...]).split(separator: form.separator) {
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let key = String(decoding: SecretMaskForms.trimmed(pair[..<equals]), as: UTF8.self).lowercased()
            let value = unescape(pair[(equals + 1)...], form.propertyEscapes)
            if !key.isEmpty, !value.isEmpty { properties[key] = value }
        }
        return WorkflowCommand(name: name, properties: properties, data: unescape(data, form.dataEscapes))
    }

    // One pass from the left gives the same as replacing one escape after another with `%25` last.
    private static func unescape(_ text: ArraySlice<UInt8>, _ escapes: [String: UInt8]) -> String {
        guard text.contains(0x25) else { return String(decoding: text, as: UTF8.self) }
        var out: [UInt8] = []
        var position = text.startIndex
        while position < text.endIndex {
            if text[position] == 0x25, position + 2 < text.endIndex,
                let byte = escapes[String(decoding: text[position...position + 2], as: UTF8.self)]
            {
                out.append(byte)
                position += 3
            } else {
                out.append(text[position])
                position += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func place(of needle: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        guard text.count - start >= needle.count else { return nil }
        return (start...(text.count - needle.count)).first { text[$0..<$0 + needle.count].elementsEqual(needle) }
    }
}
