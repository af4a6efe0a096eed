import Engines
import Foundation
import Testing

@Suite struct FileTests {
    @Test("input files are written with their folders and modes", arguments: EngineCase.all)
    func inputs(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { sandbox in
            let folder = "\(sandbox.inside)/deep/er"
            return try await sandbox.run(
                ["\(folder)/run.sh"],
                files: [
                    InputFile(
                        path: "\(folder)/run.sh", mode: 0o755, contents: Array("#!/bin/sh\ncat deep/er/data; stat -c %a deep/er/*".utf8)),
                    InputFile(path: "\(folder)/data", mode: 0o600, contents: Array("bytes\n".utf8)),
                ])
        }
        #expect(ended.outputText == "bytes\n600\n755\n")
    }

    @Test("an input file replaces a symbolic link instead of following it", arguments: EngineCase.all)
    func inputOverLink(_ engine: EngineCase) async throws {
        try await engine.withSandbox { sandbox in
            _ = try await sandbox.script("echo safe > target; ln -s target link")
            let ended = try await sandbox.run(
                ["cat", "target", "link"], files: [InputFile(path: "\(sandbox.inside)/link", contents: Array("new\n".utf8))])
            #expect(ended.outputText == "safe\nnew\n")
        }
    }

    @Test("an input file that can't be written is reported with its path", arguments: EngineCase.all)
    func inputOverFolder(_ engine: EngineCase) async throws {
        try await engine.withSandbox { sandbox in
            _ = try await sandbox.script("mkdir folder")
            let path = "\(sandbox.inside)/folder"
            let ended = try await sandbox.run(["true"], files: [InputFile(path: path, contents: [])])
            #expect(ended.status == .notStarted(errno: 21, operation: "write \"\(path)\""))
        }
    }

    @Test("a large input file arrives", arguments: EngineCase.all)
    func largeInput(_ engine: EngineCase) async throws {
        let ended = try await engine.withSandbox { sandbox in
            let file = InputFile(path: "\(sandbox.inside)/large", contents: [UInt8](repeating: 7, count: 20_000_000))
            return try await sandbox.run(["wc", "-c", "large"], files: [file])
        }
        #expect(ended.outputText == "20000000 large\n")
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// Makes `f`.
        var script: String
        var expected: ProcessResult.Collected
        /// `f` is still there afterwards.
        var remains = false
    }

    static let cases = [
        Case(testDescription: "a file", script: "printf abc > f", expected: .contents(Array("abc".utf8))),
        Case(testDescription: "an empty file", script: ": > f", expected: .contents([])),
        Case(testDescription: "a file as long as allowed", script: "printf 12345678 > f", expected: .contents(Array("12345678".utf8))),
        Case(testDescription: "a longer file", script: "printf 123456789 > f", expected: .truncated(Array("12345678".utf8))),
        Case(testDescription: "an endless file", script: "truncate -s 1T f", expected: .truncated([UInt8](repeating: 0, count: 8))),
        Case(testDescription: "nothing", script: "true", expected: .missing),
        Case(testDescription: "a folder", script: "mkdir f", expected: .unreadable("a folder"), remains: true),
        Case(testDescription: "a symbolic link", script: "echo x > t; ln -s t f", expected: .unreadable("a symbolic link")),
        Case(testDescription: "a link to /dev/zero", script: "ln -s /dev/zero f", expected: .unreadable("a symbolic link")),
        Case(testDescription: "a dangling link", script: "ln -s nowhere f", expected: .unreadable("a symbolic link")),
        Case(testDescription: "a named pipe", script: "mkfifo f", expected: .unreadable("a named pipe")),
    ]

    @Test("what stands in a collected file's place is told", arguments: EngineCase.all, cases)
    func collects(_ engine: EngineCase, _ expected: Case) async throws {
        try await engine.withSandbox { sandbox in
            let path = "\(sandbox.inside)/f"
            let ended = try await sandbox.script(expected.script, collected: [CollectedFile(path: path, limit: 8)])
            #expect(ended.result.files == [path: expected.expected])
            let after = try await sandbox.script("test -e f || test -L f")
            #expect(after.status == .exited(expected.remains ? 0 : 1))
        }
    }

    @Test("collected files are large, several, and stay where they shall", arguments: EngineCase.all)
    func large(_ engine: EngineCase) async throws {
        try await engine.withSandbox { sandbox in
            let paths = ["a", "b"].map { "\(sandbox.inside)/\($0)" }
            let ended = try await sandbox.script(
                "head -c 3000000 /dev/zero > a; echo b > b; kill -9 $$",
                collected: paths.map { CollectedFile(path: $0, limit: 5_000_000, removes: false) })
            #expect(ended.status == .signalled(9))
            #expect(ended.result.files[paths[0]] == .contents([UInt8](repeating: 0, count: 3_000_000)))
            #expect(ended.result.files[paths[1]] == .contents([98, 10]))
            #expect(try await sandbox.script("ls").outputText == "a\nb\n")
        }
    }

    @Test("the workspace is the host's folder, for all processes", arguments: EngineCase.all)
    func workspace(_ engine: EngineCase) async throws {
        try await engine.withSandbox { sandbox in
            try Data("from outside\n".utf8).write(to: URL(filePath: "\(sandbox.workspace)/out"))
            _ = try await sandbox.script("echo from inside > in")
            #expect(try await sandbox.script("cat in out").outputText == "from inside\nfrom outside\n")
            #expect(try String(contentsOfFile: "\(sandbox.workspace)/in", encoding: .utf8) == "from inside\n")
        }
    }

    @Test("a folder in memory is private, empty, shared by the processes and gone afterwards", arguments: EngineCase.all)
    func memory(_ engine: EngineCase) async throws {
        let mount = Mount(source: .memory, target: "/runner-memory")
        let path = try await engine.withSandbox(mounts: [mount]) { sandbox in
            let path = sandbox.sandbox.path(of: mount)
            let ended = try await sandbox.script("cd \(path) && ls -A && stat -f -c %T . && echo secret > s")
            #expect(ended.outputText == "tmpfs\n")
            #expect(try await sandbox.script("cat \(path)/s").outputText == "secret\n")
            return path
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
