import Engines
import Foundation
import LinuxSystem
import TestSupport
import Testing

/// The channel against a runner-init that misbehaves, and runner-init against a channel that does.
@Suite struct InitChannelTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// What the false runner-init sends before it closes.
        var bytes: [UInt8]
        var problem: String
    }

    private static func frame(_ kind: UInt16, _ payload: [UInt8]) -> [UInt8] {
        bytes(UInt32(payload.count)) + bytes(kind) + bytes(UInt16(0)) + payload
    }

    private static func bytes<Value: BitwiseCopyable>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value) { Array($0) }
    }

    private static let hello = frame(1, bytes(UInt32(2)))

    static let cases = [
        Case(testDescription: "ends", bytes: [], problem: "the sandbox is gone: its runner-init ended"),
        Case(testDescription: "ends inside a frame", bytes: [4, 0, 0, 0, 1], problem: "the sandbox is gone: its runner-init ended"),
        Case(
            testDescription: "speaks another version", bytes: frame(1, bytes(UInt32(7))),
            problem: "runner-init speaks version 7, this runner version 2"),
        Case(
            testDescription: "sends an unknown kind", bytes: hello + frame(99, []),
            problem: "runner-init sent a frame of kind 99, unknown to this runner, which speaks version 2"),
        Case(
            testDescription: "sends an overlong frame", bytes: bytes(UInt32.max) + bytes(UInt32(0)),
            problem: "runner-init sent a frame of 4294967295 bytes, more than any may have"),
        Case(
            testDescription: "refuses", bytes: hello + frame(38, Array("no".utf8)), problem: "runner-init refuses: no"),
        Case(
            testDescription: "speaks of processes that are not",
            bytes: hello + frame(34, [1]) + frame(37, bytes(UInt64(0))) + frame(36, [1]),
            problem: "the sandbox is gone: its runner-init ended"),
        Case(testDescription: "tears an exit", bytes: hello + frame(37, [1]), problem: "runner-init sent a torn exit frame"),
        Case(testDescription: "tears a failure", bytes: hello + frame(33, [1]), problem: "runner-init sent a torn failure frame"),
    ]

    @Test("a process fails with the reason when its runner-init", arguments: cases)
    func misbehaves(_ wrong: Case) async throws {
        let (ours, theirs) = try FileDescriptor.socketPair()
        let channel = try InitChannel(socket: ours)
        let result = Task { try await channel.run(request) { _, _ in } }
        try theirs.write(wrong.bytes)
        theirs.close()
        let failure = await #expect(throws: EngineError.self) { _ = try await result.value }
        #expect(failure?.problem == wrong.problem)
        await #expect(throws: EngineError.self) { _ = try await channel.run(request) { _, _ in } }
    }

    private let request = ProcessRequest(arguments: ["sleep", "1000"], environment: ["PATH": "/usr/bin:/bin"], workingDirectory: "/")

    struct Request: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var bytes: [UInt8]
        var answer: String
    }

    static let requests = [
        Request(
            testDescription: "of another version", bytes: frame(1, bytes(UInt32(7))),
            answer: "the runner does not speak version 2 as this runner-init does"),
        Request(
            testDescription: "without greeting", bytes: frame(16, []),
            answer: "the runner does not speak version 2 as this runner-init does"),
        Request(
            testDescription: "of an unknown kind", bytes: hello + frame(99, []),
            answer: "a frame has an unknown kind; this runner-init speaks version 2"),
        Request(testDescription: "of a torn exec", bytes: hello + frame(16, [1, 0, 0, 0]), answer: "an exec frame is malformed"),
        Request(
            testDescription: "of an exec with countless arguments",
            bytes: hello + frame(16, [UInt8](repeating: 255, count: 200)), answer: "an exec frame is malformed"),
        Request(
            testDescription: "of a frame too long", bytes: hello + bytes(UInt32.max) + bytes(UInt32(0)),
            answer: "a frame is longer than any may be"),
        Request(testDescription: "of a wrong signal", bytes: hello + frame(18, bytes(UInt32(65))), answer: "a signal frame is malformed"),
    ]

    @Test("runner-init refuses a runner", arguments: requests)
    func refuses(_ wrong: Request) async throws {
        let (ours, process) = try start()
        try ours.write(wrong.bytes)
        #expect(try await Self.all(ours) == Self.hello + Self.frame(38, Array(wrong.answer.utf8)))
        #expect(await process.wait() == .exited(0))
    }

    @Test("when the runner dies, all that it started dies, and the folders in memory go")
    func runnerDies() async throws {
        try await withTemporaryFolder { folder in
            let mark = uniqueMark()
            let secret = folder.appending(path: "secret").path
            try makeFolders(secret + "/deep")
            let (ours, process) = try start(folders: [secret])
            let channel = try InitChannel(socket: ours)
            var request = request
            request.arguments = ["bash", "-c", "trap '' INT TERM HUP; setsid bash -c 'while :; do sleep 1; done' \(mark) & echo; wait"]
            let (ready, announce) = AsyncStream.makeStream(of: Void.self)
            let result = Task { [request] in try await channel.run(request) { _, _ in announce.yield() } }
            for await _ in ready { break }
            // What the kernel does to the sockets of a killed process.
            channel.close()
            #expect(await process.wait() == .exited(0))
            await #expect(throws: EngineError.self) { _ = try await result.value }
            #expect(processes(marked: mark).isEmpty)
            #expect(!FileManager.default.fileExists(atPath: secret))
        }
    }

    private func start(folders: [String] = []) throws -> (FileDescriptor, ChildProcess) {
        let (ours, theirs) = try FileDescriptor.socketPair()
        let process = try ChildProcess(
            ChildProcess.Request(
                arguments: [try RunnerInit.path(), "init", "3", "3"] + folders, environment: [:], descriptors: [nil, nil, nil, theirs]))
        theirs.close()
        return (ours, process)
    }

    /// All that comes until the end, without blocking a thread.
    private static func all(_ descriptor: FileDescriptor) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            try await Readiness.shared.readable(descriptor)
            let count = try part.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            if count == 0 { return bytes }
            bytes += part[..<count]
        }
    }
}
