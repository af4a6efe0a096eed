#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int argument_count;
static char **argument_values;

// glibc hands the arguments to constructors, static programs included; Embedded Swift has no CommandLine, and /proc may be missing.
__attribute__((constructor)) static void keep_arguments(int count, char **values, char **environment) {
    (void)environment;
    argument_count = count;
    argument_values = values;
}

char **linux_arguments(int *count) {
    *count = argument_count;
    return argument_values;
}

int linux_errno(void) { return errno; }

int linux_error_text(int error, char *text, size_t capacity) {
    const char *known = strerrordesc_np(error);
    if (known == NULL || capacity == 0) return -1;
    strncpy(text, known, capacity - 1);
    text[capacity - 1] = 0;
    return 0;
}

int linux_open(const char *path, int flags, unsigned mode) { return open(path, flags, mode); }

int linux_openat(int folder, const char *path, int flags, unsigned mode) { return openat(folder, path, flags, mode); }

int linux_openat2(int folder, const char *path, int flags, unsigned mode, uint64_t resolve) {
    struct open_how how = {.flags = (uint64_t)flags, .mode = mode, .resolve = resolve};
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

int linux_rename_new(int old_folder, const char *old_name, int new_folder, const char *new_name) {
    return renameat2(old_folder, old_name, new_folder, new_name, RENAME_NOREPLACE);
}

int linux_set_nonblocking(int descriptor, int on) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0) return -1;
    return fcntl(descriptor, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

int linux_set_close_on_exec(int descriptor, int on) { return fcntl(descriptor, F_SETFD, on ? FD_CLOEXEC : 0); }

void linux_close_all_on_exec(int first) {
    (void)syscall(SYS_close_range, (unsigned)first, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
}

int linux_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }

int linux_pipe(int ends[2], int capacity) {
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    // Refused when the user's pipes hold too much already: the default capacity serves too.
    if (capacity > 0) (void)fcntl(ends[1], F_SETPIPE_SZ, capacity);
    return 0;
}

long linux_readable_bytes(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) < 0 ? -1 : count;
}

int linux_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int linux_set_dumpable(int dumpable) { return prctl(PR_SET_DUMPABLE, (unsigned long)dumpable, 0, 0, 0); }

int linux_set_child_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int linux_set_parent_death_signal(int number) { return prctl(PR_SET_PDEATHSIG, (unsigned long)number, 0, 0, 0); }

int linux_child_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    // A caller may have left SIGCHLD ignored, and then the kernel would throw the statuses away.
    signal(SIGCHLD, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

void linux_drain_signals(int descriptor) {
    struct signalfd_siginfo information;
    while (read(descriptor, &information, sizeof information) == (ssize_t)sizeof information) {
    }
}

static void split_status(int status, int *code, int *number) {
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    *number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

pid_t linux_reap(int *code, int *number) {
    int status = 0;
    pid_t pid;
    do {
        pid = waitpid(-1, &status, WNOHANG | __WALL);
    } while (pid < 0 && errno == EINTR);
    if (pid > 0) split_status(status, code, number);
    return pid;
}

pid_t linux_reap_one(pid_t wanted, int *code, int *number) {
    int status = 0;
    pid_t pid;
    do {
        pid = waitpid(wanted, &status, 0);
    } while (pid < 0 && errno == EINTR);
    if (pid > 0) split_status(status, code, number);
    return pid;
}

uint64_t linux_monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int64_t linux_wall_clock_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
