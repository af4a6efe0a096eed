import Glibc
import LinuxSystem
import Synchronization

/// Runs the `git` program for what needs a server: it knows every protocol, proxy and credential helper of the user's.
///
/// It runs no hook and no program that a URL or a fetched repository names, asks nothing on a terminal, and ends when its limits are
/// reached or the task is cancelled.
struct GitTransport: Sendable {
    /// The caller's environment.
    let environment: [String: String]
    let limits: FetchLimits
    /// Sent to github.com only; nothing for the user's own credentials alone.
    let token: String?

    /// One call of git.
    struct Call {
        var arguments: [String]
        /// What the call talks to; nothing for a call that stays on this machine.
        var url: String?
        /// Whose size is watched.
        var folder: String?
        var usesToken = true
    }

    /// What a call came to.
    struct Output {
        var isSuccess: Bool
        var text: String
        /// What git said, without credentials; the last lines.
        var complaint: String

        /// The server wants other credentials, or none.
        var isRefused: Bool {
            let text = complaint.lowercased()
            return ["authentication failed", "403", "401", "could not read username"].contains { text.contains($0) }
        }

        /// Empty for success only.
        var reasonOfFailure: String {
            isSuccess ? "" : complaint.isEmpty ? "git failed" : complaint
        }
    }

    /// The protocols that git may use for a URL, as `GIT_ALLOW_PROTOCOL` has them; nothing for a URL that is refused.
    static func protocols(of url: String) -> String? {
        // The user's own `insteadOf` may turn https into ssh.
        for (scheme, allowed) in [
            ("https://", "https:ssh"), ("http://", "http:https:ssh"), ("ssh://", "ssh"), ("git://", "git"), ("file:///", "file"),
        ] where url.hasPrefix(scheme) && url.count > scheme.count {
            return allowed
        }
        // user@host:path
        let host = url.prefix { $0 != ":" && $0 != "/" }
        let rest = url[host.endIndex...]
        let isPlain =
            !host.isEmpty && !host.hasPrefix("-") && host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.@".contains($0)) }
        return isPlain && host.contains("@") && rest.hasPrefix(":") && !rest.hasPrefix("::") && rest.count > 1 ? "ssh" : nil
    }

    /// Runs git to its end; a call that the server refuses with our token is made again without.
    ///
    /// - Throws: `ActionError` where git can't be run, or a limit was reached.
    func run(_ call: Call, scratch: String) async throws(ActionError) -> Output {
        let output = try await runOnce(call, scratch: scratch)
        guard !output.isSuccess, output.isRefused, call.usesToken, sendsToken(call) else { return output }
        var other = call
        other.usesToken = false
        return try await runOnce(other, scratch: scratch)
    }

    /// Makes an empty bare repository.
    func makeRepository(_ folder: String, scratch: String) async throws(ActionError) {
        let arguments = ["init", "--quiet", "--bare", "--template=", "--end-of-options", folder]
        let output = try await run(.init(arguments: arguments), scratch: scratch)
        guard output.isSuccess else { throw ActionError("cannot make a repository to fetch into: \(output.complaint)") }
    }

    /// Whether a repository has a commit.
    func has(_ commit: String, in folder: String, scratch: String) async throws(ActionError) -> Bool {
        try await run(.init(arguments: ["--git-dir=\(folder)", "cat-file", "-e", "\(commit)^{commit}"]), scratch: scratch).isSuccess
    }

    private func runOnce(_ call: Call, scratch: String) async throws(ActionError) -> Output {
        let child: ChildProcess
        let (output, errors): (FileDescriptor, FileDescriptor)
        do throws(SystemError) {
            output = try Self.unnamedFile(in: scratch)
            errors = try Self.unnamedFile(in: scratch)
            child = try ChildProcess(
                ChildProcess.Request(
                    arguments: ["git"] + Self.settings + call.arguments, environment: variables(call), workingDirectory: scratch,
                    descriptors: [nil, output, errors]))
        } catch {
            guard error.operation == "execve" else { throw ActionError("cannot run git: \(error)") }
            throw ActionError(
                "cannot run git: \(SystemError.text(of: error.errno))",
                remedy: "install git: actions of other repositories are fetched with it")
        }
        let (status, breach) = await wait(for: child, call, files: [output, errors])
        if Task.isCancelled { throw ActionError("the fetch was cancelled") }
        if let breach { throw ActionError(breach.message, remedy: breach.remedy) }
        let complaint = Self.text(of: errors, limit: 1 << 16)
        return Output(
            isSuccess: status == .exited(0), text: Self.text(of: output, limit: Self.longestOutput),
            complaint: Credentials.masked(Self.lastLines(complaint), secrets: secrets))
    }

    // MARK: Surroundings

    /// Settings that win over those of any file.
    private static let settings = [
        "-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c",
        "fetch.unpackLimit=1", "-c", "transfer.unpackLimit=1", "-c", "core.bigFileThreshold=16m", "-c", "fetch.recurseSubmodules=false",
        "-c", "fetch.fsckObjects=false", "-c", "submodule.recurse=false", "-c", "advice.detachedHead=false", "-c",
        "fetch.writeCommitGraph=false",
    ]

    private static let passedOn: Set = [
        "PATH", "HOME", "USER", "LOGNAME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_ASKPASS", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL",
        "GIT_PROXY_SSL_CAINFO", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "TMPDIR",
    ]

    private func variables(_ call: Call) -> [String: String] {
        var variables = environment.filter { Self.passedOn.contains($0.key) || Self.passedOn.contains($0.key.uppercased()) }
        variables["PATH"] = variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        variables["LC_ALL"] = "C"
        variables["GIT_TERMINAL_PROMPT"] = "0"
        variables["GIT_OPTIONAL_LOCKS"] = "0"
        variables["GIT_ALLOW_PROTOCOL"] = call.url.flatMap(Self.protocols) ?? ""
        if variables["GIT_SSH_COMMAND"] == nil, variables["GIT_SSH"] == nil { variables["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes" }
        if call.usesToken, let header = authorization(for: call) {
            // By the environment: a command line can be read by everybody on the machine.
            variables["GIT_CONFIG_COUNT"] = "1"
            variables["GIT_CONFIG_KEY_0"] = "http.https://github.com/.extraHeader"
            variables["GIT_CONFIG_VALUE_0"] = header
        }
        return variables
    }

    /// The HTTP header that tells a server who we are; nothing for one that gets no token.
    func authorization(for call: Call) -> String? {
        guard sendsToken(call), let token else { return nil }
        return "Authorization: basic \(Base64.text(Array("x-access-token:\(token)".utf8)))"
    }

    private func sendsToken(_ call: Call) -> Bool {
        token?.isEmpty == false && call.url?.lowercased().hasPrefix("https://github.com/") == true
    }

    private var secrets: [String] {
        guard let token, !token.isEmpty else { return [] }
        return [token, Base64.text(Array("x-access-token:\(token)".utf8))]
    }
}

// Waiting, and what git wrote.
extension GitTransport {
    private static let longestOutput = 16 << 20
    private static let counter = Atomic<Int>(0)

    private struct Breach {
        var message: String
        var remedy: String
    }

    private enum Observation {
        case ended(ChildProcess.Status)
        case breached(Breach)
        case nothing
    }

    private func wait(for child: ChildProcess, _ call: Call, files: [FileDescriptor]) async -> (ChildProcess.Status, Breach?) {
        await withTaskGroup(of: Observation.self) { group in
            group.addTask {
                await withTaskCancellationHandler {
                    .ended(await child.wait())
                } onCancel: {
                    child.signalGroup(SIGKILL)
                }
            }
            group.addTask { await self.watch(call, files) }
            var status = ChildProcess.Status.signalled(Int(SIGKILL))
            var breach: Breach?
            for await observation in group {
                switch observation {
                case .ended(let ended): status = ended
                case .breached(let found):
                    breach = found
                    child.signalGroup(SIGKILL)
                case .nothing: continue
                }
                if case .ended = observation { group.cancelAll() }
            }
            return (status, breach)
        }
    }

    /// Looks at the limits until one is broken, or the task is cancelled.
    private func watch(_ call: Call, _ files: [FileDescriptor]) async -> Observation {
        var spent = 0
        while (try? await Task.sleep(for: .milliseconds(100))) != nil {
            spent += 100
            if let found = breach(call, files, milliseconds: spent) { return .breached(found) }
        }
        return .nothing
    }

    private func breach(_ call: Call, _ files: [FileDescriptor], milliseconds: Int) -> Breach? {
        let url = Credentials.masked(call.url ?? "")
        if milliseconds > limits.seconds * 1000 {
            return Breach(
                message: "\"\(url)\" took longer than \(limits.seconds) seconds",
                remedy: "see whether the server answers, and try again; --fetch-timeout allows more")
        }
        if files.contains(where: { Self.size(of: $0) > Self.longestOutput }) {
            return Breach(message: "\"\(url)\" lists too many refs", remedy: "name the commit with all its digits")
        }
        // Looked at often at first, when the end may be near, then every second.
        guard let folder = call.folder, milliseconds <= 1000 || milliseconds % 500 == 0 else { return nil }
        guard Self.packedSize(folder) > limits.repository else { return nil }
        return Breach(
            message: "\"\(url)\" is larger than the limit of \(FetchLimits.text(limits.repository))",
            remedy: FetchLimits.sizeRemedy)
    }

    /// The bytes that a fetch has written so far.
    private static func packedSize(_ folder: String) -> Int {
        ["\(folder)/objects/pack", "\(folder)/objects"].reduce(0) { sum, path in
            sum + ((try? listFolder(path)) ?? []).reduce(0) { $0 + size(of: "\(path)/\($1)") }
        }
    }

    private static func size(of path: String) -> Int {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG ? Int(information.st_size) : 0
    }

    private static func size(of file: FileDescriptor) -> Int {
        var information = stat()
        return fstat(file.rawValue, &information) == 0 ? Int(information.st_size) : 0
    }

    // Files, not pipes: a program that git leaves behind (ssh's master) would hold a pipe open.
    private static func unnamedFile(in folder: String) throws(SystemError) -> FileDescriptor {
        let number = counter.add(1, ordering: .relaxed).newValue
        let path = "\(folder)/output.\(getpid()).\(number).tmp"
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        unlink(path)
        return file
    }

    private static func text(of file: FileDescriptor, limit: Int) -> String {
        let size = min(size(of: file), limit)
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(0, pread(file.rawValue, buffer.baseAddress, size, 0))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The last lines, one behind the other, without git's own marks.
    private static func lastLines(_ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            let plain = ["fatal: ", "error: ", "remote: "].reduce(String(line)) { $0.hasPrefix($1) ? String($0.dropFirst($1.count)) : $0 }
            // Servers fill their lines with blanks, or end them with a NUL.
            return plain.withoutTrailingBlanks
        }
        // What ssh and file have git say behind the reason itself.
        .filter { line in
            !["Could not read from remote", "Please make sure you have", "and the repository exists"].contains { line.hasPrefix($0) }
        }
        return String(lines.suffix(3).joined(separator: "; ").prefix(500))
    }
}

extension String {
    fileprivate var withoutTrailingBlanks: String {
        String(self[..<(lastIndex { !$0.isWhitespace && $0 != "\0" }.map(index(after:)) ?? startIndex)])
    }
}

/// Base64 with padding.
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var number = group.reduce(0) { $0 << 8 | UInt32($1) }
            number <<= UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                result.append(place <= group.count ? digits[Int(number >> UInt32(18 - 6 * place)) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
