import CLinux

/// The role `launch`: makes a sandbox as the specification on descriptor 3 says, runs its first process, which inherits descriptor 0 as its
/// channel, waits until that has ended, and removes what was made.
///
/// The one thread of this process is what the first process's life hangs on (PR_SET_PDEATHSIG): were this to be killed, it goes too, and
/// with it all in its process namespace. The order of the calls is that of docs/engines.md.
func runLaunch() -> Never {
    // Ended only by its work being done: what stops the runner must not stop the cleaning up.
    linux_ignore_ending_signals(1)
    umask(0)
    let report = Report(descriptor: 4)
    _ = linux_set_close_on_exec(3, 1)
    _ = linux_set_close_on_exec(4, 1)
    var groups = ControlGroups()
    var folder: Int32 = -1
    var status: Int32 = 0
    var isStaged = false
    do throws(LaunchFailure) {
        let specification = try Specification(from: 3)
        if let record = specification.first(.storeInFolder) {
            folder = linux_open(record.first, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
            guard folder >= 0 else { throw LaunchFailure("open the scratch folder", detail: record.first) }
        }
        try launch(specification, report, &groups, &isStaged)
    } catch {
        report.fail(error)
        status = 1
    }
    if folder >= 0 {
        // What a mount of ours lies on can't be removed. Not before there is a namespace of our own: /tmp would be the host's.
        if isStaged { _ = linux_unmount_lazily("/tmp") }
        linux_empty_folder(folder)
    }
    groups.remove()
    reapAll()
    exit(status)
}

/// - Parameter isStaged: Becomes true once /tmp is the launcher's own.
private func launch(
    _ specification: Specification, _ report: Report, _ groups: inout ControlGroups, _ isStaged: inout Bool
) throws(LaunchFailure) {
    try groups.make(specification, report)
    let isOrdinary = specification.first(.ownUserNamespace) != nil
    let watches = Watches(specification)
    // While its mount is in sight: that is the one of the namespace left behind below.
    let program = try isOrdinary ? openProgram() : Sources.openSelf()
    if let record = specification.first(.ownUserNamespace) { try enterOwnUserNamespace(record) }
    var idMaps: [Int32] = []
    for record in specification.records where record.verb == .idMap { idMaps.append(try makeIdMap(record)) }
    guard linux_unshare(UInt64(NAMESPACE_MOUNT)) == 0, linux_make_mounts_private() == 0 else {
        throw LaunchFailure("make a mount namespace")
    }
    let sources = try Sources(specification, program: program, idMaps: idMaps, wholeTrees: isOrdinary)
    let store = try Store(specification)
    isStaged = true
    var tree = Tree(sources, store, report, isOrdinary: isOrdinary)
    try tree.build(specification)
    let child = try startFirstProcess(specification, groups, report, program: program)
    report.ready()
    watches.wait(for: child, report)
}

/// This program, as an ordinary user may open it.
private func openProgram() throws(LaunchFailure) -> Int32 {
    let descriptor = linux_open("/proc/self/exe", O_RDONLY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { throw LaunchFailure("open runner-init") }
    return descriptor
}

/// Starts the first process of the sandbox and returns when it runs its program.
private func startFirstProcess(
    _ specification: Specification, _ groups: ControlGroups, _ report: Report, program: Int32
) throws(LaunchFailure) -> pid_t {
    var go: (Int32, Int32) = (-1, -1)
    var outcome: (Int32, Int32) = (-1, -1)
    guard makePipe(&go), makePipe(&outcome) else { throw LaunchFailure("make a pipe") }
    var namespaces = specification.first(.namespaces).map { number($0.first) } ?? 0
    let users = specification.first(.childUserNamespace)
    if users != nil { namespaces |= UInt64(NAMESPACE_USER) }
    var groups = groups
    try groups.openEntries(specification)
    let child = try groups.fork(into: namespaces & ~UInt64(NAMESPACE_CGROUP), specification)
    guard child >= 0 else { throw LaunchFailure("make the sandbox's namespaces") }
    if child == 0 {
        close(go.1)
        let report = Report(descriptor: outcome.1)
        do throws(LaunchFailure) {
            try groups.enter()
        } catch {
            report.fail(error)
            exit(1)
        }
        runFirstProcess(specification, report, program: program, go: go.0)
    }
    groups.closeEntries()
    close(go.0)
    close(outcome.1)
    // The child's now: the runner shall see the channel close as soon as the child is gone.
    close(0)
    do throws(LaunchFailure) {
        if let users { try mapUsers(of: child, users.first, users.second) }
        _ = write(go.1, "g", 1)
        close(go.1)
        try passOn(from: outcome.0, to: report)
    } catch {
        kill(child, SIGKILL)
        reap(child)
        throw error
    }
    return child
}

private func makePipe(_ ends: inout (Int32, Int32)) -> Bool {
    withUnsafeMutablePointer(to: &ends) { pointer in
        pointer.withMemoryRebound(to: Int32.self, capacity: 2) { linux_pipe($0, 0) == 0 }
    }
}

/// Passes the child's own report on; it ends when the child executes its program. A failure is thrown as one that was reported.
private func passOn(from source: Int32, to report: Report) throws(LaunchFailure) {
    let part = UnsafeMutablePointer<CChar>.allocate(capacity: 4096)
    defer {
        part.deallocate()
        close(source)
    }
    var failed = false
    while true {
        let count = read(source, part, 4096)
        if count <= 0 { break }
        for start in 0..<count where start == 0 || part[start - 1] == 0 {
            if count - start > 6 && memcmp(part + start, "failed", 7) == 0 { failed = true }
        }
        _ = write(report.descriptor, part, count)
    }
    if failed { throw LaunchFailure("start the first process", error: 0) }
}

/// The child's side: never returns.
private func runFirstProcess(_ specification: Specification, _ report: Report, program: Int32, go: Int32) -> Never {
    var byte: CChar = 0
    // End of file instead: the launcher has given up.
    guard read(go, &byte, 1) == 1 else { exit(1) }
    close(go)
    do throws(LaunchFailure) {
        // Before the ids change, and again at the end: a change of ids clears it.
        _ = linux_set_parent_death_signal(SIGKILL)
        if specification.first(.childUserNamespace) != nil || getuid() == 0 {
            guard linux_become_root() == 0 else { throw LaunchFailure("become the sandbox's root") }
        }
        setsid()
        // Not at the fork: its root is the group that its maker is in at that moment, and only now is it the sandbox's.
        let wanted = specification.first(.namespaces).map { number($0.first) } ?? 0
        if wanted & UInt64(NAMESPACE_CGROUP) != 0, linux_unshare(UInt64(NAMESPACE_CGROUP)) != 0 {
            report.warn(LaunchFailure("make a cgroup namespace"))
        }
        try InnerRoot(specification: specification, report: report).enter()
        try confine(specification)
        try execute(specification, program: program)
    } catch {
        report.fail(error)
    }
    exit(1)
}

/// Gives up every right that the sandbox's processes shall not have.
private func confine(_ specification: Specification) throws(LaunchFailure) {
    if let record = specification.first(.host), linux_set_hostname(record.first) != 0 { throw LaunchFailure("set the host name") }
    if let record = specification.first(.namespaces), number(record.first) & UInt64(NAMESPACE_NETWORK) != 0 { _ = linux_loopback_up() }
    for record in specification.records where record.verb == .resourceLimit {
        guard linux_lower_limit(Int32(number(record.first)), number(record.second)) == 0 else {
            throw LaunchFailure("set a limit", detail: record.first)
        }
    }
    let capabilities = specification.first(.capabilities).map { number($0.first) } ?? 0
    guard linux_set_no_new_privileges() == 0, linux_keep_capabilities(capabilities) == 0 else { throw LaunchFailure("give up rights") }
    linux_scope_sockets()
    umask(0o022)
    // An ordinary user's first process, once its memory is not to be read, can't do it for those that it starts.
    if specification.first(.ownUserNamespace) != nil { _ = linux_set_memory_badness(0, Children.memoryBadness) }
    linux_ignore_ending_signals(0)
    guard linux_filter_system_calls() == 0 else { throw LaunchFailure("filter system calls") }
    _ = linux_set_parent_death_signal(SIGKILL)
}

/// Executes the command of the specification, or runner-init itself with it when it begins with `runner-init`.
private func execute(_ specification: Specification, program: Int32) throws(LaunchFailure) {
    let words = specification.records.filter { $0.verb == .argument }
    let arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: words.count + 1)
    for index in words.indices { arguments[index] = UnsafeMutablePointer(mutating: words[index].first) }
    arguments[words.count] = nil
    let environment = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: 1)
    environment[0] = nil
    guard let first = words.first?.first else { throw LaunchFailure("execute nothing", error: EINVAL) }
    linux_close_others_at_exec(-1)
    if matches(first, "runner-init") {
        _ = linux_execute_descriptor(program, arguments, environment)
    } else {
        _ = linux_execute(first, arguments, environment)
    }
    throw LaunchFailure("execute a program", detail: first)
}
