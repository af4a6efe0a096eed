#define _GNU_SOURCE
#include "namespaces.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc's mount.h and the kernel's contradict each other; these are the few of glibc's that are needed.
int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data);
int umount2(const char *target, int flags);
#define DETACH 2
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

pid_t linux_fork_into(uint64_t namespaces, int group) {
    struct clone_args request = {.flags = namespaces, .exit_signal = SIGCHLD};
    if (group >= 0) {
        request.flags |= CLONE_INTO_CGROUP;
        request.cgroup = (uint64_t)group;
    }
    return (pid_t)syscall(SYS_clone3, &request, sizeof request);
}

static int hold(void *unused) {
    (void)unused;
    // Nothing here may fail: errno is the caller's, too.
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    for (;;) (void)pause();
}

pid_t linux_hold_user_namespace(void) {
    enum { SIZE = 16384 };
    // Kept until the caller ends: the process may need it as long.
    char *stack = malloc(SIZE);
    if (stack == NULL) return -1;
    return clone(hold, stack + SIZE, CLONE_VM | CLONE_NEWUSER | SIGCHLD, NULL);
}

int linux_unshare(uint64_t namespaces) { return unshare((int)namespaces); }

int linux_clone_mount(int folder, const char *path, int recursive) {
    unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
    return (int)syscall(SYS_open_tree, folder, path, flags);
}

int linux_change_mount(int descriptor, uint64_t attributes, int user_namespace, int recursive) {
    struct mount_attr request = {.attr_set = attributes};
    if (user_namespace >= 0) {
        request.attr_set |= MOUNT_ATTR_IDMAP;
        request.userns_fd = (uint64_t)user_namespace;
    }
    unsigned flags = AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
    return (int)syscall(SYS_mount_setattr, descriptor, "", flags, &request, sizeof request);
}

int linux_attach_mount(int descriptor, int target) {
    return (int)syscall(SYS_move_mount, descriptor, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

int linux_attach_mount_at(int descriptor, const char *path) {
    return (int)syscall(SYS_move_mount, descriptor, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH);
}

int linux_mount(const char *type, const char *target, uint64_t attributes, const char *options) {
    unsigned long flags = 0;
    if (attributes & MOUNT_READ_ONLY) flags |= MS_RDONLY;
    if (attributes & MOUNT_NO_SETUID) flags |= MS_NOSUID;
    if (attributes & MOUNT_NO_DEVICES) flags |= MS_NODEV;
    if (attributes & MOUNT_NO_EXECUTION) flags |= MS_NOEXEC;
    return mount(type, target, type, flags, options);
}

int linux_make_mounts_private(void) { return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL); }

int linux_unmount_lazily(const char *path) { return umount2(path, DETACH); }

int linux_enter_root(const char *path) {
    if (chdir(path) < 0 || syscall(SYS_pivot_root, ".", ".") < 0) return -1;
    // The old root now lies above the new one at the same place.
    if (umount2(".", DETACH) < 0) return -1;
    return chdir("/");
}

int linux_lower_limit(int kind, uint64_t value) {
    struct rlimit limit;
    if (getrlimit((unsigned)kind, &limit) < 0) return -1;
    if (limit.rlim_max > value) limit.rlim_max = value;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit((unsigned)kind, &limit);
}

int linux_execute_descriptor(int descriptor, char *const *arguments, char *const *environment) {
    return (int)syscall(SYS_execveat, descriptor, "", arguments, environment, AT_EMPTY_PATH);
}

int linux_execute(const char *path, char *const *arguments, char *const *environment) {
    return execve(path, arguments, environment);
}

int linux_execute_found(const char *name, char *const *arguments, char **environment) {
    environ = environment;
    return execvp(name, arguments);
}

char **linux_environment(void) { return environ; }

int linux_become(uint32_t user, uint32_t group, const uint32_t *groups, size_t count) {
    if (syscall(SYS_setgroups, count, groups) < 0) return -1;
    return setresgid(group, group, group) < 0 ? -1 : setresuid(user, user, user);
}

int linux_set_hostname(const char *name) { return sethostname(name, strlen(name)); }

int linux_loopback_up(void) {
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    struct ifreq request = {.ifr_flags = IFF_UP | IFF_RUNNING};
    memcpy(request.ifr_name, "lo", sizeof "lo");
    int result = ioctl(descriptor, SIOCSIFFLAGS, &request);
    close(descriptor);
    return result;
}

void linux_ignore_ending_signals(int ignore) {
    static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) signal(numbers[i], ignore ? SIG_IGN : SIG_DFL);
}

void linux_ignore_signals(void) {
    for (int number = 1; number <= SIGRTMAX; number++) {
        // Child ends are waited for; a fault of our own ends us all the same, the kernel sees to that.
        if (number != SIGCHLD) signal(number, SIG_IGN);
    }
}

int linux_keep_capabilities(uint64_t mask) {
    for (unsigned long capability = 0; capability < 64; capability++) {
        // Beyond the last capability the kernel knows, the call fails: harmless.
        if (!(mask >> capability & 1)) (void)prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2] = {{0}};
    for (int i = 0; i < 2; i++) sets[i].effective = sets[i].permitted = (uint32_t)(mask >> (32 * i));
    return (int)syscall(SYS_capset, &header, sets);
}

int linux_set_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

int linux_become_root(void) {
    if (syscall(SYS_setgroups, 0, NULL) < 0) return -1;
    return setresgid(0, 0, 0) < 0 ? -1 : setresuid(0, 0, 0);
}

void linux_drop_groups(void) { (void)syscall(SYS_setgroups, 0, NULL); }

void linux_close_others_at_exec(int kept) {
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4u
#endif
    if (kept > 3) (void)syscall(SYS_close_range, 3u, (unsigned)kept - 1, CLOSE_RANGE_CLOEXEC);
    (void)syscall(SYS_close_range, (unsigned)(kept < 2 ? 2 : kept) + 1, ~0u, CLOSE_RANGE_CLOEXEC);
}

int linux_owner(int descriptor, uint32_t *user, uint32_t *group) {
    struct stat information;
    if (fstat(descriptor, &information) < 0) return -1;
    *user = information.st_uid;
    *group = information.st_gid;
    return 0;
}

int linux_is_folder(int folder, const char *path) {
    struct stat information;
    if (fstatat(folder, path, &information, AT_EMPTY_PATH) < 0) return -1;
    return S_ISDIR(information.st_mode);
}

uint64_t linux_free_bytes(int descriptor) {
    struct statvfs information;
    if (fstatvfs(descriptor, &information) < 0) return UINT64_MAX;
    return (uint64_t)information.f_bavail * information.f_frsize;
}

int linux_wait_for(int pidfd, int milliseconds) {
    struct pollfd request = {.fd = pidfd, .events = POLLIN};
    return poll(&request, 1, milliseconds) > 0;
}

void linux_sleep(unsigned milliseconds) { (void)usleep(milliseconds * 1000); }

void linux_scope_sockets(void) {
    // landlock_ruleset_attr of newer headers: files and ports are left alone.
    struct {
        uint64_t files, ports, scoped;
    } rules = {.scoped = 1 /* LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET */};
    int set = (int)syscall(444 /* landlock_create_ruleset */, &rules, sizeof rules, 0);
    if (set < 0) return;
    (void)syscall(446 /* landlock_restrict_self */, set, 0);
    close(set);
}

int linux_memory_file(const void *bytes, size_t count) {
    int descriptor = memfd_create("runner", MFD_CLOEXEC);
    if (descriptor < 0) return -1;
    if (write(descriptor, bytes, count) == (ssize_t)count && lseek(descriptor, 0, SEEK_SET) == 0) return descriptor;
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

void linux_set_errno(int error) { errno = error; }

void linux_empty_folder(int folder) {
    // Overlay makes folders without any right, which an ordinary user may not even open.
    DIR *list = fdopendir(folder);
    if (list == NULL) {
        close(folder);
        return;
    }
    struct dirent *entry;
    while ((entry = readdir(list)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (unlinkat(folder, entry->d_name, 0) == 0) continue;
        (void)fchmodat(folder, entry->d_name, 0700, 0);
        int inner = openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner >= 0) linux_empty_folder(inner);
        (void)unlinkat(folder, entry->d_name, AT_REMOVEDIR);
    }
    closedir(list);
}
