import Glibc
import LinuxSystem
import OptionParsing

/// One command of `runner`: how it is described, and what it does.
///
/// To add one: conform an enum to this, in a file of its own, and list it in `RunnerCommand.commands`.
protocol Command: Sendable {
    static var spec: CommandSpec { get }
    /// Does what the command line says.
    ///
    /// - Throws: `UsageError` (status 2), `CommandFailure` (its own status); any other error is shown and ends with status 4.
    static func run(_ call: CommandCall) async throws -> CommandStatus
}

/// What a command has to work with.
struct CommandCall: Sendable {
    let arguments: ParsedArguments
    let console: Console
    let environment: [String: String]
    /// What relative paths start from: the working folder, absolute.
    let folder: String

    /// A path of the command line made absolute.
    func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : folder == "/" ? "/" + path : "\(folder)/\(path)"
    }

    /// Reads a file that the command line names; `-` is standard input.
    ///
    /// - Throws: `CommandFailure` of status `usage`, that names the path as it was written.
    func read(_ path: String, limit: Int) throws -> [UInt8] {
        do throws(SystemError) {
            return path == "-" ? try console.readAll(limit: limit) : try readFile(absolute(path), limit: limit)
        } catch {
            let reason = error.errno == EFBIG ? "it has more than \(limit) bytes" : SystemError.text(of: error.errno)
            throw CommandFailure("cannot read \"\(path)\": \(reason)", remedy: "check the path and its permissions", status: .usage)
        }
    }
}
