// Starting a process as posix_spawn does, and telling at which step that failed.
#ifndef RUNNER_SPAWN_H
#define RUNNER_SPAWN_H
#include <stddef.h>
#include <sys/types.h>

struct linux_spawn_request {
    /// A path, or a name without slash that is looked up in `search_path`.
    const char *program;
    /// The value of PATH, of the new process's environment; may be NULL.
    const char *search_path;
    char *const *arguments;
    char *const *environment;
    /// NULL: the caller's.
    const char *working_directory;
    /// The descriptors 0, 1, 2, … of the new process; -1 for a closed one. All others are closed.
    const int *descriptors;
    size_t descriptor_count;
    /// A session of its own (and so a group of its own) rather than only a group of its own.
    int new_session;
    /// Its oom_score_adj, if not 0; set to 0 when the process has it.
    int memory_badness;
    /// Out: a pidfd, if wanted (`wants_pidfd`).
    int wants_pidfd;
    int pidfd;
    /// Out, on failure: 1 preparing, 2 chdir, 3 execve; and errno.
    int stage;
    int error;
};

/// Starts a process with default signal handlers and an empty mask; returns when it has executed its program: the pid, or -1.
///
/// May be called from any thread; descriptors from 0 to `descriptor_count` in the request are duplicated, not moved.
pid_t linux_spawn(struct linux_spawn_request *request);
#endif
