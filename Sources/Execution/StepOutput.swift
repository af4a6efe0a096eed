import Engines
import RunRecords
import Synchronization

/// What a step's process prints, on its way into the log: masks, carries out commands, applies problem matchers.
final class StepOutput: Sendable {
    private struct State {
        var commands: CommandInterpreter
        var matchers: ProblemMatchers
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
        state = Mutex(State(commands: commands, matchers: matchers.current))
    }

    /// Takes what came; blocks while the disk is slower than the step.
    func take(_ stream: OutputStream, _ chunk: UnsafeRawBufferPointer) {
        let inspectsEveryLine = state.withLock { !$0.matchers.isEmpty }
        log.take(stream, chunk, inspectsEveryLine: inspectsEveryLine) { _, line in
            state.withLock { inspect(line, &$0) }
        }
    }

    /// Ends both streams; what the commands left behind.
    func finish() -> CommandInterpreter {
        log.finish { _, line in state.withLock { inspect(line, &$0) } }
        return state.withLock { state in
            for owner in state.matchers.removed {
                matchers.remove(owner: owner)
                state.complaints.append("the problem matcher \"\(owner)\" was removed: its expressions take too long")
            }
            for complaint in state.complaints { state.commands.annotate(Annotation(level: .warning, message: complaint)) }
            state.complaints = []
            return state.commands
        }
    }

    private func inspect(_ line: UnsafeRawBufferPointer, _ state: inout State) -> LineVerdict {
        let text = String(decoding: line, as: UTF8.self)
        let verdict = state.commands.interpret(text)
        if let command = state.commands.matcherCommand, apply(command, &state) { return .watch }
        guard verdict == .keep, let annotation = state.matchers.match(line).first else { return verdict }
        state.commands.annotate(annotation)
        return .replace("##[\(annotation.level.rawValue)]\(text)")
    }

    /// - Returns: Whether a matcher was added, so that every line must be looked at.
    private func apply(_ command: CommandInterpreter.MatcherCommand, _ state: inout State) -> Bool {
        switch command {
        case .remove(let owner):
            matchers.remove(owner: owner)
            state.matchers.remove(owner: owner)
            return false
        case .add(let file):
            do {
                let text = String(decoding: try readFile(file), as: UTF8.self)
                try matchers.add(json: text)
                try state.matchers.add(json: text)
                return true
            } catch {
                state.complaints.append("the problem matcher \"\(file)\" can't be used: \(error)")
                return false
            }
        }
    }
}
