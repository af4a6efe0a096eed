import CGit2
import Glibc

extension Folder {
    /// Copies a file from another folder: as a reflink where the file system can, else inside the kernel, with constant memory.
    /// The permissions and the time of change come along; what has the name here is replaced.
    ///
    /// - Returns: False when there is no such file any more, or it is no regular file.
    func copyFile(_ name: Name, from source: Folder, as newName: Name? = nil) throws(GitError) -> Bool {
        let input = Self.withCString(name) { openat(source.descriptor, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        guard input >= 0 else {
            if errno == ENOENT || errno == ELOOP || errno == ENXIO { return false }
            throw Self.systemError("read file", source.childPath(name))
        }
        defer { close(input) }
        var status = stat()
        guard fstat(input, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        let output = try created(newName ?? name, mode: status.st_mode & 0o777)
        defer { close(output) }
        let size = Int(status.st_size)
        let isDone = size <= Self.smallFile ? try copySmallFile(input, output, size: size, name) : false
        if !isDone, ioctl(output, Self.cloneRequest, input) != 0 { try copyContents(input, output, name) }
        var times = [timespec(tv_sec: 0, tv_nsec: Self.omitted), status.st_mtim]
        futimens(output, &times)
        return true
    }

    /// In bytes: up to here one read and one write cost less than asking the kernel to copy.
    private static let smallFile = 1 << 16

    /// Copies a file with one read and one write.
    ///
    /// - Parameter size: As the file claims, at most `smallFile`.
    /// - Returns: False when the file turned out to be larger, or claims to be empty as those of `/proc` do; nothing is written then.
    private func copySmallFile(_ input: Int32, _ output: Int32, size: Int, _ name: Name) throws(GitError) -> Bool {
        var count = -1
        var failure: Int32 = 0
        // A byte more: a file that has grown meanwhile is seen to have.
        withUnsafeTemporaryAllocation(byteCount: size + 1, alignment: 1) { buffer in
            repeat { count = read(input, buffer.baseAddress, size + 1) } while count < 0 && errno == EINTR
            if count < 0 { failure = errno }
            if count > 0, count <= size { failure = Self.writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<count]), output) }
        }
        if failure != 0 { throw Self.systemError("copy file", childPath(name), failure) }
        if count == size { return true }
        lseek(input, 0, SEEK_SET)
        ftruncate(output, 0)
        lseek(output, 0, SEEK_SET)
        return false
    }

    /// Copies a symbolic link as such; false when it is gone.
    func copyLink(_ name: Name, from source: Folder) throws(GitError) -> Bool {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = Self.withCString(name) { readlinkat(source.descriptor, $0, &target, target.count) }
        guard length >= 0 else { return false }
        try makeLink(name, to: target[..<length].map { UInt8(bitPattern: $0) })
        return true
    }

    /// Makes a symbolic link in the place of what has the name.
    func makeLink(_ name: Name, to target: [UInt8]) throws(GitError) {
        try remove(name)
        let code = Self.withCString(target) { text in Self.withCString(name) { symlinkat(text, descriptor, $0) } }
        guard code == 0 else { throw Self.systemError("make link", childPath(name)) }
    }

    /// Writes a file in the place of what has the name.
    func write(_ bytes: UnsafeRawBufferPointer, to name: Name, mode: mode_t) throws(GitError) {
        let output = try created(name, mode: mode)
        defer { close(output) }
        try write(bytes, output, name)
    }

    func write(_ text: String, to name: String) throws(GitError) {
        let output = try created(Array(name.utf8), mode: 0o644)
        defer { close(output) }
        var text = text
        let failure = text.withUTF8 { Self.writeAll(UnsafeRawBufferPointer($0), output) }
        if failure != 0 { throw Self.systemError("write file", childPath(Array(name.utf8)), failure) }
    }

    /// The text of a small file (64 KiB at most); nothing when it can't be read.
    func text(of name: String) -> String? {
        let input = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard input >= 0 else { return nil }
        defer { close(input) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(input, &buffer, buffer.count)
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// A new, empty file; the mode is the exact one, whatever the umask.
    private func created(_ name: Name, mode: mode_t) throws(GitError) -> Int32 {
        var output = opened(name, mode: mode)
        if output < 0, errno == EEXIST {
            try remove(name)
            output = opened(name, mode: mode)
        }
        guard output >= 0 else { throw Self.systemError("write file", childPath(name)) }
        if mode & Self.umask != 0 { fchmod(output, mode) }
        return output
    }

    private func opened(_ name: Name, mode: mode_t) -> Int32 {
        Self.withCString(name) { openat(descriptor, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode) }
    }

    /// What the process takes away from the mode of new files; all bits where that can't be read without changing it.
    private static let umask: mode_t = {
        guard let proc = try? Folder.open("/proc/self"), let text = proc.text(of: "status") else { return 0o777 }
        let line = text.split(separator: "\n").first { $0.hasPrefix("Umask:") }
        return line.flatMap { mode_t($0.dropFirst("Umask:".count).drop { $0 == " " || $0 == "\t" }, radix: 8) } ?? 0o777
    }()

    private func copyContents(_ input: Int32, _ output: Int32, _ name: Name) throws(GitError) {
        var copiedAny = false
        while true {
            let count = c_copy_file_range(input, output, 1 << 30)
            if count == 0 {
                if copiedAny { return }
                // An empty file, or one of a file system (/proc) whose files claim to be empty in the kernel's own copy.
                break
            }
            if count > 0 {
                copiedAny = true
                continue
            }
            if errno == EINTR { continue }
            // Not over these file systems: read and write instead, from where both files stand.
            guard !copiedAny, [EXDEV, ENOSYS, EINVAL, EOPNOTSUPP, EPERM, EBADF].contains(errno) else {
                throw Self.systemError("copy file", childPath(name))
            }
            break
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count == 0 { return }
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.systemError("copy file", childPath(name))
            }
            let failure = buffer.withUnsafeBytes { Self.writeAll(UnsafeRawBufferPointer(rebasing: $0[..<count]), output) }
            if failure != 0 { throw Self.systemError("copy file", childPath(name), failure) }
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, _ output: Int32, _ name: Name) throws(GitError) {
        let failure = Self.writeAll(bytes, output)
        if failure != 0 { throw Self.systemError("write file", childPath(name), failure) }
    }

    /// 0, or the errno of the write that failed.
    private static func writeAll(_ bytes: UnsafeRawBufferPointer, _ output: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(output, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            rest = rest.dropFirst(count)
        }
        return 0
    }

    // FICLONE and UTIME_OMIT of the kernel's and glibc's headers, which are macros.
    private static let cloneRequest: UInt = 0x4004_9409
    private static let omitted = (1 << 30) - 2
}
