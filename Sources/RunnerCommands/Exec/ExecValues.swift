import Diagnostics
import Expressions
import Glibc
import LinuxSystem
import OptionParsing

/// Secrets, variables, environment and inputs of a run, from options, files, the caller's environment or a question on the terminal.
struct ExecValues {
    var secrets: [String: String] = [:]
    var variables: [String: String] = [:]
    var environment: [String: String] = [:]
    var inputs: [(name: String, value: String)] = []
    /// What is wrong in the files.
    var diagnostics: [Diagnostic] = []

    /// The `vars` context.
    var variablesContext: Value {
        .object(variables.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }

    /// Where values come from besides the command line.
    struct Sources {
        /// The folder of `.secrets`, `.vars`, `.env` and `.input`.
        var folder: String
        var environment: [String: String]
        /// Asks for a value on the terminal; nothing where there is none. The second argument says that it must not be shown.
        var ask: (_ question: String, _ isSecret: Bool) -> String?
    }

    /// Options win over files.
    ///
    /// - Throws: `UsageError` for a named file that can't be read, or a secret that has no value.
    init(_ arguments: ParsedArguments, sources: Sources) throws {
        for (name, value) in try read(arguments[ExecOptions.secretFile], .secret, sources) { secrets[name.uppercased()] = value }
        for (name, value) in try read(arguments[ExecOptions.variableFile], .variable, sources) { variables[name.uppercased()] = value }
        for (name, value) in try read(arguments[ExecOptions.environmentFile], .environment, sources) { environment[name] = value }
        inputs = try read(arguments[ExecOptions.inputFile], .input, sources)
        for text in arguments[ExecOptions.secret] {
            let (name, value) = try Self.secret(text, sources)
            secrets[name.uppercased()] = value
        }
        for (name, value) in arguments[ExecOptions.variable] { variables[name.uppercased()] = value }
        for (name, value) in arguments[ExecOptions.environment] { environment[name] = value }
        inputs += arguments[ExecOptions.input]
    }

    private mutating func read(
        _ named: String?, _ kind: AssignmentKind, _ sources: Sources
    ) throws -> [(name: String, value: String)] {
        let name = named ?? kind.usualFile
        let path = name.hasPrefix("/") ? name : sources.folder + "/" + name
        let bytes: [UInt8]
        do {
            bytes = try readFile(path, limit: 16 * 1_048_576)
        } catch {
            // The usual files are read where they are; one that was asked for must be there. A folder `.env` is Python's.
            if named == nil, [ENOENT, ENOTDIR, EISDIR].contains(error.errno) { return [] }
            let reason = error.errno == EFBIG ? "it has more than 16 MiB" : SystemError.text(of: error.errno)
            throw UsageError("cannot read \"\(name)\": \(reason)", remedy: "give a file that you may read, with NAME=VALUE on each line")
        }
        let file = AssignmentFile(reading: bytes, file: name, kind: kind, environment: sources.environment)
        diagnostics += file.diagnostics
        return file.assignments
    }

    private static func secret(_ text: String, _ sources: Sources) throws -> (name: String, value: String) {
        if let equals = text.firstIndex(of: "=") {
            return (String(text[..<equals]), String(text[text.index(after: equals)...]))
        }
        if let value = sources.environment[text] { return (text, value) }
        if let value = sources.ask("secret \(text): ", true) { return (text, value) }
        throw UsageError(
            "secret \"\(text)\" has no value", remedy: "set \(text) in the environment, put it into .secrets, or answer on a terminal")
    }
}
