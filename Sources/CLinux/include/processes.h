// Who descends from whom, by /proc.
#ifndef RUNNER_PROCESSES_H
#define RUNNER_PROCESSES_H
#include <stddef.h>
#include <sys/types.h>

struct linux_process {
    pid_t pid;
    pid_t parent;
    pid_t group;
    pid_t session;
    char state;  // R S D Z T … of proc_pid_stat(5)
};

/// All processes that /proc shows, at most `capacity` of them into `list`.
///
/// Returns how many there are (more than `capacity`: call again with room), or -1 where there is no /proc.
long linux_processes(struct linux_process *list, size_t capacity);

/// Sets a process's (0: this one's) oom_score_adj, so that the kernel takes it before others when memory runs out; -1 where it can't.
int linux_set_memory_badness(pid_t pid, int adjustment);
#endif
