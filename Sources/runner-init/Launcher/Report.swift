import CLinux

/// What the launcher could not do: the operation in words, the error's number, and at what.
struct LaunchFailure: Error, @unchecked Sendable {
    let operation: StaticString
    let error: Int32
    let detail: CText?

    init(_ operation: StaticString, error: Int32 = linux_errno(), detail: CText? = nil) {
        self.operation = operation
        self.error = error
        self.detail = detail
    }
}

/// The descriptor over which the engine learns what became of a launch.
///
/// NUL-terminated words: `warning OPERATION ERRNO DETAIL` any number of times, then `failed OPERATION ERRNO DETAIL` and the end, or `ready`;
/// after that perhaps `ended REASON`.
struct Report {
    let descriptor: Int32

    func warn(_ failure: LaunchFailure) {
        send("warning", failure)
    }

    func fail(_ failure: LaunchFailure) {
        send("failed", failure)
    }

    func ready() {
        var text = TextBuilder()
        text.append("ready")
        text.end()
        text.write(to: descriptor)
    }

    func ended(_ reason: StaticString) {
        var text = TextBuilder()
        text.append("ended")
        text.end()
        text.append(reason)
        text.end()
        text.write(to: descriptor)
    }

    private func send(_ word: StaticString, _ failure: LaunchFailure) {
        var text = TextBuilder()
        text.append(word)
        text.end()
        text.append(failure.operation)
        text.end()
        text.append(UInt64(failure.error))
        text.end()
        if let detail = failure.detail { text.append(detail) }
        text.end()
        text.write(to: descriptor)
    }
}

/// Puts C strings together without the library's tables for Unicode.
struct TextBuilder {
    private var bytes: [CChar] = []

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0.lazy.map { CChar(bitPattern: $0) }) }
    }

    mutating func append(_ text: CText) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text, count: strlen(text)))
    }

    mutating func append(_ number: UInt64) {
        if number > 9 { append(number / 10) }
        bytes.append(CChar(truncatingIfNeeded: 48 + number % 10))
    }

    mutating func append(byte: CChar) {
        bytes.append(byte)
    }

    /// Ends a word: appends a NUL.
    mutating func end() {
        bytes.append(0)
    }

    func write(to descriptor: Int32) {
        bytes.withUnsafeBufferPointer { _ = CLinux.write(descriptor, $0.baseAddress, $0.count) }
    }

    /// A copy as a C string, which lives as long as the program: a launch makes a few dozen.
    func kept() -> CText {
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        copy.initialize(from: bytes, count: bytes.count)
        copy[bytes.count] = 0
        return CText(copy)
    }
}

/// `start` and then `end`, kept.
func joined(_ start: StaticString, _ end: CText) -> CText {
    var text = TextBuilder()
    text.append(start)
    text.append(end)
    return text.kept()
}

func joined(_ start: StaticString, _ number: UInt64, _ end: StaticString = "") -> CText {
    var text = TextBuilder()
    text.append(start)
    text.append(number)
    text.append(end)
    return text.kept()
}

/// Writes a whole text to a file that exists, as the files of /proc and of control groups want it: in one call.
func overwrite(_ path: CText, _ text: CText) -> Bool {
    let descriptor = linux_open(path, O_WRONLY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return false }
    let count = strlen(text)
    let written = write(descriptor, text, count)
    let error = linux_errno()
    close(descriptor)
    linux_set_errno(error)
    return written == count
}
