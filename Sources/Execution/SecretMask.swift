import Synchronization

/// The secrets of a job; takes them out of text, leaving `***`.
///
/// Works on bytes, so text that is not UTF-8 is masked too. A secret is masked whatever its length, as GitHub does; see
/// `SecretMaskForms` for the encoded forms that go with it, and `isTrivial` for the lines of a secret that are left alone.
package struct SecretMask: Sendable {
    private(set) var patterns = SecretMaskPatterns()

    package init() {}

    package var isEmpty: Bool { patterns.count == 0 }

    /// Adds a secret: trimmed, whole and line by line, with all its forms. White space alone adds nothing.
    package mutating func add(secret: String) {
        add(SecretMaskForms.trimmed(Array(secret.utf8)[...]))
    }

    /// Adds the value of an `add-mask` command: as a secret, but not trimmed as a whole. White space alone adds nothing.
    package mutating func add(maskCommandValue: String) {
        let bytes = Array(maskCommandValue.utf8)
        guard !SecretMaskForms.trimmed(bytes[...]).isEmpty else { return }
        add(bytes)
    }

    private mutating func add(_ value: [UInt8]) {
        guard !value.isEmpty else { return }
        insertForms(of: value)
        guard value.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return }
        for line in value.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let text = SecretMaskForms.trimmed(line)
            if !Self.isTrivial(text) { insertForms(of: text) }
        }
    }

    private mutating func insertForms(of value: [UInt8]) {
        for form in SecretMaskForms.all(of: value) { patterns.insert(form) }
    }

    /// Whether a line of a secret of several lines says nothing: masking it would shred every log.
    ///
    /// That is a line of one or two bytes, one without any letter or digit (`{`, `},`, `-----`), or the word `true`, `false` or `null`.
    /// GitHub masks those too.
    static func isTrivial(_ line: [UInt8]) -> Bool {
        if line.count < 3 { return true }
        let hasContent = line.contains { byte in
            byte >= 0x80 || (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
        }
        if !hasContent { return true }
        let word = line.last == UInt8(ascii: ",") ? line.dropLast() : line[...]
        return ["true", "false", "null"].contains { word.elementsEqual($0.utf8) }
    }

    /// The text with every secret replaced by `***`; touching and overlapping secrets by one.
    package func mask(_ text: String) -> String {
        guard !isEmpty else { return text }
        var text = text
        return text.withUTF8 { buffer in
            let raw = UnsafeRawBufferPointer(buffer)
            var found: [Range<Int>] = []
            patterns.find(in: raw, &found)
            guard !found.isEmpty else { return nil }
            var out: [UInt8] = []
            Self.write(raw, without: found) { out.append(contentsOf: $0) }
            return String(decoding: out, as: UTF8.self)
        } ?? text
    }

    /// Hands the text over piece by piece, with `***` in place of the ranges, which must be in order and within the text.
    static func write(_ text: UnsafeRawBufferPointer, without ranges: [Range<Int>], _ emit: (UnsafeRawBufferPointer) -> Void) {
        var position = 0
        stars.withUnsafeBytes { stars in
            for range in ranges {
                emit(UnsafeRawBufferPointer(rebasing: text[position..<range.lowerBound]))
                emit(stars)
                position = range.upperBound
            }
        }
        emit(UnsafeRawBufferPointer(rebasing: text[position...]))
    }

    private static let stars: [UInt8] = Array("***".utf8)
}

/// A mask that the steps of a job share; what one adds counts for all from their next line on.
package final class SharedSecretMask: Sendable {
    private let state: Mutex<SecretMask>

    package init(_ mask: SecretMask = SecretMask()) {
        state = Mutex(mask)
    }

    /// The mask as it is now.
    package var current: SecretMask {
        state.withLock { $0 }
    }

    /// See `SecretMask.add(secret:)`.
    package func add(secret: String) {
        state.withLock { $0.add(secret: secret) }
    }

    /// See `SecretMask.add(maskCommandValue:)`.
    package func add(maskCommandValue: String) {
        state.withLock { $0.add(maskCommandValue: maskCommandValue) }
    }

    /// See `SecretMask.mask(_:)`.
    package func mask(_ text: String) -> String {
        current.mask(text)
    }
}
