import CLinux
import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite struct ProcessTests {
    private let environment = ["PATH": "/usr/bin:/bin"]

    @Test(
        "a child's end is told",
        arguments: [("exit 0", ChildProcess.Status.exited(0)), ("exit 7", .exited(7)), ("kill -9 $$", .signalled(9))])
    func ends(_ script: String, _ status: ChildProcess.Status) async throws {
        let process = try ChildProcess(ChildProcess.Request(arguments: ["sh", "-c", script], environment: environment))
        #expect(await process.wait() == status)
        #expect(await process.wait() == status)
        process.signalGroup(SIGKILL)
    }

    @Test("a child gets the descriptors it shall, in their order, and no other")
    func descriptors() async throws {
        let (first, second) = (try FileDescriptor.pipe(), try FileDescriptor.pipe())
        let leaking = open("/dev/null", O_RDONLY)
        defer { close(leaking) }
        let script = "echo one >&3; echo two >&4; set -- /proc/$$/fd/*; echo $# >&3"
        let process = try ChildProcess(
            ChildProcess.Request(
                arguments: ["sh", "-c", script], environment: environment, descriptors: [nil, nil, nil, first.writing, second.writing]))
        first.writing.close()
        second.writing.close()
        // Five, and the folder that the shell reads; a pipeline would have pipes of its own for a moment.
        #expect(try await all(first.reading) == "one\n6\n")
        #expect(try await all(second.reading) == "two\n")
        #expect(await process.wait() == .exited(0))
    }

    @Test("a child that can't start says at what it failed")
    func failures() {
        #expect(throws: SystemError(operation: "execve", path: "nope", errno: ENOENT)) {
            try ChildProcess(ChildProcess.Request(arguments: ["nope"], environment: environment))
        }
        #expect(throws: SystemError(operation: "execve", path: "/etc/passwd", errno: EACCES)) {
            try ChildProcess(ChildProcess.Request(arguments: ["/etc/passwd"], environment: environment))
        }
        #expect(throws: SystemError(operation: "chdir", path: "/nope", errno: ENOENT)) {
            try ChildProcess(ChildProcess.Request(arguments: ["true"], environment: environment, workingDirectory: "/nope"))
        }
        #expect(throws: SystemError(operation: "execve", errno: EINVAL)) {
            try ChildProcess(ChildProcess.Request(arguments: [], environment: environment))
        }
    }

    @Test("a signal reaches the whole group of a child")
    func group() async throws {
        let pipe = try FileDescriptor.pipe()
        let process = try ChildProcess(
            ChildProcess.Request(
                arguments: ["sh", "-c", "sleep 1000 & echo ready; wait"], environment: environment, descriptors: [nil, pipe.writing, nil]))
        pipe.writing.close()
        var byte: UInt8 = 0
        try await Readiness.shared.readable(pipe.reading)
        _ = try withUnsafeMutableBytes(of: &byte) { try pipe.reading.read(into: $0) }
        process.signalGroup(SIGTERM)
        #expect(await process.wait() == .signalled(15))
        // The pipe ends only when sleep has ended too.
        #expect(try await all(pipe.reading) == "eady\n")
    }

    @Test("100 children are waited for at once without a thread each")
    func many() async throws {
        let environment = environment
        let statuses = try await withThrowingTaskGroup(of: ChildProcess.Status.self) { group in
            for number in 0..<100 {
                let process = try ChildProcess(
                    ChildProcess.Request(arguments: ["sh", "-c", "read x; exit \(number)"], environment: environment))
                group.addTask { await process.wait() }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(statuses == Set((0..<100).map { .exited($0) }))
    }

    @Test("interruptions arrive in a stream, and one stream at a time listens")
    func signals() async throws {
        let stream = try Signals.interruptions()
        #expect(throws: SystemError(operation: "listen for signals twice", errno: EBUSY)) { try Signals.interruptions() }
        kill(getpid(), SIGINT)
        var iterator = stream.makeAsyncIterator()
        #expect(await iterator.next() == SIGINT)
        kill(getpid(), SIGTERM)
        #expect(await iterator.next() == SIGTERM)
    }

    @Test("an error says what was tried, on what, and why not")
    func errorText() {
        #expect(SystemError(operation: "open", path: "/a", errno: ENOENT).description == "open \"/a\": No such file or directory")
        #expect(SystemError(operation: "fork", errno: EAGAIN).description == "fork: Resource temporarily unavailable")
        #expect(SystemError(operation: "x", errno: 99999).description == "x: error 99999")
    }

    @Test("clocks run")
    func clocks() {
        let before = monotonicNanoseconds()
        #expect(monotonicNanoseconds() >= before)
        #expect(abs(Double(wallClockMicroseconds()) / 1e6 - Date().timeIntervalSince1970) < 60)
    }

    /// All that comes until the end, without blocking a thread.
    private func all(_ descriptor: FileDescriptor) async throws -> String {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            try await Readiness.shared.readable(descriptor)
            let count = try part.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += part[..<count]
        }
    }
}
