import Foundation
import LinuxSystem

@testable import RunnerCommands

/// A command line run inside the test's process, with its streams collected.
struct CommandRun {
    var status: CommandStatus
    var output: String
    var errors: String

    /// - Parameters:
    ///   - words: Without the program's name.
    ///   - folder: The working folder.
    ///   - environment: What the command sees of it.
    init(_ words: [String], input: String = "", folder: URL, color: Bool = false, environment: [String: String] = [:]) async throws {
        let streams = folder.appending(path: ".streams-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: streams) }
        func file(_ name: String) -> String { streams.appending(path: name).path }
        try Data(input.utf8).write(to: URL(filePath: file("in")))
        let console = Console(
            input: try .open(file("in"), O_RDONLY), output: try .open(file("out"), O_WRONLY | O_CREAT),
            errors: try .open(file("err"), O_WRONLY | O_CREAT), usesColor: color)
        status = await RunnerCommand.main(arguments: words, environment: environment, console: console, folder: folder.path)
        output = try readText(file("out"))
        errors = try readText(file("err"))
    }
}

extension URL {
    /// Writes a file below this folder, with the folders on the way.
    func write(_ text: String, to path: String) throws {
        let file = appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
