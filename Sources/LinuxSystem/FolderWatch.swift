import Glibc

/// Tells when files in some folders change (inotify).
package final class FolderWatch: Sendable {
    /// What happened to a file, as far as it matters: it has another content, or another name.
    private static let events = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE)

    private let queue: FileDescriptor

    /// - Throws: `SystemError` where the user has too many watches.
    package init() throws(SystemError) {
        let number = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard number >= 0 else { throw .last("watch folders") }
        queue = FileDescriptor(owning: number)
    }

    /// Watches a folder, but not the folders in it; one that is watched already stays so, and one that isn't there is left out.
    package func add(_ folder: String) throws(SystemError) {
        guard inotify_add_watch(queue.rawValue, folder, Self.events) < 0 else { return }
        let failure = SystemError.last("watch", folder)
        if failure.errno != ENOENT && failure.errno != ENOTDIR { throw failure }
    }

    /// Waits for changes.
    ///
    /// - Returns: The names of the changed files, without their folders, each once; more than one where an editor writes several.
    package func changes() async throws(SystemError) -> Set<String> {
        try await Readiness.shared.readable(queue)
        // What belongs together comes within moments.
        try? await Task.sleep(nanoseconds: 30_000_000)
        return try read()
    }

    private func read() throws(SystemError) -> Set<String> {
        var names: Set<String> = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(queue.rawValue, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                if count < 0, errno != EAGAIN { throw .last("watch folders") }
                return names
            }
            var rest = buffer[..<count]
            // The fixed part: watch, mask, cookie, and the length of the name behind it.
            while rest.count >= 16 {
                let length = rest.dropFirst(12).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
                names.insert(String(decoding: rest.dropFirst(16).prefix(length).prefix { $0 != 0 }, as: UTF8.self))
                rest = rest.dropFirst(16 + length)
            }
        }
    }
}
