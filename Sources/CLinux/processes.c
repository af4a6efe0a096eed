#define _GNU_SOURCE
#include "processes.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Reads /proc/PID/stat: `pid (comm) state ppid pgrp session …`, where comm may hold blanks and brackets.
static int read_process(int proc, const char *name, struct linux_process *process) {
    char path[32], text[512];
    if (snprintf(path, sizeof path, "%s/stat", name) >= (int)sizeof path) return -1;
    int file = openat(proc, path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0) return -1;
    text[length] = 0;
    char *rest = strrchr(text, ')');
    int parent, group, session;
    if (rest == NULL || sscanf(rest + 1, " %c %d %d %d", &process->state, &parent, &group, &session) != 4) return -1;
    process->pid = atoi(name);
    process->parent = parent;
    process->group = group;
    process->session = session;
    return 0;
}

long linux_processes(struct linux_process *list, size_t capacity) {
    DIR *folder = opendir("/proc");
    if (folder == NULL) return -1;
    size_t count = 0;
    struct linux_process process;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
        if (read_process(dirfd(folder), entry->d_name, &process) < 0) continue;
        if (count < capacity) list[count] = process;
        count++;
    }
    closedir(folder);
    // An empty /proc is a folder where nothing is mounted.
    return count == 0 ? -1 : (long)count;
}

int linux_set_memory_badness(pid_t pid, int adjustment) {
    char path[48], text[16];
    if (pid == 0) snprintf(path, sizeof path, "/proc/self/oom_score_adj");
    else snprintf(path, sizeof path, "/proc/%d/oom_score_adj", (int)pid);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    int length = snprintf(text, sizeof text, "%d", adjustment);
    ssize_t written = write(file, text, (size_t)length);
    close(file);
    return written == length ? 0 : -1;
}
