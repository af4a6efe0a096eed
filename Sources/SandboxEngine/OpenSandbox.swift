import Engines
import Glibc
import LinuxSystem

/// A sandbox that is there, and what must be done to end it.
struct OpenSandbox {
    let sandbox: NamespaceSandbox
    private let launch: Launch
    let layout: SandboxLayout
    private let group: String

    init(_ launch: Launch, _ layout: SandboxLayout, group: String, options: SandboxOptions) async throws {
        self.launch = launch
        self.layout = layout
        self.group = group
        let events = layout.host.controlGroups.memoryEvents(name: group)
        let channel = try InitChannel(socket: launch.channel, graces: options.graces) { events.map(memoryKills) ?? 0 }
        sandbox = NamespaceSandbox(surroundings: layout.surroundings, channel: channel)
        do {
            try await channel.waitUntilReady()
        } catch {
            if let reason = await close() { throw reason }
            throw error
        }
    }

    /// Ends everything in the sandbox and returns when nothing of it is left.
    ///
    /// - Returns: Why it had ended before, if the launcher ended it.
    func close() async -> EngineError? {
        sandbox.channel.close()
        let status = await launch.process.wait()
        // Killed, it could not clear away: its sandbox died with it.
        if status != .exited(0) { removeLeftovers(layout, group: group) }
        guard launch.reasonOfEnd() == "disk full" else { return nil }
        return EngineError(
            problem: "the job was ended: it had almost filled a disk that it shares with this host",
            remedy: "make room, or have the job write less to its workspace")
    }
}

/// Processes in namespaces of their own.
struct NamespaceSandbox: Sandbox {
    let surroundings: Surroundings
    let channel: InitChannel

    func path(of mount: Mount) -> String {
        mount.target
    }

    func run(
        _ request: ProcessRequest, output: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
    ) async throws -> ProcessResult {
        try await channel.run(request, output: output)
    }
}

/// How many processes of a control group the kernel has killed for lack of memory: the line `oom_kill N` of the file.
private func memoryKills(in file: String) -> Int {
    let text = (try? readText(file, limit: 4096)) ?? ""
    for line in text.split(separator: "\n") where line.hasPrefix("oom_kill ") { return Int(line.dropFirst(9)) ?? 0 }
    return 0
}
