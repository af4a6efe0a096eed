import CLinux

/// An `exec` frame. All pointers are into the frame.
struct ExecRequest {
    struct Input {
        var path: UnsafeMutablePointer<CChar>
        var mode: UInt32
        var contents: UnsafeRawBufferPointer
    }

    var workingDirectory: UnsafeMutablePointer<CChar>
    var arguments: [UnsafeMutablePointer<CChar>?]
    var environment: [UnsafeMutablePointer<CChar>?]
    var inputs: [Input] = []
    var collected: [CollectedFile] = []

    /// Nil for a frame that breaks the layout.
    init?(_ payload: UnsafeRawBufferPointer) {
        var cursor = PayloadCursor(payload)
        guard let counts = cursor.value(wire_exec.self), counts.arguments > 0, let directory = cursor.text(),
            let arguments = cursor.texts(counts.arguments), let environment = cursor.texts(counts.environment)
        else { return nil }
        workingDirectory = directory
        self.arguments = arguments
        self.environment = environment
        for _ in 0..<counts.inputs {
            guard let path = cursor.text(), let mode = cursor.value(UInt32.self), let contents = cursor.block() else { return nil }
            inputs.append(Input(path: path, mode: mode, contents: contents))
        }
        for _ in 0..<counts.collected {
            guard let path = cursor.text(), let limit = cursor.value(UInt64.self), let removes = cursor.value(UInt32.self) else {
                return nil
            }
            collected.append(CollectedFile(path: path, limit: limit, removes: removes != 0))
        }
    }

    /// The value of PATH in the new environment.
    var searchPath: UnsafePointer<CChar>? {
        for entry in environment {
            guard let entry, strncmp(entry, "PATH=", 5) == 0 else { continue }
            return UnsafePointer(entry + 5)
        }
        return nil
    }
}

extension ExecRequest.Input {
    /// Writes the file, with the folders above it; what stood there before is replaced, a symbolic link never followed.
    ///
    /// - Returns: 0, or errno.
    func write() -> Int32 {
        let file = open()
        guard file >= 0 else { return linux_errno() }
        defer { close(file) }
        // The mode given to open is cut by the umask.
        guard fchmod(file, mode) == 0 else { return linux_errno() }
        var rest = contents
        while !rest.isEmpty {
            let count = CLinux.write(file, rest.baseAddress, rest.count)
            if count < 0 {
                let error = linux_errno()
                if error == EINTR { continue }
                return error
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return 0
    }

    private func open() -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        var file = linux_open(path, flags, 0o600)
        if file < 0, linux_errno() == ENOENT {
            makeFolders()
            file = linux_open(path, flags, 0o600)
        }
        if file < 0, linux_errno() == EEXIST {
            guard unlink(path) == 0 || linux_errno() == ENOENT else { return -1 }
            file = linux_open(path, flags, 0o600)
        }
        return file
    }

    /// Makes all folders above the path; the open that follows tells what went wrong.
    private func makeFolders() {
        var index = 1
        while path[0] != 0, path[index] != 0 {
            if path[index] == 0x2F {
                path[index] = 0
                _ = mkdir(path, 0o755)
                path[index] = 0x2F
            }
            index += 1
        }
    }
}
