import CLinux

/// The processes that run for the runner, and the strays they left.
final class Children {
    /// Above that of anything on a usual host (0) and below the kernel's own "first of all" (1000): steps die before we do.
    static let memoryBadness: Int32 = 500

    private let writer: FrameWriter
    private var list: [Child] = []
    /// Outputs that a stray holds after its process has been reported.
    private var leftovers: [OutputPipe] = []
    private let noInput: Int32

    init(writer: FrameWriter) {
        self.writer = writer
        let null = linux_open("/dev/null", O_RDONLY | O_CLOEXEC, 0)
        noInput = null >= 0 ? null : Children.endedPipe()
    }

    /// An input without a byte, where there is no /dev/null.
    private static func endedPipe() -> Int32 {
        var ends: (Int32, Int32) = (-1, -1)
        withUnsafeMutableBytes(of: &ends) { _ = linux_pipe($0.assumingMemoryBound(to: Int32.self).baseAddress, 0) }
        close(ends.1)
        return ends.0
    }

    subscript(number: UInt16) -> Child? {
        list.first { $0.number == number }
    }

    // MARK: Starting

    func start(_ request: ExecRequest, number: UInt16) {
        for input in request.inputs {
            let error = input.write()
            if error != 0 {
                let failure = wire_failure(stage: WIRE_STAGE_INPUT.rawValue, error: error)
                return writer.send(WIRE_FAILED, process: number, failure, text: input.path)
            }
        }
        let strays = sessionsOfStrays()
        var ends: (Int32, Int32, Int32, Int32) = (-1, -1, -1, -1)
        let hasPipes = withUnsafeMutableBytes(of: &ends) { bytes in
            guard let ends = bytes.assumingMemoryBound(to: Int32.self).baseAddress else { return false }
            return linux_pipe(ends, 0) == 0 && linux_pipe(ends + 2, 0) == 0
        }
        var failure = wire_failure(stage: WIRE_STAGE_PREPARE.rawValue, error: linux_errno())
        let pid = hasPipes ? spawn(request, output: ends.1, error: ends.3, &failure) : -1
        for end in [ends.1, ends.3] where end >= 0 { close(end) }
        guard pid > 0 else {
            for end in [ends.0, ends.2] where end >= 0 { close(end) }
            return writer.send(WIRE_FAILED, process: number, failure, text: request.workingDirectory)
        }
        _ = linux_set_nonblocking(ends.0, 1)
        _ = linux_set_nonblocking(ends.2, 1)
        let outputs = [
            OutputPipe(kind: WIRE_STANDARD_OUTPUT, descriptor: ends.0), OutputPipe(kind: WIRE_STANDARD_ERROR, descriptor: ends.2),
        ]
        add(Child(number: number, pid: pid, outputs: outputs, collected: request.collected), strays: strays)
    }

    private func add(_ child: Child, strays: [pid_t]) {
        child.olderSessions = strays
        child.hadCompany = !list.isEmpty
        for other in list { other.hadCompany = true }
        list.append(child)
    }

    /// The sessions of what earlier processes left; not looked for when that can't matter.
    private func sessionsOfStrays() -> [pid_t] {
        guard list.isEmpty else { return [] }
        reap()
        var code: Int32 = 0
        var signal: Int32 = 0
        // -1: no child at all, as nearly always.
        guard linux_reap(&code, &signal) >= 0, let descendants = Descendants() else { return [] }
        return descendants.members.map { $0.process.session }
    }

    private func spawn(_ request: ExecRequest, output: Int32, error: Int32, _ failure: inout wire_failure) -> pid_t {
        request.arguments.withUnsafeBufferPointer { arguments in
            request.environment.withUnsafeBufferPointer { environment in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: 3) { descriptors in
                    descriptors[0] = noInput
                    descriptors[1] = output
                    descriptors[2] = error
                    var wish = linux_spawn_request()
                    wish.program = UnsafePointer(arguments.baseAddress?.pointee)
                    wish.search_path = request.searchPath
                    wish.arguments = arguments.baseAddress
                    wish.environment = environment.baseAddress
                    wish.working_directory = UnsafePointer(request.workingDirectory)
                    wish.descriptors = UnsafePointer(descriptors.baseAddress)
                    wish.descriptor_count = 3
                    wish.new_session = 1
                    wish.memory_badness = Children.memoryBadness
                    let pid = linux_spawn(&wish)
                    if pid > 0 && wish.memory_badness != 0 { _ = linux_set_memory_badness(pid, wish.memory_badness) }
                    failure.error = wish.error
                    failure.stage = Children.stage(wish.stage).rawValue
                    return pid
                }
            }
        }
    }

    private static func stage(_ number: Int32) -> wire_stage {
        switch number {
        case 2: WIRE_STAGE_DIRECTORY
        case 3: WIRE_STAGE_EXECUTE
        default: WIRE_STAGE_PREPARE
        }
    }

    // MARK: Waiting

    var hasWork: Bool {
        list.contains { $0.hasReportedOutput }
    }

    /// For poll: -1 without a deadline.
    var millisecondsToDeadline: Int32 {
        let next = list.reduce(UInt64.max) { min($0, $1.nextDeadline) }
        guard next < .max else { return -1 }
        let now = linux_monotonic_nanoseconds()
        return next <= now ? 0 : Int32(clamping: (next - now) / 1_000_000 + 1)
    }

    /// Adds all pipes that may be read now, in the order in which `readOutputs` expects them.
    func appendOutputs(to polled: inout [pollfd]) {
        let isIdle = writer.isIdle
        for child in list {
            for output in child.outputs {
                let isAsked = isIdle && output.isReporting && (output.endOfRest == nil || child.status != nil)
                polled.append(pollfd(fd: isAsked ? output.descriptor : -1, events: Int16(POLLIN), revents: 0))
            }
        }
        for output in leftovers { polled.append(pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0)) }
    }

    /// Reads from the pipes that are ready, as long as the runner takes what they hold.
    ///
    /// - Parameter polled: What `appendOutputs` appended; processes may have been added since.
    func readOutputs(_ polled: ArraySlice<pollfd>) {
        for ready in polled where ready.fd >= 0 && ready.revents != 0 {
            read(ready.fd)
        }
        leftovers.removeAll { $0.mode == .closed }
    }

    private func read(_ descriptor: Int32) {
        for child in list {
            for index in child.outputs.indices where child.outputs[index].descriptor == descriptor && child.outputs[index].isReporting {
                guard writer.isIdle else { return }
                child.outputs[index].read(process: child.number, writer: writer)
                _ = writer.flush()
                return
            }
        }
        for index in leftovers.indices where leftovers[index].descriptor == descriptor {
            leftovers[index].read(process: 0, writer: writer)
        }
    }

    // MARK: Ending

    /// Takes the status of every child of ours that has ended.
    func reap() {
        var code: Int32 = 0
        var signal: Int32 = 0
        let now = linux_monotonic_nanoseconds()
        while case let pid = linux_reap(&code, &signal), pid > 0 {
            list.first { $0.pid == pid && $0.status == nil }?.ended(wire_exit(code: code, signal: signal), now: now)
        }
    }

    func meetDeadlines() {
        let now = linux_monotonic_nanoseconds()
        for child in list where child.nextDeadline <= now {
            if child.meetDeadlines(now: now) { killStarted(by: child) }
        }
    }

    /// Reports the processes that have ended and said all they had to say.
    func finishEnded() {
        guard hasWork else { return }
        list.removeAll { child in
            guard child.hasReportedOutput, let status = child.status else { return false }
            if child.takesLeftoversAlong() { killStarted(by: child) }
            guard child.sendCollected(to: writer) else { return false }
            leftovers += child.outputs.filter { $0.mode == .discarding }
            writer.send(WIRE_EXIT, process: child.number, status)
            return true
        }
    }

    /// Kills a process and everything that descends from it, daemons too as far as it is sure that they are its own.
    private func killStarted(by child: Child) {
        let others = list.filter { $0 !== child }.map { $0.pid }
        let isLookedUp = Descendants.killAll { member in
            if member.root.pid == child.pid || member.root.session == child.pid || member.process.session == child.pid { return true }
            if child.hadCompany || child.olderSessions.contains(member.process.session) { return false }
            return !others.contains(member.root.pid) && !others.contains(member.root.session)
        }
        if !isLookedUp || child.status == nil { _ = kill(-child.pid, SIGKILL) }
    }

    /// Kills all that runs, as far as it can be found without /proc.
    func killEverything() {
        for child in list { child.signal(SIGKILL) }
    }
}
