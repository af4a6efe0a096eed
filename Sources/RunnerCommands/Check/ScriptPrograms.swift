import Diagnostics
import Expressions
import Glibc
import LinuxSystem
import Workflows

/// Hands the scripts of workflows to shellcheck and to Python's compiler, many at a time.
struct ScriptPrograms {
    /// A script with the file that it stands in.
    struct Script {
        var file: String
        var script: EmbeddedScript
    }

    /// What came of it.
    struct Result {
        var findings: [Diagnostic] = []
        /// What could not be done, a line each.
        var notes: [String] = []
    }

    let environment: [String: String]
    let isPedantic: Bool

    /// Scripts of one process, and the seconds it may take.
    private static let share = 40
    private static let seconds = 20
    /// What placeholders and single files make it say (constant conditions, loops of one, variables and files from elsewhere), and
    /// unguarded `cd`: steps run with `-e`. SC1083 takes git's `@{upstream}` for a mistake.
    private static let excluded = "SC1083,SC1090,SC1091,SC2043,SC2050,SC2154,SC2157,SC2164,SC2193,SC2194"

    /// Advice that is nearly always without effect in CI: words of `$(pwd)` and the like, `export A=$(b)`, `A=b c`
    /// (docs/checks/shellcheck.md).
    private static let ofStyle = "SC2046,SC2155,SC2209"

    func check(_ scripts: [Script]) async -> Result {
        var result = Result()
        var folder: String?
        defer { if let folder { try? removeTree(folder) } }
        for language in EmbeddedScript.Language.allCases {
            let mine = scripts.filter { $0.script.language == language }
            guard !mine.isEmpty else { continue }
            let program = language == .python ? "python3" : "shellcheck"
            guard isInstalled(program) else {
                let note = "\(program) is not installed: scripts for it were not checked"
                if !result.notes.contains(note) { result.notes.append(note) }
                continue
            }
            do {
                let place = try folder ?? Self.makeFolder(environment)
                folder = place
                for start in stride(from: 0, to: mine.count, by: Self.share) {
                    let part = Array(mine[start..<min(start + Self.share, mine.count)])
                    result.findings += try await check(part, language, in: place)
                }
            } catch {
                result.notes.append("\(program) could not be run: \(error)")
            }
        }
        return result
    }

    private func isInstalled(_ program: String) -> Bool {
        (environment["PATH"] ?? "").split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }

    private static func makeFolder(_ environment: [String: String]) throws(SystemError) -> String {
        let place = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(place)/runner-check-XXXXXX".utf8.map { CChar(bitPattern: $0) }) + [0]
        guard mkdtemp(&template) != nil else { throw SystemError.last("mkdtemp", place) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: One process

    private func check(_ scripts: [Script], _ language: EmbeddedScript.Language, in folder: String) async throws -> [Diagnostic] {
        for (index, script) in scripts.enumerated() {
            try FileDescriptor.open("\(folder)/\(index)", O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600).write(script.script.text)
        }
        let names = scripts.indices.map(String.init)
        let output = "\(folder)/output"
        let child = try ChildProcess(
            .init(
                arguments: arguments(language) + names, environment: environment, workingDirectory: folder,
                descriptors: [nil, try .open(output, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600), nil]))
        let limit = Task {
            try await Task.sleep(for: .seconds(Self.seconds))
            child.signalGroup(SIGKILL)
        }
        let status = await child.wait()
        limit.cancel()
        if case .signalled = status { throw ScriptProgramError() }
        let text = try readText(output, limit: 64 << 20)
        guard let answer = try? Value(json: text.isEmpty ? "[]" : text) else { throw ScriptProgramError() }
        return Self.comments(answer).compactMap { finding($0, scripts, language) }
    }

    private func arguments(_ language: EmbeddedScript.Language) -> [String] {
        guard language != .python else { return ["python3", "-I", "-c", Self.compiler] }
        return [
            "shellcheck", "--norc", "-f", "json1", "-s", language.rawValue, "-S", isPedantic ? "style" : "warning", "-e",
            isPedantic ? Self.excluded : "\(Self.excluded),\(Self.ofStyle)",
            "--",
        ]
    }

    /// Compiles each file, and prints what shellcheck would.
    private static let compiler = """
        import json, sys
        found = []
        for name in sys.argv[1:]:
            try:
                compile(open(name, "rb").read(), name, "exec", dont_inherit=True)
            except SyntaxError as e:
                line, column = e.lineno or 1, e.offset or 1
                found.append({"file": name, "line": line, "column": column, "endLine": getattr(e, "end_lineno", None) or line,
                    "endColumn": getattr(e, "end_offset", None) or column, "level": "warning", "message": e.msg})
            except ValueError:
                pass
        print(json.dumps({"comments": found}))
        """

    private static func comments(_ answer: Value) -> [ObjectValue] {
        guard case .object(let object) = answer, case .array(let items)? = object["comments"] else { return [] }
        return items.items.compactMap { if case .object(let comment) = $0 { comment } else { nil } }
    }

    private func finding(_ comment: ObjectValue, _ scripts: [Script], _ language: EmbeddedScript.Language) -> Diagnostic? {
        guard case .string(let name)? = comment["file"], let index = Int(name), scripts.indices.contains(index),
            case .string(let message)? = comment["message"], case .string(let level)? = comment["level"]
        else { return nil }
        func number(_ key: String) -> Int {
            if case .number(let value)? = comment[key], value >= 1, value < 1e9 { Int(value) } else { 1 }
        }
        let start = SourcePosition(line: number("line"), column: number("column"))
        var end = SourcePosition(line: number("endLine"), column: number("endColumn"))
        if end <= start { end = SourcePosition(line: start.line, column: start.column + 1) }
        let (file, script) = (scripts[index].file, scripts[index].script)
        let text = Self.asMessage(message)
        guard language != .python else {
            return Diagnostic(
                file: file, range: script.range(from: start, to: end), severity: .warning, kind: .python,
                message: "Python can't compile this: \(text)", remedy: "mend the script")
        }
        let code = number("code")
        return Diagnostic(
            file: file, range: script.range(from: start, to: end), severity: level == "error" || level == "warning" ? .warning : .info,
            kind: .shellcheck, message: "\(text) (SC\(code))", remedy: "see https://www.shellcheck.net/wiki/SC\(code)")
    }

    /// Without the full stop of a sentence.
    private static func asMessage(_ text: String) -> String {
        text.hasSuffix(".") && !text.hasSuffix("..") ? String(text.dropLast()) : text
    }
}

/// The program was ended because it took too long, or said what can't be read.
struct ScriptProgramError: Error, CustomStringConvertible {
    var description: String { "it gave no answer in time" }
}
