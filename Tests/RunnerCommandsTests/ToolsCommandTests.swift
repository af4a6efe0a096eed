import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

/// A folder as nodejs.org has it, with an archive that holds a script in the place of node.
private struct Mirror {
    let folder: URL
    let file = "node-v24.3.1-\(NodeRelease.platform).tar.gz"

    init(_ folder: URL, script: String) throws {
        self.folder = folder
        let tree = folder.appending(path: "build/node-v24.3.1")
        try tree.write(script, to: "bin/node")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tree.path + "/bin/node")
        try FileManager.default.createDirectory(at: folder.appending(path: "mirror/latest-v24.x"), withIntermediateDirectories: true)
        try run("tar", "-czf", archive.path, "-C", folder.path + "/build", "node-v24.3.1")
        try writeList(digest: try #require(run("sha256sum", archive.path).split(separator: " ").first.map(String.init)))
    }

    var archive: URL { folder.appending(path: "mirror/latest-v24.x/\(file)") }
    var environment: [String: String] { ["XDG_DATA_HOME": folder.path + "/data"] }
    var tools: String { folder.path + "/data/runner/tools" }

    func writeList(digest: String) throws {
        let other = "\(String(repeating: "0", count: 64))  node-v24.3.1-darwin-x64.tar.gz\n"
        try folder.write("\(other)\(digest)  \(file)\n", to: "mirror/latest-v24.x/SHASUMS256.txt")
    }

    func install() async throws -> CommandRun {
        try await CommandRun(
            ["tools", "install", "node24", "--from", "file://\(folder.path)/mirror/"], folder: folder, environment: environment)
    }

    @discardableResult
    private func run(_ words: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self)
    }
}

private let hasPrograms = ["curl", "tar", "gzip", "sha256sum"].allSatisfy(isInstalled)

@Suite(.enabled(if: hasPrograms, "needs curl, tar, gzip and sha256sum")) struct ToolsCommandTests {
    @Test func `a build is fetched, checked, unpacked and listed, and a newer one takes its place`() async throws {
        try await withTemporaryFolder { folder in
            let mirror = try Mirror(folder, script: "#!/bin/sh\n")
            let none = try await CommandRun(["tools", "list"], folder: folder, environment: mirror.environment)
            #expect(none.output == "no tools in \(mirror.tools); `runner tools install node24` installs one\n")
            let first = try await mirror.install()
            #expect(first.output == "node24 is v24.3.1 now, in \(mirror.tools)/node24\n")
            #expect(first.status == .success)
            #expect(FileManager.default.isExecutableFile(atPath: mirror.tools + "/node24/bin/node"))
            #expect(try await mirror.install().output == "node24 is v24.3.1 already\n")
            let listed = try await CommandRun(["tools", "list"], folder: folder, environment: mirror.environment)
            #expect(listed.output == "node24     v24.3.1  \(mirror.tools)/node24\n")
            let newer = try Mirror(folder.appending(path: "newer"), script: "#!/bin/sh\nexit 1\n")
            let words = ["tools", "install", "node24", "--from", "file://\(newer.folder.path)/mirror"]
            #expect(try await CommandRun(words, folder: folder, environment: mirror.environment).status == .success)
            #expect(try String(contentsOfFile: mirror.tools + "/node24/bin/node", encoding: .utf8) == "#!/bin/sh\nexit 1\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: mirror.tools).sorted() == [".lock", "node24"])
        }
    }

    @Test func `a build with another digest is not installed`() async throws {
        try await withTemporaryFolder { folder in
            let mirror = try Mirror(folder, script: "#!/bin/sh\n")
            try mirror.writeList(digest: String(repeating: "a", count: 64))
            let run = try await mirror.install()
            #expect(run.status == .runnerFailed)
            #expect(run.errors.contains("but \(String(repeating: "a", count: 64)) was expected: it is not installed"))
            #expect(!FileManager.default.fileExists(atPath: mirror.tools + "/node24"))
        }
    }

    @Test func `what is not there is told`() async throws {
        try await withTemporaryFolder { folder in
            let mirror = try Mirror(folder, script: "#!/bin/sh\n")
            try FileManager.default.removeItem(at: mirror.archive)
            #expect(try await mirror.install().errors.contains("cannot fetch \"file://"))
            let run = try await CommandRun(["tools", "install", "node22"], folder: folder, environment: mirror.environment)
            #expect(run.status == .usage)
            let home = try await CommandRun(["tools", "list"], folder: folder)
            #expect(home.status == .usage)
        }
    }

    @Test func `the build for this machine is found in the list`() {
        let digest = String(repeating: "1", count: 64)
        let list = """
            \(digest)  node-v24.3.1-linux-x64.tar.xz
            \(digest)  node-v24.3.1-linux-x64-musl.tar.gz
            \(digest)  node-v24.../../x-linux-x64.tar.gz
            short  node-v24.3.1-linux-x64.tar.gz
            \(digest)  node-v24.3.1-linux-x64.tar.gz
            """
        let release = NodeRelease(listing: list, major: 24, platform: "linux-x64")
        #expect(release?.version == "v24.3.1")
        #expect(release?.file == "node-v24.3.1-linux-x64.tar.gz")
        #expect(NodeRelease(listing: list, major: 20, platform: "linux-x64") == nil)
        #expect(NodeRelease(listing: list, major: 24, platform: "linux-arm64") == nil)
    }
}
