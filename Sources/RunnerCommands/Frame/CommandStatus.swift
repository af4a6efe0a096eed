/// How a command ends: the exit statuses of `runner`.
package enum CommandStatus: Int32, Sendable {
    case success = 0
    /// A job failed or was not run; `check` found something.
    case failed = 1
    /// The command line is wrong.
    case usage = 2
    /// A workflow, expression or other file of the user is not valid.
    case invalid = 3
    /// The runner itself failed.
    case runnerFailed = 4
    /// A run waits for an approval.
    case waiting = 5
    /// Ctrl-C.
    case interrupted = 130
}

/// Why a command can't do what it was told; shown as `runner: MESSAGE` with `help: REMEDY` below.
struct CommandFailure: Error, Sendable {
    /// Lower case, names in double quotes, no full stop.
    var message: String
    var remedy: String?
    var status: CommandStatus

    init(_ message: String, remedy: String? = nil, status: CommandStatus = .runnerFailed) {
        self.message = message
        self.remedy = remedy
        self.status = status
    }
}
