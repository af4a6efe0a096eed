package import Engines
import Glibc
import LinuxSystem
import Synchronization

/// How sandboxes are made, beyond what each request says.
package struct SandboxOptions: Sendable {
    /// How long a cancelled process may take to end.
    package var graces: CancellationGraces
    /// The path of runner-init; nil: beside the running program.
    package var program: String?
    /// Bytes of memory that what all sandboxes of this engine write outside of their mounts may take together, what is more goes to
    /// disk; nil: half of the machine's.
    package var memoryForStores: Int?

    package init(graces: CancellationGraces = CancellationGraces(), program: String? = nil, memoryForStores: Int? = nil) {
        self.graces = graces
        self.program = program
        self.memoryForStores = memoryForStores
    }
}

/// Isolates by the kernel's own means, without a daemon: the host's root under an overlay that is thrown away, in new namespaces.
///
/// `runner-init launch` makes each sandbox and outlives it; this decides what it shall make (`SandboxLayout`), and speaks with what runs in it.
package struct SandboxEngine: Engine {
    package let name = "sandbox"
    private let options: SandboxOptions
    private let known: KnownHost

    package init(options: SandboxOptions = SandboxOptions()) {
        self.init(options: options, host: nil)
    }

    /// For a host that is told, not looked at.
    init(options: SandboxOptions = SandboxOptions(), host: HostFacts?) {
        self.options = options
        known = KnownHost(host, memoryForStores: options.memoryForStores)
    }

    /// Makes a sandbox to find out; takes some milliseconds.
    package func missingRequirements() async -> [MissingRequirement] {
        do {
            try await withTemporaryScratch { scratch in
                let request = SandboxRequest(name: "probe", mounts: [], scratch: scratch)
                try await withSandbox(request) { _ in }
            }
            return []
        } catch let error as EngineError {
            return [MissingRequirement(problem: error.problem, remedy: error.remedy ?? "use --engine host, which isolates nothing")]
        } catch {
            return [MissingRequirement(problem: "\(error)", remedy: "use --engine host, which isolates nothing")]
        }
    }

    /// Looks at the host, which the first sandbox waits for otherwise. Blocks for some milliseconds.
    package func lookAtHost() {
        _ = known.host()
    }

    /// What sandboxes on this host have less of than they could, and how to mend it; they work nevertheless.
    package func limitations() -> [MissingRequirement] {
        let host = known.host()
        var result: [MissingRequirement] = []
        let missing = ["cpu", "memory", "pids"].filter { !host.controlGroups.controllers.contains($0) }
        if !missing.isEmpty {
            var reason = ""
            if case .none(let why) = host.controlGroups { reason = ": \(why)" }
            result.append(
                MissingRequirement(
                    problem: "no limit of \(missing.joined(separator: ", ")) by control groups\(reason)",
                    remedy: "run the runner as root, or as a service of systemd with Delegate=yes"))
        }
        if !host.isRoot {
            result.append(
                MissingRequirement(
                    problem: "jobs run as this user (\(host.caller.user)), and can't change the host's packages, even for themselves",
                    remedy: "run the runner as root where jobs call apt-get or sudo"))
        } else if known.mode == .plainRoot {
            result.append(
                MissingRequirement(
                    problem: "root in a sandbox is the host's root with fewer rights",
                    remedy: "use Linux 5.19 or newer, outside of a container, with user namespaces"))
        }
        return result
    }

    package func withSandbox<Result: Sendable>(
        _ request: SandboxRequest, _ body: (any Sandbox) async throws -> Result
    ) async throws -> Result {
        let opened = try await open(request)
        let result: Swift.Result<Result, any Error>
        do {
            let channel = opened.sandbox.channel
            let value = try await withTaskCancellationHandler {
                try await body(opened.sandbox)
            } onCancel: {
                channel.close()
            }
            result = .success(value)
        } catch {
            result = .failure(error)
        }
        let reason = await opened.close()
        known.release(opened.layout)
        if let reason, case .failure(let error) = result, error is EngineError { throw reason }
        return try result.get()
    }

    /// Makes the sandbox in the best way that this host's kernel allows.
    private func open(_ request: SandboxRequest) async throws -> OpenSandbox {
        let program = try options.program ?? RunnerInit.path()
        let host = known.host()
        for mode in known.candidates() {
            let layout = known.claim { SandboxLayout(request, host: host, mode: mode, room: $0) }
            let group = ControlGroupName.next()
            var isOpen = false
            defer { if !isOpen { known.release(layout) } }
            do {
                if case .folder(let path) = layout.store { try makeFolders(path, mode: 0o700) }
                let launch = try await Launch.start(layout.specification(group: group), program: program)
                known.settle(on: mode)
                let opened = try await OpenSandbox(launch, layout, group: group, options: options)
                isOpen = true
                return opened
            } catch let failure as Launch.Failure {
                removeLeftovers(layout, group: group)
                if mode == .mappedRoot && failure.isLackOfMapping { continue }
                let requirement = failure.requirement(host: host)
                throw EngineError(
                    problem: "can't start the sandbox for \"\(request.name)\": \(requirement.problem)", remedy: requirement.remedy)
            } catch let error as SystemError {
                throw EngineError(problem: "can't start the sandbox for \"\(request.name)\": \(error)")
            }
        }
        throw EngineError(problem: "can't start the sandbox for \"\(request.name)\"")
    }

    private func withTemporaryScratch(_ body: (String) async throws -> Void) async throws {
        let folder = "\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/runner-probe-\(getpid())-\(ControlGroupName.next())"
        try makeFolders(folder, mode: 0o700)
        defer { rmdir(folder) }
        try await body(folder)
    }
}

/// What this engine has learned of the host.
final class KnownHost: Sendable {
    private struct State {
        var host: HostFacts?
        var mode: SandboxLayout.Mode?
        /// Bytes of memory that the files of open sandboxes may take.
        var bytesInMemory = 0
    }

    private let state: Mutex<State>

    private let memoryForStores: Int?

    init(_ host: HostFacts?, memoryForStores: Int?) {
        self.memoryForStores = memoryForStores
        state = Mutex(State(host: host))
    }

    /// A layout that fits in the memory which the other sandboxes' stores have left; to be released when its sandbox has ended.
    func claim(_ layout: (_ room: Int) -> SandboxLayout) -> SandboxLayout {
        let most = memoryForStores ?? LimitPolicy.memoryForStores(of: host())
        return state.withLock { state in
            let layout = layout(max(0, most - state.bytesInMemory))
            state.bytesInMemory += layout.bytesInMemory
            return layout
        }
    }

    func release(_ layout: SandboxLayout) {
        state.withLock { $0.bytesInMemory -= layout.bytesInMemory }
    }

    /// The host's facts, looked up once; the first look also clears away what runners that were killed left behind.
    func host() -> HostFacts {
        state.withLock { state in
            if let host = state.host { return host }
            let host = HostFacts.probe()
            removeStrayGroups(in: host.controlGroups)
            state.host = host
            return host
        }
    }

    var mode: SandboxLayout.Mode? { state.withLock { $0.mode } }

    /// The ways to try, the best first.
    func candidates() -> [SandboxLayout.Mode] {
        if let mode { return [mode] + (mode == .mappedRoot ? [.plainRoot] : []) }
        return host().isRoot ? [.mappedRoot, .plainRoot] : [.ordinary]
    }

    func settle(on mode: SandboxLayout.Mode) {
        state.withLock { if $0.mode == nil { $0.mode = mode } }
    }
}
