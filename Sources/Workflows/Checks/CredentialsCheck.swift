import Diagnostics

/// Tokens and keys that are written down: texts that the services which made them can be told by.
struct CredentialsCheck: WorkflowCheck {
    /// How a service's tokens begin, and how many letters, digits, `_` and `-` follow at least.
    private struct Form {
        var start: [UInt8]
        var length: Int
        var name: String

        init(_ start: String, _ length: Int, _ name: String) {
            self.start = Array(start.utf8)
            self.length = length
            self.name = name
        }
    }

    /// From the services' own pages on secret scanning.
    /// Who adds one adds its first two bytes to `isStart`.
    private static let forms = [
        Form("ghp_", 36, "a token of GitHub's"), Form("gho_", 36, "a token of GitHub's"), Form("ghs_", 36, "a token of GitHub's"),
        Form("github_pat_", 60, "a token of GitHub's"), Form("glpat-", 20, "a token of GitLab's"), Form("AKIA", 16, "a key of AWS"),
        Form("AIza", 35, "a key of Google's"), Form("npm_", 36, "a token of npm's"), Form("pypi-AgEI", 50, "a token of PyPI's"),
        Form("xoxb-", 20, "a token of Slack's"), Form("sk_live_", 24, "a key of Stripe's"), Form("dckr_pat_", 27, "a token of Docker's"),
        Form("hf_", 34, "a token of Hugging Face's"), Form("-----BEGIN", 5, "a private key"),
    ]

    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        Self.places(in: subject.source.bytes).map { place, form in
            subject.warning(
                .credentials,
                SourceRange(start: subject.source.position(of: place.lowerBound), end: subject.source.position(of: place.upperBound)),
                "\(form) is written down in the file", remedy: "make it void, and use a secret: ${{ secrets.NAME }}")
        }
    }

    /// Once over the bytes: nearly all files have none.
    private static func places(in bytes: [UInt8]) -> [(Range<Int>, String)] {
        var found: [(Range<Int>, String)] = []
        bytes.withUnsafeBufferPointer { text in
            var index = 0
            while index < text.count {
                guard isStart(text[index], followedBy: index + 20 < text.count ? text[index + 1] : 0) else {
                    index += 1
                    continue
                }
                if let (end, name) = form(at: index, in: text) {
                    found.append((index..<end, name))
                    index = end
                } else {
                    index += 1
                }
            }
        }
        return found
    }

    /// The first two bytes of the forms: a look at every byte of every file.
    private static func isStart(_ byte: UInt8, followedBy next: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "g"): next == UInt8(ascii: "h") || next == UInt8(ascii: "i") || next == UInt8(ascii: "l")
        case UInt8(ascii: "A"): next == UInt8(ascii: "K") || next == UInt8(ascii: "I")
        case UInt8(ascii: "n"): next == UInt8(ascii: "p")
        case UInt8(ascii: "p"): next == UInt8(ascii: "y")
        case UInt8(ascii: "x"): next == UInt8(ascii: "o")
        case UInt8(ascii: "s"): next == UInt8(ascii: "k")
        case UInt8(ascii: "d"): next == UInt8(ascii: "c")
        case UInt8(ascii: "h"): next == UInt8(ascii: "f")
        case UInt8(ascii: "-"): next == byte
        default: false
        }
    }

    private static func form(at start: Int, in text: UnsafeBufferPointer<UInt8>) -> (end: Int, name: String)? {
        for form in forms where text[start] == form.start[0] && text[start + 1] == form.start[1] {
            guard start == 0 || !text[start - 1].isWordByte, text[start...].starts(with: form.start) else { continue }
            var end = start + form.start.count
            if form.name == "a private key" {
                guard let line = text[end...].firstIndex(of: 0x0A), text[end..<line].suffix(16).elementsEqual("PRIVATE KEY-----".utf8)
                else {
                    continue
                }
                return (line, form.name)
            }
            while end < text.count, text[end].isWordByte { end += 1 }
            let letters = text[(start + form.start.count)..<end]
            guard letters.count >= form.length, !isMadeUp(letters) else { continue }
            return (end, form.name)
        }
        return nil
    }

    /// Examples in manuals, and rows of one letter.
    private static func isMadeUp(_ letters: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        Set(letters).count < 8 || letters.suffix(7).elementsEqual("EXAMPLE".utf8)
    }
}
