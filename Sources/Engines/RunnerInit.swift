import Glibc
import LinuxSystem

/// The program that runs inside every sandbox.
package enum RunnerInit {
    /// Where runner-init is: `$RUNNER_INIT`, or beside the running program.
    ///
    /// - Throws: `EngineError` when there is no such program.
    package static func path() throws(EngineError) -> String {
        if let given = environment("RUNNER_INIT") {
            guard access(given, X_OK) == 0 else {
                throw EngineError(
                    problem: "RUNNER_INIT names \"\(given)\", which can't be executed", remedy: "unset RUNNER_INIT, or correct it")
            }
            return given
        }
        let program = try runningProgram()
        let folder = program.lastIndex(of: "/").map { program[..<$0] } ?? "."
        let path = "\(folder)/runner-init"
        guard access(path, X_OK) == 0 else {
            throw EngineError(
                problem: "there is no \"\(path)\"",
                remedy: "put runner-init beside the runner (swift build makes both), or set RUNNER_INIT to its path")
        }
        return path
    }

    private static func runningProgram() throws(EngineError) -> String {
        let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { buffer -> String? in
            guard let base = buffer.baseAddress else { return nil }
            let length = readlink("/proc/self/exe", UnsafeMutableRawPointer(base).assumingMemoryBound(to: CChar.self), buffer.count)
            return length > 0 ? String(decoding: buffer[..<length], as: UTF8.self) : nil
        }
        guard let text else {
            throw EngineError(problem: "can't find the running program: /proc is missing", remedy: "set RUNNER_INIT to runner-init's path")
        }
        return text
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
