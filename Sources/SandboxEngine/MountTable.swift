/// What /proc/self/mountinfo says, as far as it matters here; its format is in proc_pid_mountinfo(5).
struct MountTable {
    struct Entry: Hashable {
        /// The folder of the file system that is mounted.
        var root: String
        var path: String
        var type: String
        /// Of the file system, `rw,memory`.
        var options: [Substring]
    }

    let entries: [Entry]

    init(_ text: String) {
        entries = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", omittingEmptySubsequences: false)
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 1 else { return nil }
            return Entry(
                root: Self.plain(fields[3]), path: Self.plain(fields[4]), type: String(fields[dash + 1]),
                options: fields.count > dash + 3 ? fields[dash + 3].split(separator: ",") : [])
        }
    }

    /// `\040` -> a space: blanks and backslashes are written in octal.
    private static func plain(_ field: Substring) -> String {
        guard field.contains("\\") else { return String(field) }
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3, let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The folder in which the groups of `path` (a line of /proc/self/cgroup) are to be seen.
    func folder(of path: String, _ matches: (Entry) -> Bool) -> String? {
        for entry in entries where matches(entry) {
            // Inside of a container the hierarchy may begin further down.
            guard path.isAtOrBelow(entry.root) else { continue }
            let rest = entry.root == "/" ? path : String(path.dropFirst(entry.root.count))
            let folder = entry.path + (rest == "/" ? "" : rest)
            return folder
        }
        return nil
    }
}
