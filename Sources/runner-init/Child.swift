import CLinux

/// A process that the runner asked for, from its start to its `exit` frame.
final class Child {
    /// How long something the process started may hold its outputs after it has ended. A choice: long enough for a `tee` to end.
    static let grace: UInt64 = 200_000_000

    let number: UInt16
    let pid: pid_t
    var outputs: [OutputPipe]
    private var collected: [CollectedFile]
    private var nextCollected = 0
    /// How it ended.
    private(set) var status: wire_exit?
    /// When its outputs stop, though something holds them; nanoseconds.
    private var drainDeadline = UInt64.max
    private(set) var isCancelled = false
    private var terminateAt = UInt64.max
    private var killAt = UInt64.max
    /// Others ran at the same time: a stray of unknown descent may be theirs.
    var hadCompany = false
    /// The sessions of the strays that earlier processes had left when it started.
    var olderSessions: [pid_t] = []

    init(number: UInt16, pid: pid_t, outputs: [OutputPipe], collected: [CollectedFile]) {
        self.number = number
        self.pid = pid
        self.outputs = outputs
        self.collected = collected
    }

    /// The next moment at which `meetDeadlines` has something to do.
    var nextDeadline: UInt64 {
        let rest = status == nil ? outputs.reduce(UInt64.max) { min($0, $1.endOfRest ?? .max) } : .max
        return min(drainDeadline, terminateAt, killAt, rest)
    }

    var hasReportedOutput: Bool {
        status != nil && !outputs.contains { $0.isReporting }
    }

    func ended(_ status: wire_exit, now: UInt64) {
        self.status = status
        terminateAt = .max
        killAt = .max
        drainDeadline = now + Child.grace
    }

    /// Signals its group; not after its end, when the number may be another's.
    func signal(_ number: Int32) {
        if status == nil { _ = kill(-pid, number) }
    }

    func cancel(_ wish: wire_cancel, now: UInt64) {
        guard status == nil, !isCancelled else { return }
        isCancelled = true
        signal(SIGINT)
        terminateAt = now + UInt64(wish.until_terminate) * 1_000_000
        killAt = terminateAt + UInt64(wish.until_kill) * 1_000_000
    }

    /// Does what is due; true when everything it started must be killed now.
    func meetDeadlines(now: UInt64) -> Bool {
        for index in outputs.indices { outputs[index].endRest(now: now) }
        if now >= drainDeadline {
            drainDeadline = .max
            for index in outputs.indices { outputs[index].endSoon() }
        }
        if now >= terminateAt {
            terminateAt = .max
            signal(SIGTERM)
        }
        guard now >= killAt else { return false }
        killAt = .max
        return true
    }

    /// Queues as much of the collected files as the writer has room for; true once all are queued.
    func sendCollected(to writer: FrameWriter) -> Bool {
        while nextCollected < collected.count {
            guard writer.hasRoom else { return false }
            if collected[nextCollected].sendNext(index: UInt32(nextCollected), process: number, to: writer) { nextCollected += 1 }
        }
        return true
    }

    /// Whether what it started must still be killed: a cancelled process leaves nothing. Asking settles it.
    func takesLeftoversAlong() -> Bool {
        defer { isCancelled = false }
        return isCancelled
    }
}
