import Execution
import Expressions
import Planning
import RunRecords
import Synchronization

/// `--format jsonl`: the journal records and the log lines, one JSON object a line (docs/guide.md, "For machines").
final class JSONLinesView: RunView {
    let wantsLines = true
    private let output: TextOutput
    private let order = Mutex(())

    init(output: @escaping TextOutput) {
        self.output = output
    }

    func show(_ notice: RunNotice, of run: RunLabel) {
        let text: String
        switch notice {
        case .record(let record):
            text = Self.line(record.json().members ?? [], run)
        case .log(let key, let step, let batch):
            text = batch.lines().map { line in
                Self.line(
                    [
                        ("kind", .string("log")), ("job", .string(key.description)), ("step", .number(Double(step))),
                        ("stream", .string(Self.name(line.stream))), ("text", .string(line.text)),
                    ], run)
            }.joined()
        }
        order.withLock { _ in output(text) }
    }

    func finish() {}

    private static func line(_ members: [(key: String, value: Value)], _ run: RunLabel) -> String {
        Value.object(members.map { ($0.key, $0.value) } + [("run", .number(Double(run.id)))]).json() + "\n"
    }

    private static func name(_ stream: LogStream) -> String {
        switch stream {
        case .standardOutput: "stdout"
        case .standardError: "stderr"
        case .runner: "runner"
        }
    }
}
