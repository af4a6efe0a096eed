import Engines
import Synchronization

/// An engine whose processes are played: a script's lines say what the process does.
///
/// `out TEXT`, `err TEXT`; `output K=V`, `env K=V`, `path P`, `summary TEXT` write to the command files; `exit N`, `signal N`;
/// `raise NAME` and `await NAME` order jobs; `forever` waits to be cancelled; `die` takes the sandbox along. Other lines are printed.
final class FakeEngine: Engine {
    let name = "fake"
    let latches = Latches()
    private let requestsSeen = Mutex<[ProcessRequest]>([])

    var requests: [ProcessRequest] { requestsSeen.withLock { $0 } }

    func missingRequirements() async -> [MissingRequirement] { [] }

    func withSandbox<Result: Sendable>(
        _ request: SandboxRequest, _ body: (any Sandbox) async throws -> Result
    ) async throws -> Result {
        try await body(FakeSandbox(engine: self))
    }

    fileprivate func note(_ request: ProcessRequest) {
        requestsSeen.withLock { $0.append(request) }
    }
}

/// Events that processes wait for.
final class Latches: Sendable {
    private struct State {
        var raised: Set<String> = []
        var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]
    }

    private let state = Mutex(State())

    func raise(_ name: String) {
        let waiting = state.withLock { state in
            state.raised.insert(name)
            return state.waiting.removeValue(forKey: name) ?? []
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait(_ name: String) async {
        await withCheckedContinuation { continuation in
            let isRaised = state.withLock { state in
                if !state.raised.contains(name) { state.waiting[name, default: []].append(continuation) }
                return state.raised.contains(name)
            }
            if isRaised { continuation.resume() }
        }
    }
}

private struct FakeSandbox: Sandbox {
    let engine: FakeEngine

    var surroundings: Surroundings {
        Surroundings(environment: ["PATH": "/bin", "HOME": "/root"], architecture: "X64")
    }

    func path(of mount: Mount) -> String { mount.target }

    func run(_ request: ProcessRequest, output: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void) async throws
        -> ProcessResult
    {
        engine.note(request)
        var play = Play(request: request, output: output)
        let script = request.files.last { request.arguments.contains($0.path) }
        for line in String(decoding: script?.contents ?? [], as: UTF8.self).split(separator: "\n") {
            if Task.isCancelled { return play.result(.signalled(2)) }
            let words = line.split(separator: " ", maxSplits: 1)
            let rest = words.count > 1 ? String(words[1]) : ""
            switch words.first {
            case "await": await engine.latches.wait(rest)
            case "raise": engine.latches.raise(rest)
            case "forever":
                try? await Task.sleep(for: .seconds(600))
                return play.result(.signalled(2))
            case "die": throw EngineError(problem: "the sandbox is gone", remedy: "get another", endsSandbox: true)
            case "exit": return play.result(.exited(Int(rest) ?? 0))
            case "signal": return play.result(.signalled(Int(rest) ?? 0))
            default: play.act(String(line), rest)
            }
        }
        return play.result(.exited(0))
    }
}

private struct Play {
    let request: ProcessRequest
    let output: @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
    private var files: [String: String] = [:]

    init(request: ProcessRequest, output: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void) {
        self.request = request
        self.output = output
    }

    mutating func act(_ line: String, _ rest: String) {
        switch line.prefix(while: { $0 != " " }) {
        case "out": write(rest, .standardOutput)
        case "err": write(rest, .standardError)
        case "output": append(rest, "GITHUB_OUTPUT")
        case "env": append(rest, "GITHUB_ENV")
        case "path": append(rest, "GITHUB_PATH")
        case "summary": append(rest, "GITHUB_STEP_SUMMARY")
        case "show": write("\(rest)=\(request.environment[rest] ?? "<unset>")", .standardOutput)
        default: write(line, .standardOutput)
        }
    }

    func result(_ status: ProcessResult.Status) -> ProcessResult {
        var collected: [String: ProcessResult.Collected] = [:]
        for file in request.collected { collected[file.path] = .contents(Array((files[file.path] ?? "").utf8)) }
        return ProcessResult(status: status, files: collected)
    }

    private mutating func append(_ text: String, _ variable: String) {
        files[request.environment[variable] ?? "", default: ""] += text + "\n"
    }

    private func write(_ text: String, _ stream: OutputStream) {
        Array("\(text)\n".utf8).withUnsafeBytes { output(stream, $0) }
    }
}
