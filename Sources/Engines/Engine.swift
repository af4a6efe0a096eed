/// Starts isolated roots.
///
/// Each kind of isolation (sandbox, docker, host) is one conformance; all pass Tests/EngineConformanceTests.
package protocol Engine: Sendable {
    /// `sandbox`, `host`: the name on the command line and in the journal.
    var name: String { get }

    /// Says what this host lacks to run the engine; empty when nothing.
    func missingRequirements() async -> [MissingRequirement]

    /// Opens a sandbox, hands it to `body`, and removes every trace of it when `body` returns, throws or is cancelled.
    ///
    /// Cancelling the task kills all in the sandbox at once, and `run` throws; to let processes end in order cancel the tasks of their `run`.
    ///
    /// - Throws: `EngineError` when the sandbox can't be made or is gone before `body` ends; what `body` throws.
    func withSandbox<Result: Sendable>(
        _ request: SandboxRequest, _ body: (any Sandbox) async throws -> Result
    ) async throws -> Result
}

/// Something this host lacks, and how to mend it.
package struct MissingRequirement: Sendable, Hashable {
    package var problem: String
    package var remedy: String

    package init(problem: String, remedy: String) {
        self.problem = problem
        self.remedy = remedy
    }
}

/// An isolated root in which a job's processes run.
package protocol Sandbox: Sendable {
    /// What processes find inside.
    var surroundings: Surroundings { get }

    /// The path inside of a mount of the request: its target, or where the engine has no mounts of its own (host), what stands for it.
    func path(of mount: Mount) -> String

    /// Runs a process to its end. May be called concurrently.
    ///
    /// Cancelling the task cancels the process: SIGINT to its group, after 7.5 s SIGTERM, after 2.5 s more SIGKILL to it
    /// and everything it started; the call then returns as usual with how it ended.
    ///
    /// - Parameter output: Called with what the process wrote, in order per stream, on a thread of the channel: it may block (that is
    ///   the back pressure), must not keep the buffer, and is not called again once this method has returned.
    /// - Throws: `EngineError`; not for a non-zero status or a death by signal.
    func run(_ request: ProcessRequest, output: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void) async throws
        -> ProcessResult
}

/// Which of a process's outputs bytes came from.
package enum OutputStream: Sendable, Hashable {
    case standardOutput, standardError
}

/// What a sandbox shall be.
package struct SandboxRequest: Sendable {
    /// For messages, cgroup names and the like: `run 12, job test`. Letters, digits, space, `-`.
    package var name: String
    package var mounts: [Mount]
    package var limits: ResourceLimits
    package var network: Network
    /// A folder on the host for the engine's own files (overlay upper, runner-init's log): the engine makes it if it needs it, in a folder
    /// that exists; the caller removes it afterwards.
    package var scratch: String
    /// Paths of the host that stay visible although they are hidden by default (`~/.ssh`, sockets).
    package var exposedPaths: [String]

    /// What a sandbox can reach: what the host can, or nothing.
    package enum Network: Sendable, Hashable {
        case host, none
    }

    package init(
        name: String, mounts: [Mount], limits: ResourceLimits = ResourceLimits(), network: Network = .host, scratch: String,
        exposedPaths: [String] = []
    ) {
        self.name = name
        self.mounts = mounts
        self.limits = limits
        self.network = network
        self.scratch = scratch
        self.exposedPaths = exposedPaths
    }
}

/// A folder that a sandbox has.
package struct Mount: Sendable, Hashable {
    /// Where a mount's files are.
    package enum Source: Sendable, Hashable {
        /// A folder of the host, shared with the sandbox.
        case folder(String)
        /// An empty folder that lives in memory only and vanishes with the sandbox.
        case memory
    }

    package var source: Source
    /// The absolute path inside.
    package var target: String
    package var isReadOnly: Bool

    package init(source: Source, target: String, isReadOnly: Bool = false) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
    }
}

/// What a sandbox may use; nil means no limit of its own.
package struct ResourceLimits: Sendable, Hashable {
    /// Bytes of memory, all processes together.
    package var memory: Int?
    /// Processors, fractions too.
    package var cpus: Double?
    /// Processes and threads.
    package var processes: Int?

    package init(memory: Int? = nil, cpus: Double? = nil, processes: Int? = nil) {
        self.memory = memory
        self.cpus = cpus
        self.processes = processes
    }
}

/// What processes find in a sandbox.
package struct Surroundings: Sendable, Hashable {
    /// The default PATH, HOME, LANG, proxies and the like, by name.
    package var environment: [String: String]
    /// The operating system and architecture as `runner.os`, `runner.arch`: `Linux`, `X64`, `ARM64`.
    package var system: String
    package var architecture: String

    package init(environment: [String: String], system: String = "Linux", architecture: String) {
        self.environment = environment
        self.system = system
        self.architecture = architecture
    }
}

/// A process to run in a sandbox.
package struct ProcessRequest: Sendable {
    /// The program (looked up in the environment's PATH when it has no slash) and its arguments.
    package var arguments: [String]
    /// The whole environment.
    package var environment: [String: String]
    /// Absolute, inside; must exist.
    package var workingDirectory: String
    /// Written before the process starts.
    package var files: [InputFile]
    /// Read after it has ended; absent in the result where there is no regular file.
    package var collected: [CollectedFile]

    package init(
        arguments: [String], environment: [String: String], workingDirectory: String, files: [InputFile] = [],
        collected: [CollectedFile] = []
    ) {
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.files = files
        self.collected = collected
    }
}

/// A file put into the sandbox; its folder is made where missing.
package struct InputFile: Sendable, Hashable {
    /// Absolute, inside.
    package var path: String
    package var mode: UInt32
    package var contents: [UInt8]

    package init(path: String, mode: UInt32 = 0o644, contents: [UInt8]) {
        self.path = path
        self.mode = mode
        self.contents = contents
    }
}

/// A file taken out of the sandbox; symbolic links are not followed, folders and devices not read.
package struct CollectedFile: Sendable, Hashable {
    /// Absolute, inside.
    package var path: String
    /// At most so many bytes are read; a longer file is cut there and marked.
    package var limit: Int
    /// Remove it afterwards.
    package var removes: Bool

    package init(path: String, limit: Int, removes: Bool = true) {
        self.path = path
        self.limit = limit
        self.removes = removes
    }
}

/// How a process ended, and what it left.
package struct ProcessResult: Sendable {
    /// How the process ended: its exit status (0 to 255) or the number of the signal it died of; or that it never began.
    package enum Status: Sendable, Hashable {
        case exited(Int)
        case signalled(Int)
        /// The program could not be started: `errno`, and at what (`execve`, `chdir`).
        case notStarted(errno: Int, operation: String)
    }

    /// What stood in a collected file's place.
    package enum Collected: Sendable, Hashable {
        case contents([UInt8])
        /// Longer than the limit: the first bytes.
        case truncated([UInt8])
        /// Missing.
        case missing
        /// Something else stands there: a symbolic link, a folder, a device, or it can't be read.
        case unreadable(String)
    }

    package var status: Status
    /// By path.
    package var files: [String: Collected]
    /// The sandbox's memory limit killed something while the process ran.
    package var ranOutOfMemory: Bool

    package init(status: Status, files: [String: Collected] = [:], ranOutOfMemory: Bool = false) {
        self.status = status
        self.files = files
        self.ranOutOfMemory = ranOutOfMemory
    }
}

/// The machine's fault, not the step's.
package struct EngineError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Lower case, without a full stop.
    package var problem: String
    package var remedy: String?
    /// Nothing can run in the sandbox any more.
    package var endsSandbox: Bool

    package init(problem: String, remedy: String? = nil, endsSandbox: Bool = false) {
        self.problem = problem
        self.remedy = remedy
        self.endsSandbox = endsSandbox
    }

    package var description: String {
        remedy.map { "\(problem)\n  help: \($0)" } ?? problem
    }
}
