import Diagnostics

/// Text of a job, made fit for a terminal: what a step prints must not move the cursor, set the title or worse.
enum TerminalText {
    /// Without control characters and escape sequences; tabs become spaces. Colours (SGR) stay where `keepsColor` says so.
    static func sanitized(_ text: String, keepsColor: Bool = false) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar.value {
            case 0x1B:
                let sequence = escapeSequence(&rest)
                if keepsColor, sequence.hasSuffix("m"), sequence.hasPrefix("[") {
                    result.append(scalar)
                    result.append(contentsOf: sequence.unicodeScalars)
                }
            case 0x09: result.append(contentsOf: "    ".unicodeScalars)
            case 0x0D:
                // A progress bar overwrites its line: the last state counts.
                if !rest.isEmpty { result.removeAll() }
            case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: break
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Takes an escape sequence (behind its ESC) off the front: CSI to its final byte, OSC to BEL or ST, else one character.
    private static func escapeSequence(_ rest: inout Substring.UnicodeScalarView) -> String {
        var sequence = String.UnicodeScalarView()
        guard let kind = rest.popFirst() else { return "" }
        sequence.append(kind)
        switch kind {
        case "[":
            while let scalar = rest.popFirst() {
                sequence.append(scalar)
                if (0x40...0x7E).contains(scalar.value) { break }
            }
        case "]":
            while let scalar = rest.popFirst() {
                if scalar.value == 0x07 { break }
                if scalar.value == 0x1B {
                    _ = rest.popFirst()
                    break
                }
            }
        default: break
        }
        return String(sequence)
    }

    /// Columns that the text takes; escape sequences must be gone.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + PrintableText.width(of: $1) }
    }

    /// Cut to so many columns, the last one an ellipsis where something was cut.
    static func fitted(_ text: String, columns limit: Int) -> String {
        if width(text) <= limit { return text }
        var result = String.UnicodeScalarView()
        var used = 0
        for scalar in text.unicodeScalars {
            let more = PrintableText.width(of: scalar)
            if used + more > limit - 1 { break }
            used += more
            result.append(scalar)
        }
        return String(result) + "…"
    }

    /// Filled up with spaces to so many columns.
    static func padded(_ text: String, columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - width(text)))
    }

    /// A ref for people: `main`, `v1`, `pull/5/merge`.
    static func shortRef(_ ref: String) -> String {
        for prefix in ["refs/heads/", "refs/tags/", "refs/"] where ref.hasPrefix(prefix) {
            return String(ref.dropFirst(prefix.count))
        }
        return ref
    }

    /// A span of time for people: `0.12 s`, `8.4 s`, `3 min 05 s`, `2 h 10 min`.
    static func duration(_ seconds: Double) -> String {
        let seconds = max(0, seconds)
        if seconds < 1 { return "0.\(twoDigits(Int(seconds * 100))) s" }
        if seconds < 60 { return "\(Int(seconds)).\(Int(seconds * 10) % 10) s" }
        let whole = Int(seconds)
        if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
        return "\(whole / 3600) h \(twoDigits(whole / 60 % 60)) min"
    }

    /// An amount of bytes for people: `812 B`, `12.4 kB`, `3.0 GB`.
    static func bytes(_ count: Int) -> String {
        var tenths = count * 10
        for unit in ["B", "kB", "MB", "GB"] {
            if tenths < 10_000 { return unit == "B" ? "\(tenths / 10) B" : "\(tenths / 10).\(tenths % 10) \(unit)" }
            tenths /= 1000
        }
        return "\(tenths / 10).\(tenths % 10) TB"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
