import CLinux
package import LinuxSystem
import Synchronization

/// The runner's end of the connection to a runner-init: runs processes where that runs.
///
/// A thread reads the frames and calls the processes' `output` itself: bytes are handed over without a change of thread. An `output` that
/// blocks so holds up all processes of the channel, which is the back pressure.
package final class InitChannel: Sendable {
    private struct State {
        var processes: [UInt16: RunningProcess] = [:]
        var lastNumber: UInt16 = 0
        /// Why no process can run any more.
        var failure: EngineError?
        var hasGreeted = false
        var greeters: [CheckedContinuation<Void, any Error>] = []
        /// Processes that ran when the channel failed. The reading thread tells their callers, since it may be inside an `output`.
        var abandoned: [RunningProcess] = []
    }

    /// Milliseconds for the first frame: what a sandbox takes to make on a machine that is swamped, and more.
    private static let patience: UInt32 = 60_000

    private let socket: FileDescriptor
    private let sender: FrameSender
    private let graces: CancellationGraces
    private let memoryKills: (@Sendable () -> Int)?
    private let state = Mutex(State())

    /// Begins to speak with a runner-init.
    ///
    /// - Parameters:
    ///   - socket: A connected stream socket; the channel owns it from now on.
    ///   - memoryKills: How many processes of the sandbox its memory limit has killed so far, counted by the host's kernel; is called at the
    ///     start and at the end of every process and must not block for long.
    package init(
        socket: FileDescriptor, graces: CancellationGraces = CancellationGraces(), memoryKills: (@Sendable () -> Int)? = nil
    ) throws(EngineError) {
        self.socket = socket
        self.graces = graces
        self.memoryKills = memoryKills
        sender = FrameSender(socket: socket)
        sender.send(Frame.hello())
        do throws(SystemError) {
            try startThread(named: "init-channel") { [self] in readFrames() }
        } catch {
            throw EngineError(problem: "can't read from the sandbox: \(error)")
        }
    }

    /// Ends the sandbox: its runner-init kills everything in it and ends. Processes that still run throw `EngineError`.
    package func close() {
        fail(EngineError(problem: "the sandbox was closed"))
    }

    /// Returns when runner-init has said that it is there and speaks our version.
    ///
    /// - Throws: `EngineError` when it isn't or doesn't.
    package func waitUntilReady() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let outcome: Result<Void, any Error>? = state.withLock { state in
                if let failure = state.failure { return .failure(failure) }
                if state.hasGreeted { return .success(()) }
                state.greeters.append(continuation)
                return nil
            }
            if let outcome { continuation.resume(with: outcome) }
        }
    }

    /// Runs a process to its end; see `Sandbox.run`.
    package func run(
        _ request: ProcessRequest, output: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
    ) async throws -> ProcessResult {
        if let operation = request.impossibleCall {
            return ProcessResult(status: .notStarted(errno: Int(EINVAL), operation: operation))
        }
        let process = RunningProcess(request, killedBefore: memoryKills?() ?? 0, output: output)
        let number = try register(process)
        let frame: [UInt8]
        do throws(EngineError) {
            frame = try Frame.exec(request, process: number)
        } catch {
            _ = remove(number)
            throw error
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                start(process, number: number, frame: frame, continuation)
            }
        } onCancel: {
            cancel(process, number: number)
        }
    }

    private func register(_ process: RunningProcess) throws(EngineError) -> UInt16 {
        let number: Result<UInt16, EngineError> = state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            guard state.processes.count < 60_000 else {
                return .failure(EngineError(problem: "60000 processes run in one sandbox at once"))
            }
            repeat {
                state.lastNumber = state.lastNumber == UInt16.max ? 1 : state.lastNumber + 1
            } while state.processes[state.lastNumber] != nil
            state.processes[state.lastNumber] = process
            return .success(state.lastNumber)
        }
        return try number.get()
    }

    private func start(
        _ process: RunningProcess, number: UInt16, frame: [UInt8], _ continuation: CheckedContinuation<ProcessResult, any Error>
    ) {
        let failure = state.withLock { state in
            if state.failure == nil {
                process.continuation = continuation
                process.isSent = true
                // Under the lock, so that a cancel frame can't be sent first.
                sender.send(frame)
                if process.isCancelled { sender.send(Frame.cancel(process: number, graces: graces)) }
            }
            return state.failure
        }
        if let failure { continuation.resume(throwing: failure) }
    }

    private func cancel(_ process: RunningProcess, number: UInt16) {
        state.withLock { state in
            guard !process.isCancelled, state.failure == nil else { return }
            process.isCancelled = true
            // After the end the number may be another's.
            guard process.isSent, state.processes[number] === process else { return }
            sender.send(Frame.cancel(process: number, graces: graces))
        }
    }

    private func remove(_ number: UInt16) -> RunningProcess? {
        state.withLock { $0.processes.removeValue(forKey: number) }
    }
}

// MARK: What the reading thread does

extension InitChannel {
    private func readFrames() {
        _ = linux_set_receive_timeout(socket.rawValue, InitChannel.patience)
        var stream = FrameStream(descriptor: socket)
        var problem: EngineError?
        while problem == nil {
            do throws(FrameStream.Failure) {
                let frame = try stream.next()
                problem = take(frame)
            } catch {
                problem = InitChannel.problem(for: error)
            }
        }
        if let problem { fail(problem) }
        tellAbandoned()
    }

    private static func problem(for failure: FrameStream.Failure) -> EngineError {
        switch failure {
        case .ended:
            EngineError(problem: "the sandbox is gone: its runner-init ended", remedy: "something killed it, or memory ran out")
        case .silent:
            EngineError(
                problem: "runner-init did not answer within \(InitChannel.patience / 1000) s",
                remedy: "see that $RUNNER_INIT, if set, names a runner-init")
        case .overlong(let length):
            EngineError(problem: "runner-init sent a frame of \(length) bytes, more than any may have")
        }
    }

    /// Deals with one frame; what is wrong with it, if it ends the channel.
    private func take(_ frame: FrameStream.Frame) -> EngineError? {
        switch frame.kind {
        case WIRE_HELLO.rawValue: return greet(frame.payload)
        case WIRE_STANDARD_OUTPUT.rawValue: process(frame.process)?.output(.standardOutput, frame.payload)
        case WIRE_STANDARD_ERROR.rawValue: process(frame.process)?.output(.standardError, frame.payload)
        case WIRE_FILE.rawValue: process(frame.process)?.takeFile(frame.payload)
        case WIRE_EXIT.rawValue: return finish(frame)
        case WIRE_FAILED.rawValue: return reportFailure(frame)
        case WIRE_REFUSED.rawValue:
            let text = String(decoding: frame.payload, as: UTF8.self)
            return EngineError(problem: "runner-init refuses: \(text)", remedy: InitChannel.versionRemedy)
        default:
            return EngineError(
                problem: "runner-init sent a frame of kind \(frame.kind), unknown to this runner, which speaks version \(WIRE_VERSION)",
                remedy: InitChannel.versionRemedy)
        }
        return nil
    }

    private static let versionRemedy = "use the runner-init that was built with this runner"

    private func process(_ number: UInt16) -> RunningProcess? {
        state.withLock { $0.processes[number] }
    }

    private func greet(_ payload: UnsafeRawBufferPointer) -> EngineError? {
        let version = payload.count >= 4 ? payload.loadUnaligned(as: UInt32.self) : 0
        guard version == UInt32(WIRE_VERSION) else {
            return EngineError(
                problem: "runner-init speaks version \(version), this runner version \(WIRE_VERSION)", remedy: InitChannel.versionRemedy)
        }
        _ = linux_set_receive_timeout(socket.rawValue, 0)
        let greeters = state.withLock { state in
            state.hasGreeted = true
            defer { state.greeters = [] }
            return state.greeters
        }
        for greeter in greeters { greeter.resume() }
        return nil
    }

    private func finish(_ frame: FrameStream.Frame) -> EngineError? {
        guard frame.payload.count >= MemoryLayout<wire_exit>.size else { return EngineError(problem: "runner-init sent a torn exit frame") }
        let end = frame.payload.loadUnaligned(as: wire_exit.self)
        guard let process = remove(frame.process) else { return nil }
        let status: ProcessResult.Status = end.signal == 0 ? .exited(Int(end.code)) : .signalled(Int(end.signal))
        process.continuation?.resume(returning: process.result(status, killed: memoryKills?() ?? 0))
        return nil
    }

    private func reportFailure(_ frame: FrameStream.Frame) -> EngineError? {
        let size = MemoryLayout<wire_failure>.size
        guard frame.payload.count >= size else { return EngineError(problem: "runner-init sent a torn failure frame") }
        let failure = frame.payload.loadUnaligned(as: wire_failure.self)
        let path = String(decoding: frame.payload[size...], as: UTF8.self)
        guard let process = remove(frame.process) else { return nil }
        let operation =
            switch failure.stage {
            case WIRE_STAGE_INPUT.rawValue: "write \"\(path)\""
            case WIRE_STAGE_DIRECTORY.rawValue: "chdir"
            case WIRE_STAGE_EXECUTE.rawValue: "execve"
            default: "fork"
            }
        process.continuation?.resume(
            returning: process.result(.notStarted(errno: Int(failure.error), operation: operation), killed: memoryKills?() ?? 0))
        return nil
    }

    /// Ends the channel: no `output` begins after this.
    private func fail(_ problem: EngineError) {
        state.withLock { state in
            guard state.failure == nil else { return }
            state.failure = EngineError(problem: problem.problem, remedy: problem.remedy, endsSandbox: true)
            state.abandoned = Array(state.processes.values)
            state.processes = [:]
        }
        // Wakes the reading thread and tells runner-init. The descriptor itself is closed when nobody holds the channel any more.
        linux_shut_down(socket.rawValue)
    }

    /// Tells all that wait for the failed channel why.
    private func tellAbandoned() {
        let (processes, greeters, failure) = state.withLock { state in
            defer {
                state.abandoned = []
                state.greeters = []
            }
            return (state.abandoned, state.greeters, state.failure ?? EngineError(problem: "the sandbox is gone"))
        }
        for process in processes { process.continuation?.resume(throwing: failure) }
        for greeter in greeters { greeter.resume(throwing: failure) }
    }
}

extension ProcessRequest {
    /// The call that can't be made: without a program, or with a text that has a NUL, where C would cut it. Nil when all can.
    fileprivate var impossibleCall: String? {
        if arguments.isEmpty { return "execve" }
        if workingDirectory.utf8.contains(0) { return "chdir" }
        if arguments.contains(where: { $0.utf8.contains(0) }) { return "execve" }
        return environment.contains { $0.key.utf8.contains(0) || $0.value.utf8.contains(0) } ? "execve" : nil
    }
}
