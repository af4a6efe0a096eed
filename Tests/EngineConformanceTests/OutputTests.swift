import Engines
import Foundation
import Testing

@Suite struct OutputTests {
    @Test("each stream arrives whole and in order", arguments: EngineCase.all)
    func order(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { sandbox in
            try await sandbox.script("for i in $(seq 1 500); do echo out $i; echo err $i >&2; done")
        }
        #expect(ended.status == .exited(0))
        #expect(ended.outputText == (1...500).map { "out \($0)\n" }.joined())
        #expect(ended.errorText == (1...500).map { "err \($0)\n" }.joined())
    }

    @Test("100000 lines arrive", arguments: EngineCase.all)
    func manyLines(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { try await $0.script("seq 1 100000") }
        #expect(ended.outputText == (1...100_000).map { "\($0)\n" }.joined())
    }

    @Test("what comes in bursts and between them arrives while the process goes on", arguments: EngineCase.all)
    func bursts(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { sandbox in
            try await sandbox.script("for b in 1 2 3 4; do for i in $(seq 1 300); do echo $b $i; done; sleep 0.01; done; printf end")
        }
        let lines = (1...4).flatMap { burst in (1...300).map { "\(burst) \($0)\n" } }
        #expect(ended.outputText == lines.joined() + "end")
    }

    @Test("a line of 1 MiB arrives", arguments: EngineCase.all)
    func longLine(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { try await $0.script("head -c 1048576 /dev/zero | tr '\\0' x; echo") }
        #expect(ended.output == [UInt8](repeating: 0x78, count: 1 << 20) + [10])
    }

    @Test("bytes that are no text arrive unchanged", arguments: EngineCase.all)
    func binary(_ engine: EngineCase) async throws {
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 256) }
        let ended = try await engine.withSandbox { sandbox in
            let path = "\(sandbox.inside)/bytes"
            return try await sandbox.run(["cat", path], files: [InputFile(path: path, contents: bytes)])
        }
        #expect(ended.output == bytes)
    }

    @Test("a flood of errors arrives while the output is silent", arguments: EngineCase.all)
    func errorFlood(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { try await $0.script("head -c 20000000 /dev/zero >&2; echo done") }
        #expect(ended.errors.count == 20_000_000)
        #expect(ended.outputText == "done\n")
    }

    @Test("a process may close its outputs and go on", arguments: EngineCase.all)
    func closedOutputs(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { sandbox in
            try await sandbox.script("echo before; exec >&- 2>&-; echo x > written; exit 5")
        }
        #expect(ended.status == .exited(5))
        #expect(ended.outputText == "before\n")
    }

    @Test("the input is empty", arguments: EngineCase.all)
    func input(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { try await $0.script("cat; echo end") }
        #expect(ended.outputText == "end\n")
    }

    @Test("what was in the pipe arrives although a stray holds it", arguments: EngineCase.all)
    func heldPipe(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { try await $0.script("sleep 1000 & head -c 900000 /dev/zero; exit 3") }
        #expect(ended.status == .exited(3))
        #expect(ended.output.count == 900_000)
    }

    @Test("a slow reader holds the process up and loses nothing", arguments: EngineCase.all)
    func backPressure(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { sandbox in
            try await sandbox.run(["head", "-c", "30000000", "/dev/zero"], onOutput: { _ in usleep(500) })
        }
        #expect(ended.output.count == 30_000_000)
    }

    @Test("processes run at the same time and their outputs stay apart", arguments: EngineCase.all)
    func concurrent(_ engine: EngineCase) async throws {
        try await engine.withSandbox { sandbox in
            // Each waits for the file of the next: they end only if all run at once.
            let ended = try await withThrowingTaskGroup(of: (Int, Ended).self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let script = """
                            for i in $(seq 1 2000); do echo \(number) $i; done; echo x > started-\(number)
                            until [ -e started-\((number + 1) % 8) ]; do sleep 0.01; done; exit \(number)
                            """
                        return (number, try await sandbox.script(script))
                    }
                }
                return try await group.reduce(into: [Int: Ended]()) { $0[$1.0] = $1.1 }
            }
            for number in 0..<8 {
                #expect(ended[number]?.status == .exited(number))
                #expect(ended[number]?.outputText == (1...2000).map { "\(number) \($0)\n" }.joined())
            }
        }
    }
}
