import CLinux

/// Runs what the frames that come in through `input` ask for, until they end; then kills everything it started and exits.
///
/// - Parameter folders: Removed at the end; not as process 1, whose folders vanish with its namespace.
///
/// As process 1 of a namespace, or else as sub-reaper of all it starts. Works in an empty root, without /proc.
func runInit(input: Int32, output: Int32, folders: [UnsafeMutablePointer<CChar>] = []) -> Never {
    // Else a step could read our memory, and strace us to get at the channel.
    _ = linux_set_dumpable(0)
    // A step may signal its parent, as some scripts do by mistake: only the channel's end ends us.
    linux_ignore_signals()
    let guardian = getpid() == 1 ? 0 : guardProcesses(input: input, output: output, folders: folders)
    _ = setsid()
    _ = umask(0o022)
    _ = chdir("/")
    linux_close_all_on_exec(3)
    _ = linux_set_close_on_exec(input, 1)
    _ = linux_set_close_on_exec(output, 1)
    _ = linux_set_child_subreaper()
    let signals = linux_child_signals()
    guard signals >= 0, linux_set_nonblocking(input, 1) >= 0, linux_set_nonblocking(output, 1) >= 0 else {
        complain("runner-init: the channel's descriptors are not open\n")
        exit(2)
    }
    let loop = FrameLoop(input: input, output: output, signals: signals)
    loop.run()
    loop.children.killEverything()
    // The guardian inherits all that is left, unless a process of the job has killed it.
    if guardian == 0 || getppid() != guardian {
        killDescendants(signals: signals)
        for folder in folders { removeFolder(folder) }
    }
    exit(0)
}

/// Splits this process in two: the new one goes on, the old one waits for its end and then kills what it left.
///
/// For a process of the job may kill the one that it descends from, and only process 1 of a namespace is safe from that.
///
/// - Returns: In the new process: the pid of the old; 0 where there is only one.
private func guardProcesses(input: Int32, output: Int32, folders: [UnsafeMutablePointer<CChar>]) -> pid_t {
    let guardian = getpid()
    _ = linux_set_child_subreaper()
    let signals = linux_child_signals()
    let pid = linux_fork()
    // Without a second process the first does both.
    if pid == 0 { return guardian }
    guard pid > 0 else { return 0 }
    close(input)
    if output != input { close(output) }
    var code: Int32 = 0
    var signal: Int32 = 0
    _ = linux_reap_one(pid, &code, &signal)
    killDescendants(signals: signals)
    for folder in folders { removeFolder(folder) }
    exit(signal == 0 ? code : 1)
}

/// Removes a folder with all in it, by the host's own `rm`: secrets in memory must not stay when the runner itself was killed.
private func removeFolder(_ path: UnsafeMutablePointer<CChar>) {
    withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<CChar>?.self, capacity: 5) { arguments in
        arguments[0] = strdup("rm")
        arguments[1] = strdup("-rf")
        arguments[2] = strdup("--")
        arguments[3] = path
        arguments[4] = nil
        var environment: UnsafeMutablePointer<CChar>?
        var request = linux_spawn_request()
        request.program = UnsafePointer(arguments[0])
        request.arguments = UnsafePointer(arguments.baseAddress)
        var code: Int32 = 0
        var signal: Int32 = 0
        withUnsafePointer(to: &environment) { empty in
            "/usr/bin:/bin".withCString { searchPath in
                request.environment = empty
                request.search_path = searchPath
                let pid = linux_spawn(&request)
                if pid > 0 { _ = linux_reap_one(pid, &code, &signal) }
            }
        }
    }
}

/// Writes to standard error: all there is to say when there is no channel.
func complain(_ text: StaticString) {
    _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
}
