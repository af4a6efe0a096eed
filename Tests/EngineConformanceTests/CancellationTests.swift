import Engines
import Foundation
import Synchronization
import Testing

@Suite struct CancellationTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// Says `ready` when it may be cancelled; `MARK` names its processes.
        var script: String
        var status: ProcessResult.Status
        var output: String
        /// Signals that come in time whatever happens, the others never.
        var graces = EngineCase.graces
    }

    private static let atInterrupt = CancellationGraces(millisecondsToTerminate: EngineCase.endless, millisecondsToKill: 0)
    private static let atTermination = CancellationGraces(millisecondsToTerminate: 10, millisecondsToKill: EngineCase.endless)
    private static let idle = "while :; do sleep 0.01; done"

    static let cases = [
        Case(
            testDescription: "one that ends at SIGINT", script: "trap 'echo bye; exit 9' INT; echo ready; \(idle)", status: .exited(9),
            output: "ready\nbye\n", graces: atInterrupt),
        // Not in a loop: a shell whose program ends by itself just then takes no notice of the signal.
        Case(
            testDescription: "one that dies of SIGINT", script: "echo ready; exec sleep 1000", status: .signalled(2), output: "ready\n",
            graces: atInterrupt),
        Case(
            testDescription: "one that ends at SIGTERM", script: "trap '' INT; trap 'echo bye; exit 8' TERM; echo ready; \(idle)",
            status: .exited(8), output: "ready\nbye\n", graces: atTermination),
        Case(
            testDescription: "one that ignores both", script: "trap '' INT TERM; echo ready; \(idle)", status: .signalled(9),
            output: "ready\n"),
        Case(
            testDescription: "one with grandchildren that ignore both",
            script: "trap '' INT TERM; bash -c '\(idle)' MARK & setsid bash -c '\(idle)' MARK & echo ready; \(idle)", status: .signalled(9),
            output: "ready\n"),
        Case(
            testDescription: "one with a daemon that ignores both",
            script: "trap '' INT TERM; ( setsid bash -c 'bash -c \"\(idle)\" MARK & exit' MARK & ); echo ready; \(idle)",
            status: .signalled(9), output: "ready\n"),
        Case(
            testDescription: "one that ends while its child ignores both",
            script: "(trap '' INT TERM; exec bash -c '\(idle)' MARK) & trap 'exit 7' INT; echo ready; \(idle)", status: .exited(7),
            output: "ready\n", graces: atInterrupt),
        Case(
            testDescription: "one that floods its output", script: "trap '' INT TERM; echo ready; yes > /dev/null", status: .signalled(9),
            output: "ready\n"),
    ]

    /// Runs a script and cancels it once it has said `ready`.
    private func cancelled(_ script: String, in sandbox: TestSandbox) async throws -> Ended {
        let (ready, announce) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await sandbox.run(["bash", "-c", script], onOutput: { if $0.contains("ready") { announce.yield() } })
        }
        for await _ in ready { break }
        task.cancel()
        return try await task.value
    }

    @Test("cancelling ends", arguments: EngineCase.all, cases)
    func cancels(_ engine: EngineCase, _ expected: Case) async throws {
        let mark = uniqueMark()
        try await engine.withSandbox(graces: expected.graces) { sandbox in
            let ended = try await cancelled(expected.script.replacing("MARK", with: mark), in: sandbox)
            #expect(ended.status == expected.status)
            #expect(ended.outputText == expected.output)
            let look = "grep -ls \(mark.dropLast(3))[\(mark.suffix(3).first ?? "x")]\(mark.suffix(2)) /proc/[0-9]*/cmdline"
            #expect(try await sandbox.script(look).outputText == "")
        }
    }

    @Test("a process that was cancelled before it began is cancelled at once", arguments: EngineCase.all)
    func early(_ engine: EngineCase) async throws {
        try await engine.withSandbox(graces: Self.atInterrupt) { sandbox in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await sandbox.run(["sleep", "1000"])
            }
            task.cancel()
            let ended = try await task.value
            #expect(ended.status == .signalled(2))
        }
    }

    @Test("cancelling one process leaves the others and earlier strays alone", arguments: EngineCase.all)
    func others(_ engine: EngineCase) async throws {
        try await engine.withSandbox { sandbox in
            let script =
                "setsid bash -c 'while :; do echo x >> ticks; sleep 0.01; done' >/dev/null 2>&1 & until [ -e ticks ]; do sleep 0.01; done"
            _ = try await sandbox.script(script)
            async let other = sandbox.script("until [ -e go ]; do sleep 0.01; done; echo went")
            let ended = try await cancelled("trap '' INT TERM; echo ready; \(Self.idle)", in: sandbox)
            #expect(ended.status == .signalled(9))
            #expect(try await sandbox.script("rm ticks; until [ -e ticks ]; do sleep 0.01; done; echo > go").status == .exited(0))
            #expect(try await other.outputText == "went\n")
            // With nothing beside it, a cancelled process takes its daemons along but not those from before.
            _ = try await cancelled("trap '' INT TERM; echo ready; \(Self.idle)", in: sandbox)
            #expect(try await sandbox.script("rm ticks; until [ -e ticks ]; do sleep 0.01; done").status == .exited(0))
        }
    }

    @Test("cancelling the task of a whole sandbox kills all in it at once", arguments: EngineCase.all)
    func whole(_ engine: EngineCase) async throws {
        let mark = uniqueMark()
        let (ready, announce) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await engine.withSandbox { sandbox in
                let script = "trap '' INT TERM; echo ready; setsid bash -c '\(Self.idle)' \(mark) & \(Self.idle)"
                return try await sandbox.run(["bash", "-c", script], onOutput: { _ in announce.yield() })
            }
        }
        for await _ in ready { break }
        task.cancel()
        await #expect(throws: EngineError(problem: "the sandbox was closed", endsSandbox: true)) { _ = try await task.value }
        #expect(processes(marked: mark).isEmpty)
    }

    @Test(
        "a sandbox whose runner-init is killed says so, and leaves nothing", arguments: EngineCase.all.filter(\.isHost))
    func killedInit(_ engine: EngineCase) async throws {
        let mark = uniqueMark()
        try await engine.withSandbox { sandbox in
            await #expect(throws: EngineError.self) {
                try await sandbox.script("setsid bash -c '\(Self.idle)' \(mark) & kill -9 $PPID; \(Self.idle)")
            }
            await #expect(throws: EngineError.self) { try await sandbox.script("true") }
        }
        #expect(processes(marked: mark).isEmpty)
    }
}
