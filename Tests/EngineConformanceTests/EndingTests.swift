import Engines
import Foundation
import Testing

@Suite struct EndingTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var arguments: [String]
        var status: ProcessResult.Status
    }

    static let cases = [
        Case(testDescription: "success", arguments: ["true"], status: .exited(0)),
        Case(testDescription: "a status", arguments: ["bash", "-c", "exit 42"], status: .exited(42)),
        Case(testDescription: "the largest status", arguments: ["bash", "-c", "exit 255"], status: .exited(255)),
        Case(testDescription: "SIGKILL", arguments: ["bash", "-c", "kill -9 $$"], status: .signalled(9)),
        Case(testDescription: "SIGTERM", arguments: ["bash", "-c", "kill $$"], status: .signalled(15)),
        Case(testDescription: "SIGPIPE", arguments: ["bash", "-c", "kill -PIPE $$"], status: .signalled(13)),
        Case(testDescription: "no such program", arguments: ["no-such-program"], status: .notStarted(errno: 2, operation: "execve")),
        Case(testDescription: "no such path", arguments: ["/no/such/program"], status: .notStarted(errno: 2, operation: "execve")),
        Case(testDescription: "a file that is no program", arguments: ["/etc/passwd"], status: .notStarted(errno: 13, operation: "execve")),
        Case(testDescription: "a folder", arguments: ["/etc"], status: .notStarted(errno: 13, operation: "execve")),
        Case(testDescription: "an empty name", arguments: [""], status: .notStarted(errno: 2, operation: "execve")),
        Case(testDescription: "no argument", arguments: [], status: .notStarted(errno: 22, operation: "execve")),
        Case(testDescription: "a NUL", arguments: ["echo", "a\0b"], status: .notStarted(errno: 22, operation: "execve")),
    ]

    @Test("a process ends with", arguments: EngineCase.all, cases)
    func ends(_ engine: EngineCase, _ expected: Case) async throws {
        let ended = try await engine.withSandbox { try await $0.run(expected.arguments) }
        #expect(ended.status == expected.status)
    }

    @Test("a missing working directory is told from a missing program", arguments: EngineCase.all)
    func missingDirectory(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { try await $0.run(["true"], directory: "/no/such/folder") }
        #expect(ended.status == .notStarted(errno: 2, operation: "chdir"))
    }

    @Test("the process gets its arguments, environment and folder and nothing else", arguments: EngineCase.all)
    func surroundings(_ engine: EngineCase) async throws {
        try await engine.withSandbox { sandbox in
            let request = ProcessRequest(
                arguments: [
                    "/bin/bash", "-c", "printf '%s|' \"$0\" \"$@\"; pwd; /usr/bin/env -u PWD -u SHLVL -u _ | /usr/bin/sort", "a b", "",
                    "ü\n",
                ],
                environment: ["ONE": "1=1", "EMPTY": "", "PATH": "/nowhere"], workingDirectory: sandbox.inside)
            let output = CollectedOutput()
            _ = try await sandbox.sandbox.run(request) { stream, bytes in output.append(bytes, to: stream) }
            let text = String(decoding: output.bytes(.standardOutput), as: UTF8.self)
            #expect(text == "a b||ü\n|\(sandbox.inside)\nEMPTY=\nONE=1=1\nPATH=/nowhere\n")
        }
    }

    @Test("signals do what they do by default, and none is blocked", arguments: EngineCase.all)
    func signals(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { try await $0.script("grep -E '^Sig(Blk|Ign):' /proc/self/status") }
        #expect(ended.outputText == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n")
    }

    @Test("signals to the parent end nothing, and are not inherited", arguments: EngineCase.all)
    func signalledParent(_ engine: EngineCase) async throws {
        try await engine.withSandbox { sandbox in
            let script =
                "for s in TERM INT HUP QUIT USR1 USR2 PIPE ALRM SEGV ABRT RTMIN TSTP; do kill -$s $PPID || echo $s; done; kill -0 $PPID"
            let ended = try await sandbox.script(script)
            #expect(ended.status == .exited(0))
            #expect(try await sandbox.script("grep -E '^Sig(Blk|Ign):' /proc/self/status >&2; kill $$").status == .signalled(15))
        }
    }

    @Test("no descriptor but the three leaks in", arguments: EngineCase.all)
    func descriptors(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { try await $0.run(["ls", "/proc/self/fd"]) }
        #expect(ended.outputText == "0\n1\n2\n3\n", "3 is the folder that ls reads")
    }

    @Test("a process can't read its runner-init's memory or environment", arguments: EngineCase.all)
    func undumpable(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { try await $0.script("stat -c %U /proc/$PPID/environ; id -un") }
        // Root may all the same where it has CAP_SYS_PTRACE; an engine without isolation doesn't take that away.
        #expect(ended.outputText.hasPrefix("root\n"))
    }

    @Test("1000 short processes one after the other leave no zombie", arguments: EngineCase.all)
    func many(_ engine: EngineCase) async throws {
        try await engine.withSandbox { sandbox in
            for _ in 0..<1000 {
                let ended = try await sandbox.run(["/bin/true"])
                try #require(ended.status == .exited(0))
            }
            let ended = try await sandbox.script("cat /proc/$PPID/task/$PPID/children | wc -w")
            #expect(ended.outputText == "1\n")
        }
    }
}
