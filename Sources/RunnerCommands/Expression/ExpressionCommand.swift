import Diagnostics
import Execution
import Expressions
import OptionParsing
import RunRecords

/// `runner expression`: evaluates an expression, or many line by line.
enum ExpressionCommand: Command {
    /// How the job went so far.
    enum Status: String, CaseIterable, Sendable {
        case success, failure, cancelled

        var conclusion: Conclusion {
            switch self {
            case .success: .success
            case .failure: .failure
            case .cancelled: .cancelled
            }
        }
    }

    private static let batch = OptionKey(flag: "--batch", help: "answer requests on standard input, one JSON object a line")
    private static let contexts = OptionKey(
        "--contexts FILE", help: "a JSON object: the values of github, env, matrix and so on; - for standard input"
    ).completing(.files)
    private static let status = OptionKey(
        "--status STATUS", help: "what success(), failure() and cancelled() say", fallback: Status.success)
    private static let expression = Positional.optional("EXPRESSION", help: "the expression, with or without ${{ }}")

    /// Contexts hold whole event payloads; GitHub's are at most 25 MB.
    private static let longestContexts = 256 << 20
    /// A request holds contexts too.
    private static let longestRequest = 256 << 20

    static let spec = CommandSpec("expression", summary: "evaluate a GitHub Actions expression and print its value as JSON") {
        $0.options = [contexts.definition, status.definition, batch.definition]
        $0.positionals = [expression]
        $0.details = """
            The keys of the contexts are the only names an expression may use. hashFiles reads this folder.

            With --batch each line of standard input is {"id": any, "expr": "text", "contexts": {...}}, and each line of the answer \
            {"id": ..., "ok": true, "kind": "String", "value": ...} or {"id": ..., "ok": false, "phase": "parsing", "error": "...", "column": 3}.
            """
        $0.examples = [
            CommandExample("runner expression \"format('{0}-{1}', 'a', 2)\"", "what does GitHub say to this?"),
            CommandExample("runner expression \"hashFiles('**/*.lock')\"", "the digest of files of this folder"),
            CommandExample("runner expression 'github.ref == matrix.ref' --contexts contexts.json", "with values of your own"),
        ]
    }

    static func run(_ call: CommandCall) throws -> CommandStatus {
        if call.arguments[batch] {
            if call.arguments[status] != .success {
                throw UsageError("--status has no effect with --batch", remedy: "requests have no status functions: leave it out")
            }
            if let extra = call.arguments[expression].first {
                throw UsageError("unexpected argument \"\(extra)\" with --batch", remedy: "give expressions on standard input")
            }
            try answerAll(call.console)
            return .success
        }
        guard let text = call.arguments[expression].first else {
            throw UsageError("argument EXPRESSION is missing", remedy: "write runner expression '1 == 1', or give requests with --batch")
        }
        do {
            let status = call.arguments[status].conclusion
            let functions = StepFunctions.evaluated(own: status, job: status, hashRoot: call.folder)
            let value = try value(of: text, contexts: contexts(call), functions: functions)
            try call.console.write(value.json(pretty: true) + "\n")
            return .success
        } catch let error as ExpressionError {
            let finding = Self.finding(error, in: text)
            call.console.writeError(DiagnosticRenderer(color: call.console.usesColor, sources: ["expression": text]).render([finding]))
            return .invalid
        }
    }

    private static func contexts(_ call: CommandCall) throws -> [(key: String, value: Value)] {
        guard let path = call.arguments[contexts] else { return [] }
        let bytes = try call.read(path, limit: longestContexts)
        do {
            if case .object(let object) = try Value(json: bytes) { return object.members.map { ($0.key, $0.value) } }
        } catch {
            throw CommandFailure(
                "\"\(path)\" is not JSON: \(error.message)", remedy: "write an object: {\"github\": {...}}", status: .invalid)
        }
        throw CommandFailure("\"\(path)\" holds no JSON object", remedy: "write an object: {\"github\": {...}}", status: .invalid)
    }

    private static func value(
        of text: String, contexts: [(key: String, value: Value)], functions: [String: Evaluator.Function]
    ) throws(ExpressionError) -> Value {
        let scope = NameScope(contexts: contexts.map(\.key), functions: StepFunctions.names)
        let evaluator = Evaluator(contexts: Dictionary(contexts.map { ($0.key, $0.value) }) { $1 }, functions: functions)
        if text.contains("${{") {
            let start = SourcePosition(line: 1, column: 1)
            return try evaluator.evaluate(Template(parsing: text, range: SourceRange(start: start, end: start), scope: scope))
        }
        return try evaluator.evaluate(Expression(parsing: text, scope: scope))
    }

    private static func finding(_ error: ExpressionError, in text: String) -> Diagnostic {
        // Columns count UTF-16 units in expressions, scalars in findings.
        let units = error.start + max(0, (error.column ?? 1) - 1)
        let before = String(decoding: text.utf16.prefix(units), as: UTF16.self).unicodeScalars
        let place = before.reduce(SourcePosition(line: 1, column: 1)) { place, scalar in
            scalar == "\n" ? SourcePosition(line: place.line + 1, column: 1) : SourcePosition(line: place.line, column: place.column + 1)
        }
        return Diagnostic(
            file: "expression", range: error.column.map { _ in SourceRange(start: place, end: place) }, kind: .expression,
            message: error.message)
    }

    // MARK: Batch

    /// Answers line by line; what has come is answered before more is waited for.
    private static func answerAll(_ console: Console) throws {
        var pending: [UInt8] = []
        while true {
            let part = try console.readPart()
            if part.isEmpty { break }
            // Looking for line ends only in what is new keeps long lines linear.
            guard let last = part.lastIndex(of: UInt8(ascii: "\n")) else {
                pending += part
                guard pending.count <= longestRequest else {
                    throw CommandFailure(
                        "a request is longer than \(longestRequest) bytes", remedy: "give smaller contexts", status: .usage)
                }
                continue
            }
            pending += part[...last]
            try answer(pending, on: console)
            pending = Array(part[(last + 1)...])
        }
        try answer(pending, on: console)
    }

    private static func answer(_ lines: [UInt8], on console: Console) throws {
        var answers = ""
        for line in lines.split(whereSeparator: { $0 == UInt8(ascii: "\n") }) {
            let text = String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
            if text.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            answers += ExpressionBatch.answer(line: text) + "\n"
            if answers.utf8.count > 65_536 {
                try console.write(answers)
                answers = ""
            }
        }
        try console.write(answers)
    }
}
