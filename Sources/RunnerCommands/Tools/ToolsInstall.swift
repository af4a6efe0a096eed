import Digests
import Glibc
import LinuxSystem
import OptionParsing

/// `runner tools install`: official builds of node, checked against their digests.
enum ToolsInstall: Command {
    private static let names = Positional.rest("NODE", help: "node20 or node24").oneOf(["node20", "node24"])
    private static let source = OptionKey(
        "--from URL", help: "the folder that holds latest-v24.x and so on", fallback: "https://nodejs.org/dist"
    ) { text in
        ["https://", "http://", "file:///"].contains { text.hasPrefix($0) && text.count > $0.count } ? text : nil
    }
    .expecting("a URL that begins with https://, http:// or file:///")

    static let spec = CommandSpec("install", summary: "fetch an official build of node and check its digest") {
        $0.positionals = [names]
        $0.options = [source.definition]
        $0.details =
            "Fetched with curl, checked against SHASUMS256.txt of the same folder, unpacked with tar. A newer build replaces an older one."
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        guard !call.arguments[names].isEmpty else { throw UsageError("no tool is named", remedy: "write node20 or node24") }
        let folder = try ToolsCommand.folder(call)
        do throws(SystemError) { try makeFolders(folder) } catch { throw failure(error, folder) }
        guard let lock = try FileLock.tryAcquire("\(folder)/.lock") else {
            throw CommandFailure("another runner is installing into \"\(folder)\"", remedy: "wait for it")
        }
        defer { lock.release() }
        for entry in try listFolder(folder) where entry.hasSuffix(".tmp") { try removeTree("\(folder)/\(entry)") }
        for name in call.arguments[names] { try await install(name, into: folder, call) }
        return .success
    }

    private static func install(_ name: String, into folder: String, _ call: CommandCall) async throws {
        guard let major = Int(name.dropFirst("node".count)) else { return }
        let temporary = "\(folder)/.\(name).tmp"
        try makeFolders("\(temporary)/tree")
        defer { try? removeTree(temporary) }
        let base = call.arguments[source].withoutTrailingSlashes
        let place = "\(base)/latest-v\(major).x"
        let download = Download(call: call, base: base, folder: temporary)
        try await download.fetch("\(place)/SHASUMS256.txt", to: "list", limit: 1 << 20)
        let listing = try readText("\(temporary)/list", limit: 1 << 20)
        guard let release = NodeRelease(listing: listing, major: major, platform: NodeRelease.platform) else {
            throw CommandFailure("\"\(place)\" has no \(name) for \(NodeRelease.platform)", remedy: "check the URL")
        }
        let installed = try? readText("\(folder)/\(name)/\(ToolsCommand.mark)", limit: 4096)
        if installed == "\(release.version) \(release.digest)\n" {
            return try call.console.write("\(name) is \(release.version) already\n")
        }
        call.console.writeError("runner: fetching \(place)/\(release.file)\n")
        try await download.fetch("\(place)/\(release.file)", to: "archive", limit: 1 << 30)
        let found = try digest(of: "\(temporary)/archive")
        guard found == release.digest else {
            throw CommandFailure(
                "\"\(release.file)\" has the digest \(found), but \(release.digest) was expected: it is not installed",
                remedy: "try again; if it stays, the server or the way to it is not to be trusted")
        }
        try await ToolProgram(name: "tar", package: "tar", environment: call.environment).run(
            ["-xzf", "\(temporary)/archive", "-C", "\(temporary)/tree", "--strip-components=1", "--no-same-owner"], in: temporary,
            to: "unpack \"\(release.file)\"")
        try swap(release, name, from: temporary, into: folder)
        try call.console.write("\(name) is \(release.version) now, in \(folder)/\(name)\n")
    }

    /// Puts the new tool in the place of the old one.
    private static func swap(_ release: NodeRelease, _ name: String, from temporary: String, into folder: String) throws {
        guard access("\(temporary)/tree/bin/node", X_OK) == 0 else {
            throw CommandFailure("\"\(release.file)\" holds no bin/node", remedy: "check the URL")
        }
        try AtomicFile.write(
            Array("\(release.version) \(release.digest)\n".utf8), to: "\(temporary)/tree/\(ToolsCommand.mark)", isDurable: false)
        try AtomicFile.synchronizeFileSystem(of: temporary)
        let target = "\(folder)/\(name)"
        guard rename(target, "\(temporary)/old") == 0 || access(target, F_OK) != 0 else { throw SystemError.last("rename", target) }
        guard rename("\(temporary)/tree", target) == 0 else { throw SystemError.last("rename", target) }
        try AtomicFile.synchronizeFolder(of: target)
    }

    private static func digest(of path: String) throws -> String {
        let file = try FileDescriptor.open(path, O_RDONLY)
        let hash = try SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = try buffer.withUnsafeMutableBytes { bytes throws(SystemError) in try file.read(into: bytes) }
            if count == 0 { return Hex.text(try hash.finish()) }
            try hash.update(Array(buffer[..<count]))
        }
    }

    private static func failure(_ error: SystemError, _ folder: String) -> CommandFailure {
        CommandFailure("cannot install into \"\(folder)\": \(SystemError.text(of: error.errno))", remedy: "check its permissions")
    }
}

/// Gets files by URL with the program `curl`.
private struct Download {
    let call: CommandCall
    /// Whose protocol is the only one, for redirections too; https stays https.
    let base: String
    let folder: String

    func fetch(_ url: String, to name: String, limit: Int) async throws {
        let allowed = base.hasPrefix("https://") ? "=https" : base.hasPrefix("http://") ? "=http,https" : "=file"
        let arguments = [
            // No configuration of the user's: it could turn checks off.
            "--disable", "--fail", "--silent", "--show-error", "--location", "--max-redirs", "5", "--proto", allowed, "--proto-redir",
            allowed, "--connect-timeout", "30", "--max-time", "1800", "--max-filesize", "\(limit)", "--output", "\(folder)/\(name)",
            "--url", url,
        ]
        try await ToolProgram(name: "curl", package: "curl", environment: call.environment).run(
            arguments, in: folder, to: "fetch \"\(url)\"")
    }
}
