#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
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

int linux_sync_file_system(int descriptor) { return syncfs(descriptor); }

int linux_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }

int linux_pipe(int ends[2], int capacity) {
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    if (capacity > 0) linux_enlarge_pipe(ends[1], capacity);
    return 0;
}

void linux_enlarge_pipe(int end, int capacity) {
    // Refused when the user's pipes hold too much already: the default capacity serves too.
    (void)fcntl(end, F_SETPIPE_SZ, capacity);
}

long linux_readable_bytes(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) < 0 ? -1 : count;
}

int linux_epoll(void) { return epoll_create1(EPOLL_CLOEXEC); }

int linux_epoll_add(int set, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT, .data.fd = descriptor};
    return epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event);
}

void linux_epoll_remove(int set, int descriptor) { (void)epoll_ctl(set, EPOLL_CTL_DEL, descriptor, NULL); }

int linux_epoll_wait(int set, int *ready, int capacity) {
    struct epoll_event events[64];
    int count = epoll_wait(set, events, capacity < 64 ? capacity : 64, -1);
    for (int index = 0; index < count; index++) ready[index] = events[index].data.fd;
    return count;
}

ssize_t linux_send(int socket, const void *bytes, size_t count, int waits) {
    return send(socket, bytes, count, MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT));
}

int linux_set_receive_timeout(int socket, unsigned milliseconds) {
    struct timeval timeout = {.tv_sec = milliseconds / 1000, .tv_usec = (milliseconds % 1000) * 1000};
    return setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
}

void linux_shut_down(int socket) { (void)shutdown(socket, SHUT_RDWR); }

pid_t linux_fork(void) { return fork(); }

void linux_name_thread(const char *name) { (void)pthread_setname_np(pthread_self(), name); }

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

static volatile sig_atomic_t interruption_descriptor = -1;

static void announce_interruption(int number) {
    int before = errno;
    unsigned char byte = (unsigned char)number;
    int descriptor = interruption_descriptor;
    if (descriptor >= 0 && write(descriptor, &byte, 1) < 0) {
        // The pipe is full of signals that nobody has looked at yet: one more says nothing new.
    }
    errno = before;
}

void linux_on_interruption(int descriptor) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = descriptor >= 0 ? announce_interruption : SIG_DFL;
    action.sa_flags = SA_RESTART;
    interruption_descriptor = descriptor;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
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
