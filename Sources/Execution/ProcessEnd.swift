import Engines
import Glibc
import LinuxSystem

/// How a step's process ended, in words.
struct ProcessEnd {
    /// 128 + signal number where a signal ended it; nothing where it never ran.
    let status: Int?
    /// Nothing for success.
    let reason: String?

    init(_ process: ProcessResult, _ plan: ProcessPlan, memory: Int?) {
        switch process.status {
        case .exited(0):
            (status, reason) = (0, nil)
        case .exited(let code):
            status = code
            reason = process.ranOutOfMemory ? Self.outOfMemory(memory) : "Process completed with exit code \(code)."
        case .signalled(let signal):
            status = 128 + signal
            reason = process.ranOutOfMemory ? Self.outOfMemory(memory) : "The process was ended by signal \(SignalName.text(signal))."
        case .notStarted(let code, let operation):
            status = nil
            let hint = code == Int(E2BIG) ? "; a variable may have 128 KiB, and all of them together are bounded, too" : ""
            let problem = SystemError.text(of: Int32(code)) + hint
            reason =
                operation == "chdir"
                ? "The working directory \"\(plan.workingDirectory)\" can't be entered: \(problem)."
                : "The \(plan.title) can't be started: \(problem)."
        }
    }

    private static func outOfMemory(_ limit: Int?) -> String {
        guard let limit else { return "killed: out of memory" }
        return "killed: out of memory, limit \(limit >> 20) MiB"
    }
}

/// Signals by name.
enum SignalName {
    /// `9 (SIGKILL)`
    static func text(_ number: Int) -> String {
        names[number].map { "\(number) (\($0))" } ?? "\(number)"
    }

    private static let names = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL",
        11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
    ]
}
