import Glibc
import LinuxSystem

/// A program of the system that does a part of the work: `curl`, `tar`.
struct ToolProgram {
    let name: String
    /// The package that has it, for the remedy.
    let package: String
    let environment: [String: String]

    /// Runs the program to its end.
    ///
    /// - Parameter folder: Where a file for its messages may be made.
    /// - Throws: `CommandFailure` with what it said, when it can't be run or fails.
    func run(_ arguments: [String], in folder: String, to purpose: String) async throws {
        let path = "\(folder)/messages"
        let messages = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
        defer { unlink(path) }
        var environment = environment
        environment["PATH"] = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        environment["LC_ALL"] = "C"
        let child: ChildProcess
        do throws(SystemError) {
            child = try ChildProcess(
                ChildProcess.Request(
                    arguments: [name] + arguments, environment: environment, workingDirectory: folder,
                    descriptors: [nil, messages, messages]))
        } catch {
            throw CommandFailure(
                "cannot \(purpose): cannot run \(name): \(SystemError.text(of: error.errno))", remedy: "install \(package)")
        }
        let status = await withTaskCancellationHandler {
            await child.wait()
        } onCancel: {
            child.signalGroup(SIGTERM)
        }
        guard status != .exited(0) else { return }
        let text = ((try? readText(path, limit: 1 << 20)) ?? "").split(whereSeparator: \.isNewline).suffix(2).joined(separator: "; ")
        throw CommandFailure("cannot \(purpose): \(text.isEmpty ? "\(name) ended with \(status)" : String(text.prefix(500)))")
    }
}
