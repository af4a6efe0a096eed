package import Engines
import Glibc
import LinuxSystem

/// Runs processes on the host itself, without isolation, under a runner-init that leaves none of them behind.
///
/// What it can't do: read-only mounts, limits and a network of its own are not enforced.
package struct HostEngine: Engine {
    private let graces: CancellationGraces

    package init(graces: CancellationGraces = CancellationGraces()) {
        self.graces = graces
    }

    package var name: String { "host" }

    package func missingRequirements() async -> [MissingRequirement] {
        do throws(EngineError) {
            _ = try RunnerInit.path()
            return []
        } catch {
            return [MissingRequirement(problem: error.problem, remedy: error.remedy ?? "")]
        }
    }

    package func withSandbox<Result: Sendable>(
        _ request: SandboxRequest, _ body: (any Sandbox) async throws -> Result
    ) async throws -> Result {
        let memory = try MemoryFolders(for: request)
        defer { memory.remove() }
        let (process, channel) = try start(request, memory)
        let result: Swift.Result<Result, any Error>
        do {
            try await channel.waitUntilReady()
            let value = try await withTaskCancellationHandler {
                try await body(HostSandbox(channel: channel, memory: memory))
            } onCancel: {
                channel.close()
            }
            result = .success(value)
        } catch {
            result = .failure(error)
        }
        channel.close()
        // It ends when nothing that it started is alive.
        _ = await process.wait()
        return try result.get()
    }

    private func start(_ request: SandboxRequest, _ memory: MemoryFolders) throws(EngineError) -> (ChildProcess, InitChannel) {
        let path = try RunnerInit.path()
        do throws(SystemError) {
            let (ours, theirs) = try FileDescriptor.socketPair()
            try makeFolders(request.scratch, mode: 0o700)
            let log = try FileDescriptor.open("\(request.scratch)/runner-init.log", O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o600)
            let process = try ChildProcess(
                ChildProcess.Request(
                    arguments: [path, "init", "3", "3"] + memory.paths.values, environment: [:], descriptors: [nil, log, log, theirs]))
            theirs.close()
            return (process, try channel(ours, of: process))
        } catch {
            throw EngineError(problem: "can't start runner-init: \(error)")
        }
    }

    private func channel(_ socket: FileDescriptor, of process: ChildProcess) throws(SystemError) -> InitChannel {
        do throws(EngineError) {
            return try InitChannel(socket: socket, graces: graces)
        } catch {
            socket.close()
            process.signalGroup(SIGKILL)
            throw SystemError(operation: error.problem, errno: EAGAIN)
        }
    }
}

private struct HostSandbox: Sandbox {
    let channel: InitChannel
    let memory: MemoryFolders
    let surroundings = Surroundings(environment: HostEnvironment.variables(), architecture: Surroundings.hostArchitecture)

    func path(of mount: Mount) -> String {
        switch mount.source {
        case .folder(let path): path
        case .memory: memory.paths[mount.target] ?? mount.target
        }
    }

    func run(_ request: ProcessRequest, output: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void) async throws
        -> ProcessResult
    {
        try await channel.run(request, output: output)
    }
}
