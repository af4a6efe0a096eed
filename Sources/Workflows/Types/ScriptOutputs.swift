import Expressions

/// The outputs that a script sets, where they can be told from its text.
enum ScriptOutputs {
    /// - Returns: The names, each once; nothing where a name is computed, where lines are written that are no assignments, or where
    ///   the script starts programs that could set outputs too.
    static func names(in script: RunScript) -> [String]? {
        switch script.script {
        case .literal(.string(let text), _): names(in: text)
        // The text around the expressions is what counts; a name made by one is none to `name(in:)`.
        case .expression(let expression, _): names(in: expression.formatText ?? "")
        default: nil
        }
    }

    static func names(in text: String) -> [String]? {
        guard text.contains("GITHUB_OUTPUT") || text.contains("::set-output") else { return startsPrograms(text) ? nil : [] }
        guard !startsPrograms(text) else { return nil }
        var names: [String] = []
        var hasBlock = false
        for line in text.split(whereSeparator: \.isNewline) {
            let isWriting = line.contains("GITHUB_OUTPUT")
            if let name = setOutput(line) ?? assignment(line) {
                if isWriting || hasBlock || !names.contains(name) { names.append(name) }
                continue
            }
            guard isWriting else { continue }
            guard let first = line.first(where: { !$0.isWhitespace }), first == "}" || first == ")" else { return nil }
            hasBlock = true
        }
        return names
    }

    /// The name in `echo "NAME=…"`, `printf 'NAME<<…'` and the like: what is printed first on a line.
    private static func assignment(_ line: Substring) -> String? {
        for command in ["echo ", "printf ", "Write-Output ", "Add-Content "] {
            guard let range = line.firstRange(of: command) else { continue }
            var rest = line[range.upperBound...].drop { $0 == " " || $0 == "-" || $0 == "e" && line.contains("echo -e") }
            if let quote = rest.first, quote == "\"" || quote == "'" { rest = rest.dropFirst() }
            if let name = name(rest, endingIn: ["=", "<<"]) { return name }
        }
        let trimmed = line.drop { $0.isWhitespace }
        guard let quote = trimmed.first, quote == "\"" || quote == "'" else { return nil }
        return name(trimmed.dropFirst(), endingIn: ["=", "<<"])
    }

    /// The name in `::set-output name=NAME::`.
    private static func setOutput(_ line: Substring) -> String? {
        guard let range = line.firstRange(of: "::set-output name=") else { return nil }
        return name(line[range.upperBound...], endingIn: ["::"])
    }

    private static func name(_ text: Substring, endingIn ends: [String]) -> String? {
        let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        guard !name.isEmpty, ends.contains(where: { text[name.endIndex...].hasPrefix($0) }) else { return nil }
        return String(name)
    }

    /// Files of the repository and interpreters: what they write is not known.
    private static func startsPrograms(_ text: String) -> Bool {
        programs.contains { text.contains($0) }
    }

    private static let programs = [
        "./", ".sh", ".py", ".js", ".mjs", ".ts", ".ps1", ".rb", ".pl", "python", "node ", "npm", "npx", "pnpm", "yarn", "make", "cargo",
        "go run", "bash ", "source ", "just ", "docker", "deno", "bun ", "ruby", "perl", "uv ", "nox", "tox", "poetry", "gradle", "mvn",
        "dotnet", "swift ", "java ", "php", "eval", "xargs", "tee", "cat <<", "cat ",
    ]
}

extension Expression {
    /// The text that mixed text was before its expressions became arguments of `format`, with `{0}` in their places.
    var formatText: String? {
        guard case .call("format", let arguments) = root, case .literal(.string(let text))? = arguments.first else { return nil }
        return text
    }
}

extension Substring {
    /// Where a text first stands, byte for byte.
    func firstRange(of text: String) -> Range<Index>? {
        let wanted = Array(text.utf8)
        let bytes = utf8
        var start = bytes.startIndex
        while start < bytes.endIndex {
            if bytes[start...].starts(with: wanted) { return start..<bytes.index(start, offsetBy: wanted.count) }
            start = bytes.index(after: start)
        }
        return nil
    }
}
