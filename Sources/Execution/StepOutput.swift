import Engines
import RunRecords
import Synchronization

/// What a step's process prints, on its way into the log: masks, carries out commands, applies problem matchers.
final class StepOutput: Sendable {
    private struct State {
        var commands: CommandInterpreter
        var complaints: [String] = []
    }

    private let log: StepLog
    private let matchers: SharedProblemMatchers
    private let readFile: @Sendable (String) throws -> [UInt8]
    private let state: Mutex<State>

    /// - Parameter readFile: Reads a matcher file by its path inside; blocks.
    init(
        log: StepLog, commands: CommandInterpreter, matchers: SharedProblemMatchers,
        readFile: @escaping @Sendable (String) throws -> [UInt8]
    ) {
        self.log = log
        self.matchers = matchers
        self.readFile = readFile
        state = Mutex(State(commands: commands))
    }

    /// Takes what came; blocks while the disk is slower than the step.
    func take(_ stream: OutputStream, _ chunk: UnsafeRawBufferPointer) {
        log.take(stream, chunk, inspectsEveryLine: !matchers.isEmpty) { _, line in
            state.withLock { inspect(line, &$0) }
        }
    }

    /// Ends both streams; what the commands left behind.
    func finish() -> CommandInterpreter {
        log.finish { _, line in state.withLock { inspect(line, &$0) } }
        return state.withLock { state in
            for complaint in state.complaints { state.commands.annotate(Annotation(level: .warning, message: complaint)) }
            state.complaints = []
            return state.commands
        }
    }

    private func inspect(_ line: UnsafeRawBufferPointer, _ state: inout State) -> LineVerdict {
        let text = String(decoding: line, as: UTF8.self)
        let verdict = state.commands.interpret(text)
        if let command = state.commands.matcherCommand { apply(command, &state.complaints) }
        guard verdict == .keep, let annotation = matchers.match(text) else { return verdict }
        state.commands.annotate(annotation)
        return .replace("##[\(annotation.level.rawValue)]\(text)")
    }

    private func apply(_ command: CommandInterpreter.MatcherCommand, _ complaints: inout [String]) {
        switch command {
        case .remove(let owner): matchers.remove(owner: owner)
        case .add(let file):
            do {
                try matchers.add(json: readFile(file))
            } catch {
                complaints.append("the problem matcher \"\(file)\" can't be used: \(error)")
            }
        }
    }
}
