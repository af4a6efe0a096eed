/// Reads a text in the form of git's configuration (git-config(1), "CONFIGURATION FILE"), without including other files: `.gitmodules`
/// is anybody's.
struct ConfigurationText {
    /// `[section "subsection"] key = value`
    struct Setting: Hashable {
        /// In lower case.
        var section: String
        /// As written; nothing where there is none.
        var subsection: String?
        /// In lower case.
        var key: String
        var value: String
    }

    struct Problem: Error {
        /// From 1.
        var line: Int
    }

    private var rest: Substring
    private var line = 1
    private var section = ""
    private var subsection: String?
    private var settings: [Setting] = []

    /// The settings in their order.
    static func settings(in text: String) throws(Problem) -> [Setting] {
        var reader = ConfigurationText(rest: text.replacing("\r\n", with: "\n")[...])
        try reader.read()
        return reader.settings
    }

    private init(rest: Substring) {
        self.rest = rest
    }

    private mutating func read() throws(Problem) {
        while let character = rest.first {
            switch character {
            case "\n":
                line += 1
                rest.removeFirst()
            case " ", "\t": rest.removeFirst()
            case "#", ";": rest = rest.drop { $0 != "\n" }
            case "[": try readSection()
            default: try readSetting()
            }
        }
    }

    private mutating func readSection() throws(Problem) {
        rest.removeFirst()
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
        rest = rest.dropFirst(name.count).drop { $0 == " " || $0 == "\t" }
        (section, subsection) = (name.lowercased(), nil)
        if rest.first == "\"" {
            rest.removeFirst()
            var text = ""
            while let character = rest.popFirst(), character != "\"" {
                guard character != "\n" else { throw Problem(line: line) }
                text.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
            }
            subsection = text
        }
        guard rest.popFirst() == "]" else { throw Problem(line: line) }
    }

    private mutating func readSetting() throws(Problem) {
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        guard !name.isEmpty, !section.isEmpty else { throw Problem(line: line) }
        rest = rest.dropFirst(name.count).drop { $0 == " " || $0 == "\t" }
        var value = "true"
        if rest.first == "=" {
            rest.removeFirst()
            value = try readValue()
        } else if let next = rest.first, !"\n#;".contains(next) {
            throw Problem(line: line)
        }
        settings.append(Setting(section: section, subsection: subsection, key: name.lowercased(), value: value))
    }

    /// To the end of the line; white space counts inside of quotes and between words.
    private mutating func readValue() throws(Problem) -> String {
        rest = rest.drop { $0 == " " || $0 == "\t" }
        var value = ""
        var spaces = ""
        var isQuoted = false
        while let character = rest.first, isQuoted || !"\n#;".contains(character) {
            rest.removeFirst()
            switch character {
            case "\n": throw Problem(line: line)
            case "\"": isQuoted.toggle()
            case "\\":
                guard let escaped = try escaped() else { continue }
                value += spaces + String(escaped)
                spaces = ""
            case " ", "\t":
                if isQuoted { value += spaces + String(character) } else { spaces.append(character) }
                if isQuoted { spaces = "" }
            default:
                value += spaces + String(character)
                spaces = ""
            }
        }
        if isQuoted { throw Problem(line: line) }
        return value
    }

    /// What stands for the character after a backslash; nothing for a line that goes on.
    private mutating func escaped() throws(Problem) -> Character? {
        switch rest.popFirst() {
        case "\n":
            line += 1
            return nil
        case "n": return "\n"
        case "t": return "\t"
        case "b": return "\u{8}"
        case "\"": return "\""
        case "\\": return "\\"
        default: throw Problem(line: line)
        }
    }
}
