import Engines
import Expressions
import Synchronization
import Workflows

/// The node programs of a job: those mounted into its sandbox, and that in PATH there.
final class JobNode: Sendable {
    /// Which program runs an action.
    struct Choice: Sendable {
        /// Absolute, inside.
        var path: String
        /// Says that it is another version than the action asks for.
        var advice: String?
        /// It is older: the action may not work.
        var isOlder = false
    }

    /// The runner's own folder inside, as in GitHub's job containers.
    private static let root = "/__e"

    /// For the job's sandbox.
    let mounts: [Mount]
    private let installations: [NodeRuntimes.Installation]
    private let runtimes: NodeRuntimes
    private let system: String

    /// - Parameters:
    ///   - isNeeded: The job uses actions.
    ///   - system: What PATH belongs to: the engine and its image.
    init(_ runtimes: NodeRuntimes, isNeeded: Bool, system: String) {
        self.runtimes = runtimes
        self.system = system
        installations = isNeeded ? runtimes.installations() : []
        mounts = installations.map { Mount(source: .folder($0.folder), target: "\(Self.root)/\($0.name)", isReadOnly: true) }
    }

    /// The program for an action: of the version that it asks for, else of the next newer one, else of the newest.
    ///
    /// GitHub runs actions for old versions on newer ones, too.
    func program(
        for runtime: Located<String>, of action: FoundAction, in sandbox: any Sandbox
    ) async throws(EvaluationFailure) -> Choice {
        guard runtime.value.lowercased().hasPrefix("node"), let wanted = Int(runtime.value.dropFirst(4)) else {
            throw action.failure(runtime.range, "\"\(runtime.value)\" is no version of node")
        }
        var known: [NodeRuntimes.Program] = []
        for (installation, mount) in zip(installations, mounts) {
            let path = "\(sandbox.path(of: mount))/bin/node"
            if installation.major == wanted { return Choice(path: path) }
            if let major = installation.major { known.append(NodeRuntimes.Program(path: path, major: major)) }
        }
        known += await asked(sandbox)
        let newer = known.filter { $0.major >= wanted }.min { $0.major < $1.major }
        guard let program = newer ?? known.max(by: { $0.major < $1.major }) else {
            var failure = action.failure(runtime.range, "there is no node to run this action with; it asks for \(runtime.value)")
            let name = wanted < 20 ? "node20" : runtime.value
            failure.remedy = "`runner tools install \(name)` fetches it; or install one: apt-get install nodejs"
            throw failure
        }
        if program.major == wanted { return Choice(path: program.path) }
        let advice = "\(action.title) asks for \(runtime.value); it runs on node \(program.major)"
        if program.major > wanted { return Choice(path: program.path, advice: advice + ".") }
        let remedy = ", which is older and may lack something: `runner tools install \(runtime.value)` fetches the right one."
        return Choice(path: program.path, advice: advice + remedy, isOlder: true)
    }

    /// The programs whose version only they can tell.
    private func asked(_ sandbox: any Sandbox) async -> [NodeRuntimes.Program] {
        await runtimes.programs(for: system) {
            var programs: [NodeRuntimes.Program] = []
            for (installation, mount) in zip(installations, mounts) where installation.major == nil {
                let path = "\(sandbox.path(of: mount))/bin/node"
                if let major = await Self.major(Self.output(of: [path, "--version"], in: sandbox)) {
                    programs.append(NodeRuntimes.Program(path: path, major: major))
                }
            }
            let lines = await Self.output(of: ["sh", "-c", "command -v node && exec node --version"], in: sandbox).split(separator: "\n")
            if lines.count == 2, lines[0].hasPrefix("/"), let major = Self.major(String(lines[1])) {
                programs.append(NodeRuntimes.Program(path: String(lines[0]), major: major))
            }
            return programs
        }
    }

    /// `v20.19.2`
    private static func major(_ version: String) -> Int? {
        guard version.hasPrefix("v") else { return nil }
        return Int(version.dropFirst().prefix { $0.isNumber })
    }

    /// What a short command prints; empty where it can't be run.
    private static func output(of arguments: [String], in sandbox: any Sandbox) async -> String {
        let text = Mutex<[UInt8]>([])
        let request = ProcessRequest(arguments: arguments, environment: sandbox.surroundings.environment, workingDirectory: "/")
        let result = try? await sandbox.run(request) { stream, chunk in
            guard stream == .standardOutput else { return }
            text.withLock { bytes in bytes += chunk.prefix(max(0, 4096 - bytes.count)) }
        }
        guard result?.status == .exited(0) else { return "" }
        return String(decoding: text.withLock { $0 }, as: UTF8.self)
    }
}
