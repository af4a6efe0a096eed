import Expressions

/// The outputs that a script sets, where they can be told from its text.
enum ScriptOutputs {
    /// - Returns: The names, each once; nothing where a name is computed, where lines are written that are no assignments, or where
    ///   the script starts programs that could set outputs too. A script that writes none counts only where all its programs are known.
    static func names(in script: RunScript) -> [String]? {
        switch script.script {
        case .literal(.string(let text), _): names(in: Array(text.utf8))
        // The text around the expressions is what counts; a name made by one is none to `name(in:)`.
        case .expression(let expression, _): names(in: Array((expression.formatText ?? "./").utf8))
        default: nil
        }
    }

    private static func names(in text: [UInt8]) -> [String]? {
        guard !programs.contains(where: { !text.places(of: $0, most: 1).isEmpty }) else { return nil }
        var names: [String] = []
        for line in text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let line = Array(line)
            if let name = setOutput(line) ?? assignment(line) {
                if !names.contains(name) { names.append(name) }
            } else if !line.places(of: file, most: 1).isEmpty {
                // The end of a block of commands, which are looked at one by one.
                guard let first = line.first(where: { $0 > 0x20 }), first == UInt8(ascii: "}") || first == UInt8(ascii: ")") else {
                    return nil
                }
            }
        }
        return names.isEmpty && !isHarmless(text) ? nil : names
    }

    /// Each line begins with a command of the shell, or with a program that knows nothing of outputs.
    private static func isHarmless(_ text: [UInt8]) -> Bool {
        text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).allSatisfy { line in
            let word = line.drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
            return word.isEmpty || word.first == UInt8(ascii: "#") || harmless.contains(String(decoding: word, as: UTF8.self))
        }
    }

    private static let harmless: Set = [
        "echo", "printf", "cd", "set", "export", "mkdir", "rm", "cp", "mv", "ls", "true", "false", "exit", "sleep", "git", "sed", "grep",
        "sudo", "apt-get", "pip", "test", "if", "then", "else", "fi", "for", "do", "done", "curl", "tar", "chmod", "which", "date",
    ]

    private static let file = Array("GITHUB_OUTPUT".utf8)
    private static let commands = ["echo ", "printf ", "Write-Output ", "Add-Content "].map { Array($0.utf8) }
    private static let setOutputCommand = Array("::set-output name=".utf8)

    /// The name in `echo "NAME=…"`, `printf 'NAME<<…'` and the like: what is printed first on a line.
    private static func assignment(_ line: [UInt8]) -> String? {
        for command in commands {
            guard let start = line.places(of: command, most: 1).first else { continue }
            var rest = line[(start + command.count)...].drop { $0 == UInt8(ascii: " ") }
            // Options: `echo -e`.
            if rest.first == UInt8(ascii: "-") { rest = rest.drop { $0 != UInt8(ascii: " ") }.drop { $0 == UInt8(ascii: " ") } }
            if let quote = rest.first, isQuote(quote) { rest = rest.dropFirst() }
            if let name = name(rest, endsAt: isAssignment) { return name }
        }
        let trimmed = line.drop { $0 <= 0x20 }
        guard let quote = trimmed.first, isQuote(quote) else { return nil }
        return name(trimmed.dropFirst(), endsAt: isAssignment)
    }

    /// The name in `::set-output name=NAME::`.
    private static func setOutput(_ line: [UInt8]) -> String? {
        guard let start = line.places(of: setOutputCommand, most: 1).first else { return nil }
        return name(line[(start + setOutputCommand.count)...]) { $0.starts(with: [UInt8(ascii: ":"), UInt8(ascii: ":")]) }
    }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    private static func isAssignment(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.first == UInt8(ascii: "=") || rest.starts(with: [UInt8(ascii: "<"), UInt8(ascii: "<")])
    }

    private static func name(_ text: ArraySlice<UInt8>, endsAt isEnd: (ArraySlice<UInt8>) -> Bool) -> String? {
        let name = text.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard !name.isEmpty, isEnd(text[name.endIndex...]) else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    /// Files of the repository and interpreters: what they write is not known.
    private static let programs = [
        "./", ".sh", ".py", ".js", ".mjs", ".ts", ".ps1", ".rb", ".pl", "python", "node ", "npm", "npx", "pnpm", "yarn", "make", "cargo",
        "go run", "bash ", "source ", "just ", "docker", "deno", "bun ", "ruby", "perl", "uv ", "nox", "tox", "poetry", "gradle", "mvn",
        "dotnet", "swift ", "java ", "php", "eval", "xargs", "tee", "cat ",
        "nu ", "brew ", "terraform ",
    ].map { Array($0.utf8) }
}

extension Expression {
    /// The text that mixed text was before its expressions became arguments of `format`, with `{0}` in their places.
    var formatText: String? {
        guard case .call("format", let arguments) = root, case .literal(.string(let text))? = arguments.first else { return nil }
        return text
    }
}

extension [UInt8] {
    /// Where the bytes begin, each time; no more than `most` places.
    func places(of wanted: [UInt8], most: Int = .max) -> [Int] {
        guard let first = wanted.first, count >= wanted.count else { return [] }
        var places: [Int] = []
        withUnsafeBufferPointer { bytes in
            for place in 0...bytes.count - wanted.count where bytes[place] == first {
                guard wanted.indices.allSatisfy({ bytes[place + $0] == wanted[$0] }) else { continue }
                places.append(place)
                if places.count == most { return }
            }
        }
        return places
    }
}
