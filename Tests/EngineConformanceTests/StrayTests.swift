import Engines
import Foundation
import Testing

@Suite struct StrayTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// `MARK` is an argument that names the test's processes.
        var script: String
    }

    static let cases = [
        Case(testDescription: "a child in the background", script: "bash -c 'while :; do sleep 1; done' MARK & exit 0"),
        Case(testDescription: "one that holds no pipe", script: "bash -c 'while :; do sleep 1; done' MARK >/dev/null 2>&1 & exit 0"),
        Case(testDescription: "nohup", script: "nohup bash -c 'while :; do sleep 1; done' MARK >/dev/null 2>&1 & exit 0"),
        Case(testDescription: "a session of its own", script: "setsid bash -c 'while :; do sleep 1; done' MARK & exit 0"),
        Case(
            testDescription: "a daemon by two forks",
            script: "( setsid bash -c 'bash -c \"trap : INT TERM HUP; while :; do sleep 1; done\" MARK & exit' MARK & ) ; exit 0"),
        Case(testDescription: "a stopped one", script: "bash -c 'kill -STOP $$; sleep 1000' MARK & exit 0"),
        Case(
            testDescription: "a tree of 255",
            script: "bash -c 'f() { [ $1 -gt 0 ] && { f $(($1-1)) & f $(($1-1)) & }; sleep 1000; }; f 7' MARK & sleep 0.2; exit 0"),
        Case(
            testDescription: "a chain of short lives, each in a session of its own",
            script: "printf '#!/bin/sh\nsetsid \"$0\" MARK &\n' > chain; chmod +x chain; ./chain MARK; exit 0"),
    ]

    @Test("nothing that a process left outlives the sandbox", arguments: EngineCase.all, cases)
    func outlives(_ engine: EngineCase, _ stray: Case) async throws {
        let mark = uniqueMark()
        try await engine.withSandbox { sandbox in
            let ended = try await sandbox.script(stray.script.replacing("MARK", with: mark))
            #expect(ended.status == .exited(0))
        }
        #expect(processes(marked: mark).isEmpty)
    }

    @Test("a server that a step started goes on during the next", arguments: EngineCase.all)
    func server(_ engine: EngineCase) async throws {
        let mark = uniqueMark()
        try await engine.withSandbox { sandbox in
            // It writes to the output of a step that has ended, which must not kill it.
            _ = try await sandbox.script("bash -c 'while :; do echo tick; echo x >> ticks; sleep 0.02; done' \(mark) & exit 0")
            let ended = try await sandbox.script("rm ticks; for i in 1 2 3; do until [ -e ticks ]; do sleep 0.01; done; rm ticks; done")
            #expect(ended.status == .exited(0))
        }
        #expect(processes(marked: mark).isEmpty)
    }

    @Test("a stray that floods the output of an ended process disturbs nobody", arguments: EngineCase.all)
    func flood(_ engine: EngineCase) async throws {
        let mark = uniqueMark()
        try await engine.withSandbox { sandbox in
            let ended = try await sandbox.run(["bash", "-c", "bash -c 'yes || exit' \(mark) & exit 7"])
            #expect(ended.status == .exited(7))
            #expect(try await sandbox.script("echo fine").outputText == "fine\n")
        }
        #expect(processes(marked: mark).isEmpty)
    }

    @Test("an error of the body ends the sandbox and comes out", arguments: EngineCase.all)
    func bodyThrows(_ engine: EngineCase) async throws {
        struct Mishap: Error {}
        let mark = uniqueMark()
        await #expect(throws: Mishap.self) {
            try await engine.withSandbox { sandbox in
                _ = try await sandbox.script("setsid bash -c 'while :; do sleep 1; done' \(mark) >/dev/null 2>&1 & exit 0")
                throw Mishap()
            }
        }
        #expect(processes(marked: mark).isEmpty)
    }

    @Test("orphans are reaped while the sandbox lives", arguments: EngineCase.all)
    func reaped(_ engine: EngineCase) async throws {
        try await engine.withSandbox { sandbox in
            let ended = try await sandbox.script("for i in $(seq 1 50); do (sleep 0.05 >/dev/null 2>&1 &); done; sleep 0.5; echo done")
            #expect(ended.outputText == "done\n")
            let zombies = try await sandbox.script("grep -ls '^State:.*Z' /proc/[0-9]*/status | xargs -r grep -l \"PPid:.$PPID$\" | wc -l")
            #expect(zombies.outputText == "0\n")
        }
    }
}
