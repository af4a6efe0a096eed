import Glibc
import LinuxSystem

/// A folder for what is thrown away at once: in memory where that can be.
struct ScratchFolder {
    let path: String

    /// - Throws: `CommandFailure` where none can be made.
    init(temporary: String = "/tmp") throws {
        for parent in ["/dev/shm", temporary] {
            var template = Array("\(parent)/runner-test-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { continue }
            path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return
        }
        throw CommandFailure("cannot make a folder in \"\(temporary)\"", remedy: "set TMPDIR to a folder that you may write")
    }

    /// Removes it with all in it; what can't be removed stays.
    func remove() {
        try? removeTree(path)
    }
}
