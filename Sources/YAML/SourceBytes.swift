import Diagnostics

/// A file's bytes that are known to be UTF-8 without control characters, its byte order mark cut off.
struct SourceBytes {
    var bytes: [UInt8]

    /// Why a file is not even text.
    struct Refusal: Error {
        var findings: [Finding]
    }

    /// More than these would only repeat the same finding.
    private static let mostFindings = 20

    /// Checks length and encoding; the limit counts UTF-16 units.
    static func checked(_ bytes: [UInt8], limit: Int) -> Result<SourceBytes, Refusal> {
        if bytes.count > limit, utf16Length(bytes) > limit {
            let finding = Finding(
                range: nil, kind: .limit, message: "the file is longer than \(limit) characters",
                remedy: "split it into several files, or move long scripts into files of their own")
            return .failure(Refusal(findings: [finding]))
        }
        if looksLikeUTF16(bytes) {
            let finding = Finding(
                range: nil, message: "the file is encoded as UTF-16 or UTF-32", remedy: "save it as UTF-8")
            return .failure(Refusal(findings: [finding]))
        }
        let source = SourceBytes(bytes: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes)
        let findings = source.isPlain ? [] : source.unusableCharacters()
        return findings.isEmpty ? .success(source) : .failure(Refusal(findings: findings))
    }

    private static func utf16Length(_ bytes: [UInt8]) -> Int {
        bytes.reduce(0) { length, byte in
            length + (byte & 0xC0 == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1)
        }
    }

    private static func looksLikeUTF16(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2 else { return false }
        let first = (bytes[0], bytes[1])
        return first == (0xFF, 0xFE) || first == (0xFE, 0xFF) || (first.0 == 0) != (first.1 == 0) || (first == (0, 0) && bytes.count >= 4)
    }

    /// Nothing but printable ASCII, tabs and line ends, as nearly all files. One look at all bytes, without a branch for each.
    private var isPlain: Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var isOther = false
            for byte in bytes {
                let isControl = byte < 0x20 && (byte != 0x09) && (byte != 0x0A) && (byte != 0x0D)
                isOther = isOther || isControl || byte > 0x7E
            }
            return !isOther
        }
    }

    /// Bytes that are no UTF-8 and characters that YAML does not allow, each with its place.
    private func unusableCharacters() -> [Finding] {
        var findings: [Finding] = []
        var position = SourcePosition(line: 1, column: 1)
        var index = 0
        while index < bytes.count, findings.count < Self.mostFindings {
            let byte = bytes[index]
            if byte >= 0x20 && byte < 0x7F || byte == 0x09 {
                position.column += 1
                index += 1
                continue
            }
            let (scalar, length) = Self.scalar(in: bytes, at: index)
            if let finding = Self.finding(scalar, byte: byte, at: position) { findings.append(finding) }
            index += length
            if Self.endsLine(scalar, next: index < bytes.count ? bytes[index] : nil) {
                position = SourcePosition(line: position.line + 1, column: 1)
            } else {
                position.column += 1
            }
        }
        return findings
    }

    private static func endsLine(_ scalar: UInt32?, next: UInt8?) -> Bool {
        switch scalar {
        case 0x0A, 0x85, 0x2028, 0x2029: true
        case 0x0D: next != 0x0A
        default: false
        }
    }

    private static func finding(_ scalar: UInt32?, byte: UInt8, at start: SourcePosition) -> Finding? {
        let range = SourceRange(start: start, end: SourcePosition(line: start.line, column: start.column + 1))
        guard let scalar else {
            return Finding(range: range, message: "byte 0x\(hexadecimal(byte, digits: 2)) is not UTF-8", remedy: "save the file as UTF-8")
        }
        if scalar == 0xFEFF {
            return Finding(
                range: range, message: "byte order mark inside the file", remedy: "remove the invisible character U+FEFF")
        }
        guard !isAllowed(scalar) else { return nil }
        return Finding(
            range: range, message: "control character U+\(hexadecimal(scalar, digits: 4)) is not allowed in YAML",
            remedy: "remove it, or write it as an escape in a double-quoted text")
    }

    /// YAML 1.2, "c-printable".
    private static func isAllowed(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// The scalar that begins at an index and its length in bytes; no scalar and 1 where the bytes are not UTF-8.
    static func scalar(in bytes: [UInt8], at index: Int) -> (UInt32?, Int) {
        let first = bytes[index]
        let (length, lowest): (Int, UInt32)
        switch first {
        case 0..<0x80: return (UInt32(first), 1)
        case 0xC2..<0xE0: (length, lowest) = (2, 0x80)
        case 0xE0..<0xF0: (length, lowest) = (3, 0x800)
        case 0xF0..<0xF5: (length, lowest) = (4, 0x10000)
        default: return (nil, 1)
        }
        guard index + length <= bytes.count else { return (nil, 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for byte in bytes[(index + 1)..<(index + length)] {
            guard byte & 0xC0 == 0x80 else { return (nil, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        guard value >= lowest, value <= 0x10FFFF, !(0xD800...0xDFFF).contains(value) else { return (nil, 1) }
        return (value, length)
    }

    private static func hexadecimal(_ value: some BinaryInteger, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// The number of the last line that holds anything.
    var lastLine: Int {
        var lines = SplitLines(bytes: bytes)
        var last = 0
        var number = 0
        while let line = lines.next() {
            number += 1
            if !line.isEmpty { last = number }
        }
        return last
    }

    /// A line's text without its end, counted from 1; empty behind the last.
    func line(_ number: Int) -> [Unicode.Scalar] {
        var lines = SplitLines(bytes: bytes)
        for _ in 1..<max(1, number) where lines.next() == nil { return [] }
        return lines.next() ?? []
    }

    /// Lines as libyaml counts them.
    private struct SplitLines {
        let bytes: [UInt8]
        private var index = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        mutating func next() -> [Unicode.Scalar]? {
            guard index < bytes.count else { return nil }
            var line: [Unicode.Scalar] = []
            while index < bytes.count {
                let (value, length) = SourceBytes.scalar(in: bytes, at: index)
                index += length
                if SourceBytes.endsLine(value, next: index < bytes.count ? bytes[index] : nil) { break }
                if value != 0x0D, let value, let scalar = Unicode.Scalar(value) { line.append(scalar) }
            }
            return line
        }
    }
}
