#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// The child runs in the parent's memory (CLONE_VM) while the calling thread waits (CLONE_VFORK), as in glibc's posix_spawn:
// no page tables are copied, and the child writes its failure straight into the request.

#define STACK_SIZE (64 * 1024)

static void fail(struct linux_spawn_request *request, int stage) {
    request->error = errno;
    request->stage = stage;
    _exit(127);
}

/// Executes NAME in each folder of the search path, as execvpe does, but without its fallback to /bin/sh.
static void execute(struct linux_spawn_request *request) {
    const char *program = request->program;
    if (strchr(program, '/') != NULL || request->search_path == NULL) {
        if (strchr(program, '/') == NULL) errno = ENOENT;
        else execve(program, request->arguments, request->environment);
        return;
    }
    char path[PATH_MAX];
    size_t name_length = strlen(program);
    int refused = 0;
    errno = ENOENT;
    if (name_length == 0) return;
    for (const char *folder = request->search_path;; folder++) {
        size_t length = strcspn(folder, ":");
        if (length + 1 + name_length + 1 <= sizeof path) {
            memcpy(path, folder, length);
            size_t end = length;
            if (length > 0) path[end++] = '/';  // an empty entry means the working directory
            memcpy(path + end, program, name_length + 1);
            // Cheaper than to be refused by execve, and a search path may be long.
            if (faccessat(AT_FDCWD, path, F_OK, 0) == 0) execve(path, request->arguments, request->environment);
            if (errno == EACCES) refused = 1;
            else if (errno != ENOENT && errno != ENOTDIR && errno != ESTALE && errno != ENAMETOOLONG && errno != ELOOP) return;
        }
        folder += length;
        if (*folder == 0) break;
    }
    errno = refused ? EACCES : ENOENT;
}

/// Puts the wanted descriptors at 0, 1, 2, …; a source below the count is moved out of the way first.
static int arrange_descriptors(struct linux_spawn_request *request) {
    int count = (int)request->descriptor_count;
    int sources[16];
    for (int index = 0; index < count; index++) {
        sources[index] = request->descriptors[index];
        if (sources[index] >= 0 && sources[index] < count) {
            sources[index] = fcntl(sources[index], F_DUPFD_CLOEXEC, count);
            if (sources[index] < 0) return -1;
        }
    }
    for (int index = 0; index < count; index++) {
        if (sources[index] < 0) close(index);
        else if (dup2(sources[index], index) < 0) return -1;
    }
    // What another part of the program opened without O_CLOEXEC must not leak into the process.
    linux_close_all_on_exec(count);
    return 0;
}

static int run_child(void *argument) {
    struct linux_spawn_request *request = argument;
    // The kernel's struct sigaction, all 0: SIG_DFL. Not glibc's call, which refuses its own two signals (32, 33): a caller may have left
    // them ignored.
    unsigned long standard[8] = {0};
    for (int number = 1; number <= 64; number++) syscall(SYS_rt_sigaction, number, standard, NULL, 8);
    // Here, so that not even a first grandchild is without it. Fails for an ordinary user whose memory is not to be read.
    if (request->memory_badness != 0 && linux_set_memory_badness(0, request->memory_badness) == 0) request->memory_badness = 0;
    if (request->new_session ? setsid() < 0 : setpgid(0, 0) < 0) fail(request, 1);
    if (arrange_descriptors(request) < 0) fail(request, 1);
    if (request->working_directory != NULL && chdir(request->working_directory) < 0) fail(request, 2);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execute(request);
    fail(request, 3);
    return 127;
}

pid_t linux_spawn(struct linux_spawn_request *request) {
    request->error = 0;
    request->stage = 1;
    request->pidfd = -1;
    if (request->descriptor_count > 16) {
        request->error = EINVAL;
        return -1;
    }
    void *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) {
        request->error = errno;
        return -1;
    }
    // No handler of the parent may run in the child, in the parent's memory.
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    int flags = CLONE_VM | CLONE_VFORK | SIGCHLD | (request->wants_pidfd ? CLONE_PIDFD : 0);
    pid_t pid = clone(run_child, (char *)stack + STACK_SIZE, flags, request, &request->pidfd);
    int failure = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    munmap(stack, STACK_SIZE);
    if (pid < 0) {
        request->error = failure;
        return -1;
    }
    if (request->error != 0) {
        int code, number;
        linux_reap_one(pid, &code, &number);
        if (request->pidfd >= 0) close(request->pidfd);
        return -1;
    }
    return pid;
}
