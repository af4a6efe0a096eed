import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite struct FilesTests {
    @Test("an atomic write replaces the file whole and leaves no other")
    func atomic() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "f").path
            try AtomicFile.write(Array("old".utf8), to: path, isDurable: false)
            try AtomicFile.write(Array("new".utf8), to: path, mode: 0o600)
            #expect(try readText(path) == "new")
            #expect(try listFolder(folder.path) == ["f"])
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test("a failed atomic write leaves the old state and names the file")
    func atomicFailure() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "d").path
            try makeFolders(path + "/inside")
            let failure = #expect(throws: SystemError.self) { try AtomicFile.write([1], to: path) }
            #expect(failure?.description == "rename \"\(path)\": Is a directory")
            #expect(try listFolder(folder.path) == ["d"])
        }
    }

    @Test("records of several writers are appended whole")
    func append() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "log").path
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        let file = try AppendOnlyFile(path: path)
                        for number in 0..<200 { try file.append(Array("\(writer) \(number) \(String(repeating: "x", count: 300))\n".utf8)) }
                    }
                }
                try await group.waitForAll()
            }
            let lines = try readText(path).split(separator: "\n")
            #expect(lines.count == 800)
            #expect(Set(lines).count == 800)
            #expect(lines.allSatisfy { $0.hasSuffix(String(repeating: "x", count: 300)) })
        }
    }

    @Test("appending to an unwritable place names it")
    func appendFailure() {
        let failure = #expect(throws: SystemError.self) { try AppendOnlyFile(path: "/no/such/folder/log") }
        #expect(failure == SystemError(operation: "open", path: "/no/such/folder/log", errno: ENOENT))
    }

    @Test("a lock is held by one and told to others")
    func lock() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "lock").path
            #expect(try !FileLock.isHeld(path))
            let lock = try #require(try FileLock.tryAcquire(path))
            #expect(try FileLock.tryAcquire(path) == nil)
            #expect(try FileLock.isHeld(path))
            lock.release()
            #expect(try !FileLock.isHeld(path))
            #expect(try FileLock.tryAcquire(path) != nil)
        }
    }

    @Test("reading knows limits, folders, files without a size, and what is not there")
    func reading() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "f").path
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
            try AtomicFile.write(bytes, to: path)
            #expect(try readFile(path) == bytes)
            #expect(try readFile(path, limit: 100_000).count == 100_000)
            #expect(throws: SystemError(operation: "read", path: path, errno: EFBIG)) { try readFile(path, limit: 99_999) }
            #expect(throws: SystemError(operation: "read", path: "/dev", errno: EISDIR)) { try readFile("/dev") }
            #expect(throws: SystemError(operation: "open", path: "/nowhere", errno: ENOENT)) { try readFile("/nowhere") }
            #expect(throws: SystemError(operation: "read", path: "/dev/zero", errno: EFBIG)) { try readFile("/dev/zero", limit: 10) }
            #expect(try readText("/proc/self/status").contains("\nPid:\t\(getpid())\n"))
        }
    }

    @Test("folders are made with those above, and a file in the way is an error")
    func folders() async throws {
        try await withTemporaryFolder { folder in
            try makeFolders(folder.path + "/a/b/c")
            try makeFolders(folder.path + "/a/b/c")
            try AtomicFile.write([], to: folder.path + "/a/file")
            #expect(try listFolder(folder.path + "/a") == ["b", "file"])
            #expect(throws: SystemError.self) { try makeFolders(folder.path + "/a/file") }
            #expect(throws: SystemError.self) { try makeFolders(folder.path + "/a/file/below") }
        }
    }
}
