import Glibc
package import LinuxSystem

/// The three standard streams, or what a test puts in their place.
package struct Console: Sendable {
    package let input: FileDescriptor
    package let output: FileDescriptor
    package let errors: FileDescriptor
    /// Whether findings and views may use colours.
    package var usesColor: Bool
    /// Columns of the terminal; 100 without one.
    package var width: Int

    /// - Parameter usesColor: What `--color` and `NO_COLOR` came to.
    package init(input: FileDescriptor, output: FileDescriptor, errors: FileDescriptor, usesColor: Bool = false) {
        self.input = input
        self.output = output
        self.errors = errors
        self.usesColor = usesColor
        width = Self.columns(output) ?? 100
    }

    /// The streams of this process; colours on a terminal, unless `NO_COLOR` or `TERM=dumb` is set.
    package static func standard(environment: [String: String]) -> Console {
        let output = FileDescriptor(owning: STDOUT_FILENO)
        let allowsColor = environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        return Console(
            input: FileDescriptor(owning: STDIN_FILENO), output: output, errors: FileDescriptor(owning: STDERR_FILENO),
            usesColor: allowsColor && isatty(STDOUT_FILENO) == 1)
    }

    /// Whether a terminal of that environment knows how to move its cursor.
    static func movesCursor(_ environment: [String: String]) -> Bool {
        environment["TERM"] != "dumb"
    }

    package var isTerminal: Bool {
        isatty(output.rawValue) == 1
    }

    /// Writes to standard output, in one piece where the system takes it.
    package func write(_ text: String) throws(SystemError) {
        try Self.write(text, to: output)
    }

    /// Writes to standard error; a failure is of no use to anybody.
    package func writeError(_ text: String) {
        try? Self.write(text, to: errors)
    }

    /// The next bytes of standard input, as many as have come; empty at its end.
    package func readPart(room: Int = 65_536) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let part = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            do throws(SystemError) {
                count = try input.read(into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                count = 0
                failure = error
            }
        }
        if let failure { throw failure }
        return part
    }

    /// All of standard input; more than `limit` bytes are an error (`EFBIG`).
    package func readAll(limit: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let part = try readPart()
            if part.isEmpty { return bytes }
            bytes += part
            guard bytes.count <= limit else { throw SystemError(operation: "read", path: "standard input", errno: EFBIG) }
        }
    }

    private static func write(_ text: String, to file: FileDescriptor) throws(SystemError) {
        guard !text.isEmpty else { return }
        var text = text
        var failure: SystemError?
        text.withUTF8 { bytes in
            do throws(SystemError) { try file.write(UnsafeRawBufferPointer(bytes)) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private static func columns(_ file: FileDescriptor) -> Int? {
        var size = winsize()
        guard ioctl(file.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
