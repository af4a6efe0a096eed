/// The program that a `run` step's script is given to, with GitHub's exact arguments (docs/compatibility.md, "Steps").
struct Shell: Sendable, Equatable {
    /// The arguments; `{0}` stands for the script's path.
    var arguments: [String]
    /// Of the script file, with the point; empty for shells of the user's own.
    var fileExtension: String
    var kind: Kind
    /// Used instead when the program is not there: only for the implied shell, whose `bash` may be missing.
    var fallbackProgram: String?

    enum Kind: Sendable {
        case plain, powerShell, cmd
    }

    /// No shell given anywhere: bash, or sh where there is none, with the arguments of sh (so without pipefail).
    static let implied = Shell(arguments: ["bash", "-e", "{0}"], fileExtension: ".sh", kind: .plain, fallbackProgram: "sh")

    /// The shell for what a step or its defaults say.
    ///
    /// - Returns: The message for a text that is no shell.
    static func named(_ text: String) -> Result<Shell, InvalidShell> {
        switch text.lowercased() {
        case "bash":
            return .success(Shell(arguments: ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "{0}"], fileExtension: ".sh"))
        case "sh": return .success(Shell(arguments: ["sh", "-e", "{0}"], fileExtension: ".sh"))
        case "python": return .success(Shell(arguments: ["python", "{0}"], fileExtension: ".py"))
        case "pwsh", "powershell":
            let program = text.lowercased()
            return .success(Shell(arguments: [program, "-command", ". '{0}'"], fileExtension: ".ps1", kind: .powerShell))
        case "cmd":
            let arguments = ["cmd", "/D", "/E:ON", "/V:OFF", "/S", "/C", "CALL \"{0}\""]
            return .success(Shell(arguments: arguments, fileExtension: ".cmd", kind: .cmd))
        default: return custom(text)
        }
    }

    private init(arguments: [String], fileExtension: String, kind: Kind = .plain, fallbackProgram: String? = nil) {
        self.arguments = arguments
        self.fileExtension = fileExtension
        self.kind = kind
        self.fallbackProgram = fallbackProgram
    }

    private static func custom(_ text: String) -> Result<Shell, InvalidShell> {
        let words = ArgumentLine.split(text)
        guard words.count > 1, words.dropFirst().contains(where: { $0.contains("{0}") }) else {
            return .failure(InvalidShell(text: text))
        }
        return .success(Shell(arguments: words, fileExtension: ""))
    }

    /// The command line as the log shows it: `bash -e {0}`.
    var commandLine: String {
        arguments.joined(separator: " ")
    }

    /// The arguments with the script's path put in.
    func arguments(script: String, usesFallback: Bool = false) -> [String] {
        var filled = arguments.map { Self.fill($0, with: script) }
        if usesFallback, let fallbackProgram { filled[0] = fallbackProgram }
        return filled
    }

    /// The file's text: PowerShell and cmd scripts are wrapped, the others stay as they are.
    func contents(of script: String) -> String {
        switch kind {
        case .plain: script
        case .cmd: "@echo off\n" + script
        case .powerShell:
            """
            $ErrorActionPreference = 'stop'
            \(script)
            if ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }
            """
        }
    }

    private static func fill(_ argument: String, with path: String) -> String {
        guard argument.contains("{0}") else { return argument }
        var result = ""
        var rest = Substring(argument)
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            if rest[brace...].hasPrefix("{0}") {
                result += path
                rest = rest[rest.index(brace, offsetBy: 3)...]
            } else {
                result.append("{")
                rest = rest[rest.index(after: brace)...]
            }
        }
        return result + rest
    }
}

/// A `shell:` that is neither built in nor a command line with `{0}`.
struct InvalidShell: Error, Equatable {
    var text: String

    /// In GitHub's words.
    var message: String {
        "Invalid shell option. Shell must be a valid built-in (bash, sh, cmd, powershell, pwsh) or a format string containing '{0}'"
    }
}

/// A command line as a process is given it: words at white space, double quotes keep words together, `\"` is a quote.
enum ArgumentLine {
    static func split(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isInWord = false
        var isQuoted = false
        var characters = Substring(text)
        while let character = characters.popFirst() {
            if character == "\\", characters.first == "\"" {
                word.append(characters.removeFirst())
                isInWord = true
            } else if character == "\"" {
                isQuoted.toggle()
                isInWord = true
            } else if character.isWhitespace, !isQuoted {
                if isInWord { words.append(word) }
                word = ""
                isInWord = false
            } else {
                word.append(character)
                isInWord = true
            }
        }
        if isInWord { words.append(word) }
        return words
    }
}
