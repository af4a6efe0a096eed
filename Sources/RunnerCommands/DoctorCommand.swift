import Engines
import Glibc
import HostEngine
import LinuxSystem
import OptionParsing
import SandboxEngine

/// `runner doctor`: what this host can and can't do, and how to mend it.
enum DoctorCommand: Command {
    static let spec = CommandSpec("doctor", summary: "say what this host can and can't do, and how to mend it") { spec in
        spec.details = "Exit status 0 when jobs can run in sandboxes here, 1 when something that they need is missing."
        spec.options = [ExecOptions.state.definition]
        spec.examples = [CommandExample("runner doctor", "before the first run, or when one fails strangely")]
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        let found = await examine(engines: [SandboxEngine(), HostEngine()], path: call.environment["PATH"] ?? "")
        try call.console.write(text(found, style: TerminalStyle(usesColor: call.console.usesColor)))
        return found.contains { $0.verdict == .bad } ? .failed : .success
    }

    /// One thing looked at.
    struct Examination {
        enum Verdict: String {
            case good = "ok"
            case poor = "note"
            case bad = "missing"
        }

        var subject: String
        var verdict: Verdict
        var finding: String
        var remedy: String?
    }

    /// Looks at everything.
    ///
    /// - Parameter path: The caller's PATH.
    static func examine(engines: [any Engine], path: String) async -> [Examination] {
        var found = [kernel(), runnerInit()]
        for engine in engines { found += await examine(engine) }
        let programs: [(name: String, use: String, remedy: String)] = [
            ("bash", "the shell of steps without one", "install bash; sh serves otherwise, as on GitHub"),
            ("git", "fetching actions, and for steps that call it", "install git"),
            ("python3", "steps with `shell: python`", "install python3"),
            ("pwsh", "steps with `shell: pwsh`", "install PowerShell"),
            ("node", "actions written in JavaScript", "install node 20 or 24"),
            ("docker", "job containers and services", "install Docker or Podman"),
        ]
        return found + programs.map { program($0, path: path) }
    }

    /// The text of the findings, a line each, remedies below.
    static func text(_ examinations: [Examination], style: TerminalStyle) -> String {
        examinations.map { examination in
            let word = TerminalText.padded(examination.verdict.rawValue, columns: 8)
            let colored =
                switch examination.verdict {
                case .good: style.green(word)
                case .poor: style.yellow(word)
                case .bad: style.red(word)
                }
            let remedy = examination.remedy.map { "\n         help: \($0)" } ?? ""
            return "\(colored) \(TerminalText.padded(examination.subject, columns: 14)) \(examination.finding)\(remedy)\n"
        }.joined()
    }

    private static func kernel() -> Examination {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: &name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        let isRecent = numbers.count == 2 && (numbers[0], numbers[1]) >= (5, 19)
        return Examination(
            subject: "kernel", verdict: isRecent ? .good : .poor, finding: release,
            remedy: isRecent ? nil : "Linux 5.19 or later maps file owners in sandboxes; before, files of a job belong to root")
    }

    private static func runnerInit() -> Examination {
        do {
            return Examination(subject: "runner-init", verdict: .good, finding: try RunnerInit.path())
        } catch {
            return Examination(
                subject: "runner-init", verdict: .bad, finding: "\(error)",
                remedy: "put it beside the program runner, where `swift build` has it")
        }
    }

    private static func examine(_ engine: any Engine) async -> [Examination] {
        let missing = await engine.missingRequirements()
        if missing.isEmpty {
            // What sandboxes here have less of than they could; they work nevertheless.
            let limitations = (engine as? SandboxEngine)?.limitations() ?? []
            return [Examination(subject: "engine \(engine.name)", verdict: .good, finding: "ready")]
                + limitations.map {
                    Examination(subject: "engine \(engine.name)", verdict: .poor, finding: $0.problem, remedy: $0.remedy)
                }
        }
        return missing.map { Examination(subject: "engine \(engine.name)", verdict: .bad, finding: $0.problem, remedy: $0.remedy) }
    }

    private static func program(_ program: (name: String, use: String, remedy: String), path: String) -> Examination {
        let found = path.split(separator: ":").map { "\($0)/\(program.name)" }.first { (path: String) in access(path, X_OK) == 0 }
        return Examination(
            subject: program.name, verdict: found == nil ? .poor : .good, finding: found ?? "not found; needed for \(program.use)",
            remedy: found == nil ? program.remedy : nil)
    }
}
