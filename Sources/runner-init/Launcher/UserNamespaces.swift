import CLinux

/// Enters a user namespace in which this process keeps its ids and may do what root may there: the ordinary user's way.
func enterOwnUserNamespace(_ record: Record) throws(LaunchFailure) {
    guard linux_unshare(UInt64(NAMESPACE_USER)) == 0 else { throw LaunchFailure("make a user namespace") }
    // Without this, an ordinary user may not set a group map: a group could be used to take rights away.
    guard overwrite("/proc/self/setgroups", "deny") else { throw LaunchFailure("map users", detail: "/proc/self/setgroups") }
    guard overwrite("/proc/self/uid_map", record.first) else { throw LaunchFailure("map users", detail: "/proc/self/uid_map") }
    guard overwrite("/proc/self/gid_map", record.second) else { throw LaunchFailure("map users", detail: "/proc/self/gid_map") }
}

/// Sets which ids of the host the ids of a child's user namespace stand for.
func mapUsers(of child: pid_t, _ users: CText, _ groups: CText) throws(LaunchFailure) {
    guard overwrite(joined("/proc/", UInt64(child), "/uid_map"), users), overwrite(joined("/proc/", UInt64(child), "/gid_map"), groups)
    else {
        throw LaunchFailure("map users", detail: users)
    }
}

/// A user namespace with a map and no process: what an id-mapped mount wants to be told its map by.
func makeIdMap(_ record: Record) throws(LaunchFailure) -> Int32 {
    let holder = linux_hold_user_namespace()
    guard holder >= 0 else { throw LaunchFailure("make a user namespace") }
    // Reaped when the launcher's work is done: its end need not be waited for.
    defer { kill(holder, SIGKILL) }
    try mapUsers(of: holder, record.first, record.second)
    let descriptor = linux_open(joined("/proc/", UInt64(holder), "/ns/user"), O_RDONLY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { throw LaunchFailure("open a user namespace") }
    return descriptor
}
