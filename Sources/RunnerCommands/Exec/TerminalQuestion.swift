import Glibc

/// Asks the person at the terminal, whatever standard input and output are.
enum TerminalQuestion {
    /// - Parameter isSecret: The answer isn't shown while it is typed.
    /// - Returns: The line without its end; nothing when there is no terminal or it ends.
    static func ask(_ question: String, isSecret: Bool) -> String? {
        // `CI` is set where nobody sits at the terminal that there may be.
        if getenv("CI") != nil { return nil }
        let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0, tcgetpgrp(terminal) == getpgrp() else { return nil }
        defer { close(terminal) }
        var settings = termios()
        let hides = isSecret && tcgetattr(terminal, &settings) == 0
        if hides {
            var silent = settings
            silent.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(terminal, TCSAFLUSH, &silent)
        }
        defer { if hides { tcsetattr(terminal, TCSAFLUSH, &settings) } }
        put(question, terminal)
        let answer = line(from: terminal)
        if hides { put("\n", terminal) }
        return answer
    }

    private static func put(_ text: String, _ terminal: Int32) {
        var text = text
        text.withUTF8 { _ = write(terminal, $0.baseAddress, $0.count) }
    }

    private static func line(from terminal: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < 65536 {
            let count = read(terminal, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
            if byte == UInt8(ascii: "\n") { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
