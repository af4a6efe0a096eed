/// Names of folders and files made from the names of jobs and steps.
enum FileNames {
    /// Letters kept of a name, so that suffixes fit into the 255 bytes a file system allows.
    private static let longest = 80

    /// A name of ASCII letters, digits, `.`, `_` and `-` that begins with none of `.-`; runs of anything else become one `-`.
    ///
    /// - Parameter fallback: For a name of which nothing is left.
    static func safe(_ name: String, fallback: String) -> String {
        var out: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "_"):
                out.append(byte)
            default:
                if let last = out.last, last != UInt8(ascii: "-") { out.append(UInt8(ascii: "-")) }
            }
            if out.count == longest { break }
        }
        let isMark = { (byte: UInt8) in byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") }
        let text = String(decoding: Array(out.drop(while: isMark).reversed().drop(while: isMark).reversed()), as: UTF8.self)
        return text.isEmpty ? fallback : text
    }
}
