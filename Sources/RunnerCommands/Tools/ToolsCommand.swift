import LinuxSystem
import OptionParsing

/// `runner tools`: programs that actions need, for all repositories of the user.
enum ToolsCommand: Command {
    static let spec = CommandSpec("tools", summary: "install node for JavaScript actions, and list what is installed") { spec in
        spec.commands = [ToolsList.spec, ToolsInstall.spec]
        spec.examples = [CommandExample("runner tools install node24", "the newest node 24 of nodejs.org")]
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        call.arguments.path.last == "install" ? try await ToolsInstall.run(call) : try ToolsList.run(call)
    }

    /// - Throws: `CommandFailure` for a user without a home.
    static func folder(_ call: CommandCall) throws -> String {
        guard let folder = call.toolsFolder else {
            throw CommandFailure("there is no folder for tools: HOME is not set", remedy: "set HOME or XDG_DATA_HOME", status: .usage)
        }
        return folder
    }

    /// The file of an installed tool that says what it is: the version, and the digest of what it was unpacked from.
    static let mark = ".runner-tool"
}

/// `runner tools list`
enum ToolsList: Command {
    static let spec = CommandSpec("list", summary: "list what is installed")

    static func run(_ call: CommandCall) throws -> CommandStatus {
        let folder = try ToolsCommand.folder(call)
        let names = ((try? listFolder(folder)) ?? []).filter { !$0.hasPrefix(".") && isFolder("\(folder)/\($0)") }
        for name in names {
            let mark = (try? readText("\(folder)/\(name)/\(ToolsCommand.mark)", limit: 4096)) ?? ""
            let version = mark.split(separator: " ").first.map(String.init) ?? "unknown"
            try call.console.write("\(TerminalText.padded(name, columns: 10)) \(TerminalText.sanitized(version))  \(folder)/\(name)\n")
        }
        if names.isEmpty { try call.console.write("no tools in \(folder); `runner tools install node24` installs one\n") }
        return .success
    }
}
