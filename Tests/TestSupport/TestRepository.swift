package import Foundation
import Testing

/// A repository made with the `git` program, in an environment without the user's settings.
package struct TestRepository {
    package let folder: URL

    /// - Parameter options: Of `git init`.
    package init(_ folder: URL, options: [String] = ["-b", "main"]) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try git(["init", "-q"] + options + ["."])
        try git("config", "user.name", "Ada")
        try git("config", "user.email", "ada@example.org")
    }

    package init(existing folder: URL) {
        self.folder = folder
    }

    @discardableResult
    package func git(_ arguments: String...) throws -> String {
        try git(arguments)
    }

    /// Runs git in the folder; its output without white space at the ends.
    @discardableResult
    package func git(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": "2026-03-14T09:26:53+01:00", "GIT_COMMITTER_DATE": "2026-03-14T09:26:53+01:00",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(process.terminationStatus == 0, "git \(arguments.joined(separator: " ")): \(text)")
        return text
    }

    package func write(_ path: String, _ text: String = "text\n") throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    package func read(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    /// Writes the files, commits everything, and gives the commit's id.
    @discardableResult
    package func commit(_ files: [String], message: String = "change") throws -> String {
        for file in files { try write(file, "\(file) \(message)\n") }
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
        return try git("rev-parse", "HEAD")
    }
}
