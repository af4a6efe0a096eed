// Calls that are variadic, macros or absent from glibc. Each returns what the call does: -1 and errno on failure.
#ifndef RUNNER_CALLS_H
#define RUNNER_CALLS_H
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/// The program's arguments as the kernel gave them, without needing /proc.
char **linux_arguments(int *count);

int linux_errno(void);
/// What the system calls an error, cut to fit; -1 for a number that is none. In any thread.
int linux_error_text(int error, char *text, size_t capacity);

/// Writes all of the descriptor's file system to disk.
int linux_sync_file_system(int descriptor);

int linux_open(const char *path, int flags, unsigned mode);
int linux_openat(int folder, const char *path, int flags, unsigned mode);
/// `resolve`: RESOLVE_* of openat2(2).
int linux_openat2(int folder, const char *path, int flags, unsigned mode, uint64_t resolve);
/// Renames; fails with EEXIST where the new name is taken.
int linux_rename_new(int old_folder, const char *old_name, int new_folder, const char *new_name);
int linux_set_nonblocking(int descriptor, int on);
int linux_set_close_on_exec(int descriptor, int on);
/// Marks all descriptors from `first` on to be closed at exec.
void linux_close_all_on_exec(int first);
/// A duplicate that is closed at exec.
int linux_duplicate(int descriptor);
/// A pipe that is closed at exec; `capacity` is a wish, 0 for none.
int linux_pipe(int ends[2], int capacity);
/// Gives a pipe so many bytes, where the user's limit allows it.
void linux_enlarge_pipe(int end, int capacity);
/// The bytes that can be read at once, or -1.
long linux_readable_bytes(int descriptor);

/// An epoll set, closed at exec.
int linux_epoll(void);
/// Wants to know once when `descriptor` can be read or is closed at the other end.
int linux_epoll_add(int set, int descriptor);
void linux_epoll_remove(int set, int descriptor);
/// Waits; the descriptors that are ready, at most `capacity`; their number, or -1.
int linux_epoll_wait(int set, int *ready, int capacity);

/// Sends without SIGPIPE; `waits` for room, or fails with EAGAIN.
ssize_t linux_send(int socket, const void *bytes, size_t count, int waits);
/// Lets a read from a socket fail with EAGAIN after so many milliseconds; 0: never.
int linux_set_receive_timeout(int socket, unsigned milliseconds);
/// Ends both directions of a connection; whoever waits for it wakes up.
void linux_shut_down(int socket);

/// A copy of this process, as fork(2); for programs with one thread.
pid_t linux_fork(void);

/// Names the calling thread for debuggers; at most 15 bytes.
void linux_name_thread(const char *name);

int linux_pidfd_open(pid_t pid);
int linux_set_dumpable(int dumpable);
int linux_set_child_subreaper(void);
int linux_set_parent_death_signal(int signal);

/// Blocks SIGCHLD in the calling thread, ignores SIGPIPE, and returns a non-blocking signalfd for SIGCHLD.
int linux_child_signals(void);
/// Empties a signalfd.
void linux_drain_signals(int descriptor);

/// Has SIGINT and SIGTERM write their number as a byte to `descriptor`; -1 restores what they do by default.
void linux_on_interruption(int descriptor);

/// Reaps one ended child: its pid, 0 when none has ended, -1 when there is none. `signal` is 0 after an exit.
pid_t linux_reap(int *code, int *signal);
/// Reaps the one child `pid`, which has ended; waits if it has not.
pid_t linux_reap_one(pid_t pid, int *code, int *signal);

uint64_t linux_monotonic_nanoseconds(void);
/// Since 1970-01-01T00:00:00Z.
int64_t linux_wall_clock_nanoseconds(void);
#endif
