import Expressions

/// What a script writes to the files of the runner, where it can be told from its text.
struct ScriptWrites {
    enum File: String {
        case output = "GITHUB_OUTPUT"
        case env = "GITHUB_ENV"
        case path = "GITHUB_PATH"
    }

    struct Write {
        var file: File
        /// The name before `=`; empty for GITHUB_PATH.
        var name: String
        /// Shell variables in the value, upper case.
        var variables: [String]
        /// Tainted expressions in the value, as numbers of arguments of `format`.
        var arguments: [Int]
        /// The value stands between two delimiters.
        var isBlock: Bool
    }

    private(set) var writes: [Write] = []

    init(_ script: Template) {
        guard let text = Self.text(script) else { return }
        // A look without allocation, for most scripts write nothing.
        guard text.contains("GITHUB_") else { return }
        let files = [File.output, .env, .path].filter { text.contains($0.rawValue) }
        guard let first = files.first else { return }
        for line in text.split(whereSeparator: \.isNewline) {
            let named = files.first { line.contains($0.rawValue) }
            // In a block `{ … } >> "$GITHUB_OUTPUT"` the file stands elsewhere.
            let file = named ?? (files.count == 1 ? first : nil)
            guard let file, let write = Self.write(line, to: file, isNamed: named != nil) else { continue }
            writes.append(write)
        }
    }

    private static func text(_ script: Template) -> String? {
        switch script {
        case .literal(.string(let text), _): text
        case .expression(let expression, _): expression.formatText
        default: nil
        }
    }

    private static func write(_ line: Substring, to file: File, isNamed: Bool) -> Write? {
        let variables = self.variables(line).filter { File(rawValue: $0) == nil }
        let arguments = self.arguments(line)
        guard !variables.isEmpty || !arguments.isEmpty else { return nil }
        if file == .path {
            return isNamed ? Write(file: file, name: "", variables: variables, arguments: arguments, isBlock: false) : nil
        }
        for command in ["echo ", "printf ", "Write-Output "] {
            guard let range = line.firstRange(of: command) else { continue }
            let rest = line[range.upperBound...].drop { " \"'-".contains($0) }
            let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
            let behind = rest[name.endIndex...]
            guard !name.isEmpty, behind.hasPrefix("=") || behind.hasPrefix("<<") else { continue }
            return Write(
                file: file, name: String(name), variables: variables, arguments: arguments, isBlock: behind.hasPrefix("<<"))
        }
        return nil
    }

    /// The names behind `$` and `${`, and `$env:` of PowerShell.
    private static func variables(_ line: Substring) -> [String] {
        line.split(separator: "$", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            var rest = part
            if rest.hasPrefix("{") { rest = rest.dropFirst() }
            if rest.lowercased().hasPrefix("env:") { rest = rest.dropFirst(4) }
            let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            return name.isEmpty ? nil : name.uppercased()
        }
    }

    /// The numbers in `{0}`.
    private static func arguments(_ line: Substring) -> [Int] {
        line.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            let digits = part.prefix { $0.isNumber }
            return part[digits.endIndex...].hasPrefix("}") ? Int(digits) : nil
        }
    }
}
