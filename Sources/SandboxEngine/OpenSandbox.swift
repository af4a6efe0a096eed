import Engines
import Glibc
import LinuxSystem
import Synchronization

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
        let kills = events.map(MemoryKills.init)
        let channel = try InitChannel(socket: launch.channel, graces: options.graces) { kills?.count ?? 0 }
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

/// How many processes of a control group the kernel has killed for lack of memory: the line `oom_kill N` of a file.
private final class MemoryKills: Sendable {
    private let path: String
    /// Open from the first question on: the way to the file costs more than its few bytes.
    private let file = Mutex<FileDescriptor?>(nil)

    init(_ path: String) {
        self.path = path
    }

    var count: Int {
        let text = file.withLock { file in
            // The control group is made by the launcher; before it is there, nothing was killed.
            if file == nil { file = try? FileDescriptor.open(path, O_RDONLY) }
            return file.map { Self.text(of: $0) } ?? ""
        }
        for line in text.split(separator: "\n") where line.hasPrefix("oom_kill ") { return Int(line.dropFirst(9)) ?? 0 }
        return 0
    }

    private static func text(of file: FileDescriptor) -> String {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            let length = pread(file.rawValue, buffer.baseAddress, buffer.count, 0)
            return String(decoding: UnsafeRawBufferPointer(rebasing: buffer[..<max(0, length)]), as: UTF8.self)
        }
    }
}
