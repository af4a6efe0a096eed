/// What a step's `uses:` names.
package enum ActionReference: Sendable, Hashable {
    /// `./PATH` in the workspace.
    case local(path: String)
    /// `$/PATH`: in the repository of the file that it stands in, at that file's commit; needs no checkout.
    case selfRepository(path: String)
    /// `OWNER/NAME@REF` or `OWNER/NAME/PATH@REF`
    case repository(RepositoryReference)
    /// `docker://IMAGE`
    case image(String)

    /// - Parameter text: As written. Nothing for what has none of the forms, or whose path leaves its repository.
    package init?(_ text: String) {
        if text.hasPrefix("docker://") {
            let image = String(text.dropFirst("docker://".count))
            guard !image.isEmpty, !image.hasPrefix("-") else { return nil }
            self = .image(image)
        } else if text.hasPrefix("./") || text.hasPrefix(".\\") || text == "." {
            guard let path = Self.path(text.dropFirst(1)) else { return nil }
            self = .local(path: path)
        } else if text.hasPrefix("$/") {
            guard let path = Self.path(text.dropFirst(2)), !path.contains("@") else { return nil }
            self = .selfRepository(path: path)
        } else {
            guard let parts = text.repositoryAndReference, let path = Self.path(parts.path[...]) else { return nil }
            guard let reference = RepositoryReference(name: "\(parts.owner)/\(parts.repository)", path: path, ref: parts.reference)
            else { return nil }
            self = .repository(reference)
        }
    }

    /// The path without empty and `.` parts; nothing where it has `..` parts.
    private static func path(_ text: Substring) -> String? {
        if text.isEmpty { return "" }
        let parts = text.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.map { Substring($0) }.filter { $0 != "." }
        return parts.contains("..") ? nil : parts.joined(separator: "/")
    }
}

/// A folder of a public or private repository at a ref.
package struct RepositoryReference: Sendable, Hashable {
    /// `OWNER/NAME` as written; case does not distinguish repositories.
    package var name: String
    /// Below the repository's root; empty for the root.
    package var path: String
    /// A branch, tag or commit.
    package var ref: String

    /// - Returns: Nothing where a part could be taken for an option or for another folder.
    package init?(name: String, path: String, ref: String) {
        guard Self.isName(name), Self.isRef(ref) else { return nil }
        self.name = name
        self.path = path
        self.ref = ref
    }

    /// `OWNER/NAME/PATH@REF`
    package var text: String {
        "\(name)\(path.isEmpty ? "" : "/\(path)")@\(ref)"
    }

    /// The ref is a whole commit id: it can't move.
    package var isCommit: Bool {
        (ref.utf8.count == 40 || ref.utf8.count == 64) && ref.allSatisfy { $0.isHexDigit && $0.isASCII }
    }

    /// Whether a text is `OWNER/NAME`, of which no part could be taken for an option or for another folder.
    package static func isName(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return false }
        return isPlain(bytes[..<slash]) && isPlain(bytes[bytes.index(after: slash)...])
    }

    /// Letters, digits, `-`, `_` and `.`, as GitHub names owners and repositories.
    private static func isPlain(_ part: Substring.UTF8View) -> Bool {
        guard let first = part.first, first != UInt8(ascii: "-") else { return false }
        var isDots = true
        for byte in part {
            switch byte {
            case UInt8(ascii: "."): continue
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                isDots = false
            default: return false
            }
        }
        return !isDots || part.count > 2
    }

    /// What git takes for a ref, and no program for an option (git-check-ref-format).
    private static func isRef(_ ref: String) -> Bool {
        guard let first = ref.utf8.first, first != UInt8(ascii: "-"), !ref.hasSuffix(".lock"), ref.utf8.count <= 255 else { return false }
        // So that one at the start is one too many.
        var previous = UInt8(ascii: "/")
        for byte in ref.utf8 {
            switch byte {
            case 0...0x20, 0x7F, UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: ":"), UInt8(ascii: "?"), UInt8(ascii: "*"),
                UInt8(ascii: "["), UInt8(ascii: "\\"):
                return false
            case UInt8(ascii: "."), UInt8(ascii: "/"): if previous == byte { return false }
            case UInt8(ascii: "{"): if previous == UInt8(ascii: "@") { return false }
            default: break
            }
            previous = byte
        }
        return previous != UInt8(ascii: "/") && previous != UInt8(ascii: ".")
    }
}
